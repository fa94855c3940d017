// Every vector of tests/vectors/bidv: the text under a digest or signature first, then the result.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bidv/envelope.hpp"
#include "bidv/messages.hpp"
#include "bidv/numbers.hpp"
#include "support.hpp"
#include "toolkit/vietqr.hpp"

namespace dvcpay::bidv {
namespace {

using testing::Json;

std::string name_of(const ::testing::TestParamInfo<Json>& info) {
    std::string out;
    for (const char c : info.param.at("name").get<std::string>()) {
        const bool plain =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        out += plain ? c : '_';
    }
    return out;
}

std::vector<Json> all_of(const std::string& file) {
    std::vector<Json> out;
    const Json document = testing::vector_file(file);
    for (const auto& entry : document.at("vectors")) {
        EXPECT_FALSE(entry.at("source").get<std::string>().empty());
        out.push_back(entry);
    }
    return out;
}

std::string text(const Json& entry, const char* part, const char* member) {
    return entry.at(part).at(member);
}

/// What goes over the wire for a clear body under settings.
OutboundRequest wrapped(
    const std::string& clear,
    Seal seal,
    const testing::Changes& changes,
    const std::string& random = {}
) {
    testing::TestEntropy entropy(random);
    crypto::FileKeys keys = testing::test_keys(&entropy);
    Call call;
    call.path = "/x";
    call.body = clear;
    call.seal = seal;
    call.interaction_id = "262780361801";
    call.now = testing::now;
    return testing::run(
               wrap(&keys, testing::account_key, testing::settings(changes), std::move(call))
    )
        .value();
}

class BidvPlain : public ::testing::TestWithParam<Json> {};

TEST_P(BidvPlain, BodiesAreSignedWithoutThePayload) {
    const Json& v = GetParam();
    const std::string body = text(v, "input", "body");
    const std::string raw = text(v, "expected", "raw");
    ASSERT_EQ(crypto::to_base64url(R"({"alg":"RS256"})") + "." + crypto::to_base64url(body), raw);
    const OutboundRequest request = wrapped(body, Seal::none, {});
    EXPECT_EQ(request.body, body);
    EXPECT_EQ(request.headers.get("X-JWS-Signature"), text(v, "expected", "header"));
}
INSTANTIATE_TEST_SUITE_P(All, BidvPlain, ::testing::ValuesIn(all_of("jws_detached")), name_of);

class BidvCompact : public ::testing::TestWithParam<Json> {};

TEST_P(BidvCompact, BodiesAreSignedWhole) {
    const std::string body = text(GetParam(), "input", "body");
    const OutboundRequest request = wrapped(body, Seal::none, {{"jws_form", "compact"}});
    EXPECT_EQ(request.headers.get("X-JWS-Signature"), text(GetParam(), "expected", "header"));
}
INSTANTIATE_TEST_SUITE_P(All, BidvCompact, ::testing::ValuesIn(all_of("jws_compact")), name_of);

void expect_sealed(const Json& v, Seal seal) {
    const std::string random = crypto::from_hex(v.at("input").value("cek_hex", "")).value() +
                               crypto::from_hex(text(v, "input", "iv_hex")).value();
    const OutboundRequest request = wrapped(text(v, "input", "plaintext"), seal, {}, random);
    ASSERT_EQ(request.body, text(v, "expected", "body"));
    EXPECT_EQ(request.headers.get("X-JWS-Signature"), text(v, "expected", "header"));
}

class BidvWrapped : public ::testing::TestWithParam<Json> {};
TEST_P(BidvWrapped, BodiesAreSealedThenSigned) {
    expect_sealed(GetParam(), Seal::a256kw_cbc);
}
INSTANTIATE_TEST_SUITE_P(All, BidvWrapped, ::testing::ValuesIn(all_of("jwe_a256kw")), name_of);

class BidvDirect : public ::testing::TestWithParam<Json> {};
TEST_P(BidvDirect, BodiesAreSealedThenSigned) {
    expect_sealed(GetParam(), Seal::dir_cbc);
}
INSTANTIATE_TEST_SUITE_P(All, BidvDirect, ::testing::ValuesIn(all_of("jwe_dir")), name_of);

class BidvAnswer : public ::testing::TestWithParam<Json> {};

TEST_P(BidvAnswer, IsBelievedByItsSignatureAndNotByAnother) {
    const testing::House house;
    const auto open = [&](const std::string& body, const std::string& header) {
        HttpAnswer answer = testing::http_answer(200, body, testing::Origin::unproven);
        answer.headers.add("X-JWS-Signature", header);
        return open_answer(
            house.keys, testing::account_key, testing::settings(), Seal::none, answer
        );
    };
    const std::string body = text(GetParam(), "input", "body");
    const std::string header = text(GetParam(), "expected", "header");
    const auto opened = open(body, header);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened.value().body, body);
    ASSERT_TRUE(opened.value().proof);
    EXPECT_EQ(opened.value().proof->kind(), ProofKind::signature);
    EXPECT_FALSE(open(body + " ", header));
    std::string changed = header;
    changed.back() = changed.back() == 'A' ? 'B' : 'A';
    EXPECT_FALSE(open(body, changed));
    EXPECT_FALSE(open(body, crypto::to_base64url(R"({"alg":"none"})") + ".."));
}
INSTANTIATE_TEST_SUITE_P(All, BidvAnswer, ::testing::ValuesIn(all_of("jws_answer")), name_of);

class BidvSecureCode : public ::testing::TestWithParam<Json> {};

TEST_P(BidvSecureCode, IsMadeOfTheCallAndTheSecret) {
    const Json& v = GetParam();
    const testing::House house;
    const auto field = [&](const char* name) { return text(v, "input", name); };
    const std::string raw = field("interactionId") + "|" + field("serviceId") + "|" +
                            field("merchantId") + "|" + field("merchantName") + "|" +
                            testing::test_secret_code;
    ASSERT_EQ(raw, text(v, "expected", "raw"));
    const auto made = secure_code(
        house.keys,
        key_name(testing::account_key, secret_code),
        field("interactionId"),
        field("serviceId"),
        field("merchantId"),
        field("merchantName")
    );
    EXPECT_EQ(made.value(), text(v, "expected", "out"));
}
INSTANTIATE_TEST_SUITE_P(All, BidvSecureCode, ::testing::ValuesIn(all_of("secure_code")), name_of);

constexpr std::pair<const char*, Checksum> profiles[] = {
    {"md5_concat", Checksum::md5_concat},
    {"sha256_b64_pipe", Checksum::sha256_b64_pipe},
    {"sha256_b64_literal", Checksum::sha256_b64_literal},
};

void expect_checksum(const Json& v, const char* name, Checksum profile, const std::string& behind) {
    const Json& expected = v.at("expected").at(name);
    const std::string good = expected.at("out");
    ASSERT_EQ(testing::test_secret_code + behind, expected.at("raw").get<std::string>()) << name;
    EXPECT_EQ(testing::checksum_of(behind, profile), good) << name;
    const testing::House house;
    const Settings settings = testing::settings({{"checksum_profile", name}});
    const auto verifies = [&](std::string checksum) {
        const KeyName key = key_name(testing::account_key, secret_code);
        return verify_checksum(house.keys, key, settings, behind, checksum).has_value();
    };
    EXPECT_TRUE(verifies(good)) << name;
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string changed = good;
        changed[i] = changed[i] == '1' ? '2' : '1';
        EXPECT_FALSE(verifies(changed)) << name << " " << i;
    }
    for (const std::string& bad : {std::string(), good + "0", good.substr(1), " " + good})
        EXPECT_FALSE(verifies(bad)) << name;
}

