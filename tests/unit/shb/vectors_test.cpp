// Every vector of tests/vectors/shb: the text under the signature first, then the signature; then
// what the adapter itself writes, byte for byte.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crypto/digest.hpp"
#include "shb/inbound.hpp"
#include "shb/messages.hpp"
#include "shb/signing.hpp"
#include "shb/statement.hpp"
#include "support.hpp"
#include "toolkit/vietqr.hpp"

namespace dvcpay::shb {
namespace {

using testing::Json;
using testing::Owner;

struct Vector {
    std::string name;
    Owner by = Owner::partner;
    SignatureProfile profile;
    std::string message_id;
    std::string body;
    std::string raw;
    std::string signature;
};

std::vector<Vector> signed_vectors() {
    std::vector<Vector> out;
    for (const char* file : {"request", "request_id_dot_body", "answer", "notice", "ack"}) {
        const Json document = testing::read_vectors(file);
        for (const auto& entry : document.at("vectors")) {
            Vector v;
            v.name = entry.at("name");
            v.by = entry.at("by") == "bank" ? Owner::bank : Owner::partner;
            if (document.at("profile") == "reqid_dot_body")
                v.profile.payload = SignatureProfile::Payload::id_dot_body;
            v.message_id = entry.at("input").at("x-request-id");
            v.body = entry.at("input").at("body");
            v.raw = entry.at("expected").at("raw");
            v.signature = entry.at("expected").at("signature");
            out.push_back(std::move(v));
        }
    }
    return out;
}

Headers signature_header(const std::string& signature) {
    return {{"X-Request-Signature", signature}};
}

class ShbVector : public ::testing::TestWithParam<Vector> {};

TEST_P(ShbVector, SignsTheTextOfTheSpecification) {
    const Vector& v = GetParam();
    ASSERT_EQ(text_to_sign(v.profile, v.message_id, v.body), v.raw);
    EXPECT_EQ(testing::signed_by(v.by, v.raw), v.signature);
}

TEST_P(ShbVector, VerifiesAsItStands) {
    const Vector& v = GetParam();
    crypto::SecretsByName secrets;
    secrets["shb/default/bank_certificate"].emplace_back(testing::pem(v.by));
    const auto keys = crypto::FileKeys::make(std::move(secrets)).value();
    const AccountKey account = {"shb", "default"};
    const auto check = [&](const std::string& id, const std::string& body, const Headers& headers) {
        return verify_signature(keys, v.profile, account, id, body, headers).has_value();
    };
    const Headers right = signature_header(v.signature);
    EXPECT_TRUE(check(v.message_id, v.body, right));
    EXPECT_FALSE(check(v.message_id, v.body + " ", right));
    EXPECT_FALSE(check(v.message_id, "\xEF\xBB\xBF" + v.body, right));
    EXPECT_FALSE(check(v.message_id, v.body, {}));
    EXPECT_FALSE(check(v.message_id, v.body, signature_header(v.signature + "A")));
    EXPECT_FALSE(check(v.message_id, v.body, signature_header(v.signature.substr(4))));
    Headers twice = right;
    twice.add("x-request-signature", v.signature);
    EXPECT_FALSE(check(v.message_id, v.body, twice)) << "two signatures could be read in two ways";
    const bool id_counts = v.profile.payload == SignatureProfile::Payload::id_dot_body;
    EXPECT_EQ(check("another-id", v.body, right), !id_counts);
}

INSTANTIATE_TEST_SUITE_P(
    All,
    ShbVector,
    ::testing::ValuesIn(signed_vectors()),
    [](const ::testing::TestParamInfo<Vector>& each) {
        std::string name = each.param.name;
        for (char& c : name) {
            if (c == '-' || c == '.') c = '_';
        }
        return name;
    }
);

std::string body_of(const char* file, std::size_t index) {
    return testing::read_vectors(file).at("vectors").at(index).at("input").at("body");
}

TEST(ShbVectors, CreateIsWrittenAsTheVectorButForWhatThePortalDoesNotGive) {
    Json expected = Json::parse(body_of("request", 0));
    expected["MaHoaDon"] = testing::bill;  // a reference of ours ends with a letter
    expected.erase("SoCMNDNguoiNop");
    expected.erase("DiaChiNguoiNop");
    expected["ThongTinBienLai"]["MaDVC"] = "1.004222";
    auto order = testing::create_order();
    order.description = "NOP LE PHI KG26100500000001";
    const auto message = encode_create(testing::settings_of(order.account), order);
    ASSERT_TRUE(message);
    EXPECT_EQ(message.value().body, expected.dump());
    EXPECT_EQ(message.value().message_id, testing::request_id);
}

TEST(ShbVectors, StatusIsWrittenByteForByte) {
    auto order = testing::query_order();
    order.order_ref = "KG26100500000001";
    const auto message = encode_status(testing::settings_of(order.account), order);
    ASSERT_TRUE(message);
    EXPECT_EQ(message.value().body, body_of("request", 1));
}

TEST(ShbVectors, RefundIsWrittenByteForByte) {
    auto order = testing::refund_order();
    order.order_ref = "KG26100500000001";
    const auto message = encode_refund(testing::settings_of(order.account), order);
    ASSERT_TRUE(message);
    EXPECT_EQ(message.value().body, body_of("request", 2));
}

struct AckCase {
    std::size_t index;
    InboundOutcome::Kind kind;
    Distrust distrust;
    int status;
};
class ShbAckVector : public ::testing::TestWithParam<AckCase> {};

TEST_P(ShbAckVector, IsWrittenByteForByte) {
    const AckCase& ack = GetParam();
    InboundCall call;
    call.kind = ipn_kind;
    call.request.body = body_of("notice", ack.index);
    InboundOutcome outcome;
    outcome.kind = ack.kind;
    outcome.distrust = ack.distrust;
    outcome.verdicts = {Verdict::kept};
    outcome.account_known = true;
    outcome.context.account = testing::account();
    const Ack written = ack_of(call, outcome);
    EXPECT_EQ(written.body, body_of("ack", ack.index));
    EXPECT_EQ(written.status, ack.status);
}

INSTANTIATE_TEST_SUITE_P(
    All,
    ShbAckVector,
    ::testing::Values(
        AckCase{0, InboundOutcome::Kind::taken, Distrust::malformed, 200},
        AckCase{1, InboundOutcome::Kind::distrusted, Distrust::bad_signature, 401},
        AckCase{2, InboundOutcome::Kind::try_again, Distrust::malformed, 200}
    )
);

TEST(ShbVectors, StatementsHaveTheChecksumAndTheBytesOfTheSpecification) {
    const auto settings = testing::settings_of(testing::account());
    const auto keys = testing::gateway_keys();
    const AccountKey account = {"shb", "default"};
    for (const auto& v : testing::read_vectors("statement").at("vectors")) {
        SCOPED_TRACE(v.at("name").get<std::string>());
        const auto file = crypto::from_base64(v.at("expected").at("base64").get<std::string>());
        ASSERT_TRUE(file);
        const auto lines = read_statement(settings, keys, account, *file);
        ASSERT_TRUE(lines) << lines.error().detail;
        ASSERT_EQ(lines.value().size(), v.at("input").at("lines").size());
        EXPECT_EQ(
            statement_text(lines.value()) + v.at("input").at("secret").get<std::string>(),
            v.at("expected").at("raw").get<std::string>()
        );
        const auto again = write_statement(settings, keys, account, lines.value());
        ASSERT_TRUE(again);
        EXPECT_EQ(again.value(), *file);
        EXPECT_NE(file->find(v.at("expected").at("checksum").get<std::string>()), file->npos);
    }
}

TEST(ShbVectors, QrTextsAreWrittenAndRead) {
    for (const auto& v : testing::read_vectors("vietqr").at("vectors")) {
        SCOPED_TRACE(v.at("name").get<std::string>());
        const auto& in = v.at("input");
        toolkit::QrOrder order;
        order.bank_bin = in.at("bin");
        order.number = in.at("account");
        order.purpose = in.at("addInfo");
        order.initiation = toolkit::QrInitiation::reusable;
        if (in.contains("amount")) {
            order.amount = Money::dong(in.at("amount").get<std::int64_t>());
            order.initiation = toolkit::QrInitiation::once;
        }
        const auto text = toolkit::encode_vietqr(order);
        ASSERT_TRUE(text);
        EXPECT_EQ(text.value(), v.at("expected").at("qr").get<std::string>());
        const auto read = toolkit::parse_vietqr(text.value());
        ASSERT_TRUE(read);
        EXPECT_EQ(read.value().number, order.number);
        EXPECT_EQ(read.value().amount, order.amount);
    }
}

}  // namespace
}  // namespace dvcpay::shb
