// Every vector of tests/vectors/vpbank: the plain text first, then the wrapped one, then the
// signature.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crypto/digest.hpp"
#include "support.hpp"
#include "toolkit/canonical.hpp"
#include "vpbank/answers.hpp"
#include "vpbank/messages.hpp"

namespace dvcpay::vpbank {
namespace {

using testing::Json;

struct Vector {
    std::string operation;
    std::string name;
    std::string source;
    Json input;
    Json expected;

    std::string in(const char* member) const { return input.at(member).get<std::string>(); }
    std::string out(const char* member) const { return expected.at(member).get<std::string>(); }
};

std::vector<Vector> read(const std::string& operation) {
    std::vector<Vector> out;
    const Json document = testing::vectors(operation);
    for (const auto& entry : document.at("vectors")) {
        out.push_back(
            {operation,
             entry.at("name"),
             entry.at("source"),
             entry.at("input"),
             entry.at("expected")}
        );
    }
    return out;
}

std::vector<Vector> read_signed() {
    std::vector<Vector> out;
    for (const char* operation : {"transfer", "open_number", "notice"}) {
        for (auto& v : read(operation)) out.push_back(std::move(v));
    }
    return out;
}

std::string plain_of(const Vector& v) {
    if (v.operation == "transfer") {
        return transfer_text(
            v.in("referenceNumber"), v.in("sourceNumber"), v.in("targetNumber"), v.in("amount")
        );
    }
    if (v.operation == "open_number") {
        return number_text(
            v.in("requestId"), v.in("masterAccountNumber"), v.in("virtualAlkey"), v.in("amount")
        );
    }
    return toolkit::joined(
        {v.in("masterAccountNumber"), v.in("amount"), v.in("transactionId")}, " "
    );
}

std::string test_name(const ::testing::TestParamInfo<Vector>& info) {
    return info.param.operation + "_" + info.param.name;
}

class VpbankVectors : public ::testing::TestWithParam<Vector> {};

TEST_P(VpbankVectors, GiveTheTextThenTheWrappedThenTheSignature) {
    const Vector& v = GetParam();
    EXPECT_FALSE(v.source.empty());
    ASSERT_EQ(plain_of(v), v.out("raw"));
    ASSERT_EQ(wrapped(plain_of(v), Wrap::base64), v.out("wrapped"));
    const char* key = v.operation == "notice" ? "the/bank" : "a/stranger";
    EXPECT_EQ(testing::sign_with(key, plain_of(v)), v.out("signature"));
}

TEST_P(VpbankVectors, VerifyAsTheyAreAndNotOneByteOff) {
    const Vector& v = GetParam();
    const auto keys = testing::test_keys();
    const std::string signature = v.out("signature");
    const KeyName key = v.operation == "notice" ? "vpbank/default/bank_certificate" : "a/stranger";
    const std::string plain = plain_of(v);
    EXPECT_TRUE(verify(keys, key, Wrap::base64, plain, signature));
    EXPECT_FALSE(verify(keys, key, Wrap::none, plain, signature));
    EXPECT_FALSE(verify(keys, key, Wrap::base64, plain + "0", signature));
    EXPECT_FALSE(verify(keys, key, Wrap::base64, plain, signature.substr(4)));
    EXPECT_FALSE(verify(keys, key, Wrap::base64, plain, ""));
    EXPECT_FALSE(verify(keys, key, Wrap::base64, plain, "\n" + signature));
    const KeyName other = v.operation == "notice" ? "a/stranger" : "the/bank";
    EXPECT_FALSE(verify(keys, other, Wrap::base64, plain, signature));
}

INSTANTIATE_TEST_SUITE_P(All, VpbankVectors, ::testing::ValuesIn(read_signed()), test_name);

class VpbankNoticeVectors : public ::testing::TestWithParam<Vector> {};

TEST_P(VpbankNoticeVectors, AreBelievedAndAnswered) {
    const Vector& v = GetParam();
    testing::House house;
    InboundCall call = testing::call_of(v.input.dump());
    call.request.headers.add("signature", v.out("signature"));
    const auto located = house.adapter->locate(call, {testing::account()});
    ASSERT_TRUE(located);
    InboundContext context = testing::context();
    context.orders.clear();
    const auto result = house.adapter->verify(call, context);
    const auto& all = std::get<std::vector<Verified<Notice>>>(result);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(std::to_string(all[0].value().amount.count()), v.in("amount"));
    EXPECT_EQ(all[0].value().provider_txn, v.in("transactionId"));
    EXPECT_EQ(all[0].value().paid_to, v.in("virtualAccountNumber"));
    const auto told = testing::outcome_of(InboundOutcome::Kind::taken);
    EXPECT_EQ(house.answer(call, told).body, v.out("answer"));
}

INSTANTIATE_TEST_SUITE_P(All, VpbankNoticeVectors, ::testing::ValuesIn(read("notice")), test_name);

// The file of collections is read with reconciliation; its checksum is a rule of this provider.
TEST(VpbankCollections, RowsHaveTheirChecksum) {
    const Json document = testing::vectors("collections");
    const std::string secret = document.at("credentials").at("file_secret");
    for (const auto& v : read("collections")) {
        std::string raw = v.in("line");
        for (char& c : raw) c = c == ',' ? '|' : c;
        raw += "|";
        ASSERT_EQ(raw, v.out("raw")) << v.name;
        EXPECT_EQ(crypto::sha256_hex(raw + secret), v.out("checksum")) << v.name;
    }
}

TEST(VpbankQr, IsWhatAnotherEncoderMakes) {
    for (const auto& v : read("vietqr")) {
        CreateOrder order = testing::create_order();
        order.attempt.amount = Money::dong(v.input.at("amount").get<std::int64_t>());
        order.attempt.order_ref = OrderRef::parse(v.in("order_ref")).value();
        const auto offer = offer_on(testing::settings(), order, v.in("number"));
        ASSERT_TRUE(offer) << v.name;
        EXPECT_EQ(offer.value().content, v.out("content")) << v.name;
        EXPECT_EQ(offer.value().qr_payload, v.out("payload")) << v.name;
    }
}

}  // namespace
}  // namespace dvcpay::vpbank