class BidvGetbill : public ::testing::TestWithParam<Json> {};
TEST_P(BidvGetbill, HasTheChecksumOfEachProfile) {
    const Json& v = GetParam();
    for (const auto& [name, profile] : profiles) {
        const std::string behind =
            getbill_text(profile, text(v, "input", "service_id"), text(v, "input", "customer_id"));
        expect_checksum(v, name, profile, behind);
    }
}
INSTANTIATE_TEST_SUITE_P(
    All, BidvGetbill, ::testing::ValuesIn(all_of("checksum_getbill")), name_of
);

class BidvPaybill : public ::testing::TestWithParam<Json> {};
TEST_P(BidvPaybill, HasTheChecksumOfEachProfile) {
    const Json& v = GetParam();
    for (const auto& [name, profile] : profiles) {
        const std::string behind = paybill_text(
            profile,
            text(v, "input", "trans_id"),
            text(v, "input", "bill_id"),
            text(v, "input", "amount")
        );
        expect_checksum(v, name, profile, behind);
    }
}
INSTANTIATE_TEST_SUITE_P(
    All, BidvPaybill, ::testing::ValuesIn(all_of("checksum_paybill")), name_of
);

class BidvQr : public ::testing::TestWithParam<Json> {};
TEST_P(BidvQr, IsWhatWeMakeOfNumberAmountAndText) {
    const Json& input = GetParam().at("input");
    toolkit::QrOrder order;
    order.bank_bin = bank_bin;
    order.number = input.at("account");
    order.purpose = input.at("addInfo");
    if (input.contains("amount")) order.amount = Money::dong(input.at("amount"));
    order.initiation = order.amount ? toolkit::QrInitiation::once : toolkit::QrInitiation::reusable;
    EXPECT_EQ(toolkit::encode_vietqr(order).value(), text(GetParam(), "expected", "text"));
}
INSTANTIATE_TEST_SUITE_P(All, BidvQr, ::testing::ValuesIn(all_of("vietqr")), name_of);

TEST(BidvCertificate, GoesOnOneLine) {
    const OutboundRequest request = wrapped("{}", Seal::none, {});
    const Json v = testing::vector_file("certificate").at("vectors")[0];
    EXPECT_EQ(request.headers.get("X-Client-Certificate"), text(v, "expected", "header"));
}

// What the encoders write is what the vectors sign.

TEST(BidvEncoders, WriteTheBodiesOfTheVectors) {
    const auto plaintext = [](const char* file, std::size_t i) {
        const Json v = testing::vector_file(file).at("vectors")[i];
        return v.at("input").value("plaintext", v.at("input").value("body", ""));
    };
    const Settings settings = testing::settings({{"statement_account", "12010000009999"}});
    const Day day{2026, 10, 5};
    CreateOrder order = testing::create_order();
    order.attempt.order_ref = OrderRef::parse("DVC261005000001X").value();
    std::string expected = plaintext("jws_detached", 0);
    expected.replace(expected.find("DVC261005000001"), 15, "DVC261005000001X");
    EXPECT_EQ(encode_qr(settings, order).value(), expected);
    EXPECT_EQ(encode_reconciliation(settings, day), plaintext("jws_detached", 1));
    EXPECT_EQ(encode_statement(settings, day, 1), plaintext("jws_detached", 2));
    EXPECT_EQ(encode_statement(settings, day, 2), plaintext("jwe_dir", 1));
    EXPECT_EQ(encode_differences(settings, day, "1|001|OK"), plaintext("jwe_a256kw", 2));
}

}  // namespace
}  // namespace dvcpay::bidv
