#include <gtest/gtest.h>

#include "jose_vectors.hpp"

namespace dvcpay::toolkit {
namespace {

using enum JwsAlgorithm;

// --- vectors ---

class BidvSignatures : public testing::TestWithParam<Json> {};

std::vector<Json> all_of(const std::string& file) {
    return jose_vectors(file).at("vectors").get<std::vector<Json>>();
}

std::string test_name(const testing::TestParamInfo<Json>& info) {
    std::string out;
    for (const char c : info.param.at("name").get<std::string>()) {
        if (c != '-') out += c;
    }
    return out;
}

TEST_P(BidvSignatures, AreMadeAndVerifiedByteForByte) {
    const Json& v = GetParam();
    crypto::FileKeys keys = bidv_keys();
    const bool is_ours = v.at("signed_by") == "partner";
    const Json& holder = v.at("expected").contains("body") ? v.at("expected") : v.at("input");
    const std::string body = holder.at("body");
    const std::string expected = v.at("expected").at("signature");
    const auto form =
        v.at("input").at("form") == "compact" ? JwsForm::compact : JwsForm::without_payload;
    if (is_ours) {
        EXPECT_EQ(signed_jws(keys, "partner", rs256, form, body).value(), expected);
    }
    const KeyName by = is_ours ? "partner_certificate" : "bank";
    const auto proof = verify_jws(keys, by, rs256, expected, body);
    ASSERT_TRUE(proof);
    EXPECT_EQ(proof->kind(), ProofKind::signature);
    EXPECT_FALSE(verify_jws(keys, is_ours ? "bank" : "partner", rs256, expected, body));
    EXPECT_FALSE(verify_jws(keys, by, rs256, expected, body + " "));
    EXPECT_FALSE(verify_jws(keys, by, rs256, expected, ""));
}

INSTANTIATE_TEST_SUITE_P(Bidv, BidvSignatures, testing::ValuesIn(all_of("bidv")), test_name);

class PublishedSignatures : public testing::TestWithParam<Json> {};

TEST_P(PublishedSignatures, VerifyAndNoNeighbourDoes) {
    const Json& v = GetParam();
    const auto algorithm = v.at("input").at("alg") == "RS256" ? rs256 : es256;
    crypto::SecretsByName secrets;
    secrets["them"].emplace_back(armoured("PUBLIC KEY", v.at("input").at("public_spki")));
    const auto keys = crypto::FileKeys::make(std::move(secrets)).value();
    const std::string body = v.at("input").at("body");
    const std::string jws = v.at("expected").at("jws");
    EXPECT_TRUE(verify_jws(keys, "them", algorithm, jws, body));
    EXPECT_FALSE(verify_jws(keys, "them", algorithm == rs256 ? es256 : rs256, jws, body));
    for (std::size_t i = 0; i < jws.size(); i += 3) {
        std::string changed = jws;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        if (changed == jws) continue;
        EXPECT_FALSE(verify_jws(keys, "them", algorithm, changed, body)) << i;
    }
    for (std::size_t i = 0; i < jws.size(); ++i)
        EXPECT_FALSE(verify_jws(keys, "them", algorithm, jws.substr(0, i), body)) << i;
}

INSTANTIATE_TEST_SUITE_P(Rfc, PublishedSignatures, testing::ValuesIn(all_of("rfc")), test_name);

// --- what a header may and may not say ---

Task<void> into_signature(Keys* keys, std::string text, std::string* out) {
    Result<std::string> made =
        co_await keys->sign("partner", SignAlgorithm::rsa_pkcs1_sha256, std::move(text));
    *out = std::move(made.value());
}

std::string made_signature(Keys& keys, std::string text) {
    boost::asio::io_context io(1);
    std::string out;
    boost::asio::co_spawn(
        io,
        into_signature(&keys, std::move(text), &out),
        [](std::exception_ptr bug) {
            if (bug) std::rethrow_exception(bug);
        }
    );
    io.run();
    return out;
}

/// Signed by us under any header at all: what somebody with the key could send.
std::string under_header(crypto::FileKeys& keys, const std::string& header, std::string_view body) {
    const std::string first = crypto::to_base64url(header);
    const std::string text = first + "." + crypto::to_base64url(body);
    const auto signature = made_signature(keys, text);
    return first + ".." + crypto::to_base64url(signature);
}

TEST(JwsHeader, MayCarryMoreThanTheAlgorithm) {
    crypto::FileKeys keys = bidv_keys();
    for (const auto* header : {
             R"({"alg":"RS256"})",
             R"({ "typ":"JOSE", "alg" : "RS256", "kid":"bank-1" })",
             R"({"alg":"RS256","x5c":["MIIC"],"more":{"deep":[1]}})",
         }) {
        const std::string jws = under_header(keys, header, "body");
        EXPECT_TRUE(verify_jws(keys, "partner", rs256, jws, "body")) << header;
    }
}

TEST(JwsHeader, IsNeverObeyed) {
    crypto::FileKeys keys = bidv_keys();
    for (const auto* header : {
             R"({"alg":"none"})",
             R"({"alg":"HS256"})",
             R"({"alg":"PS256"})",
             R"({"alg":"RS512"})",
             R"({"alg":"rs256"})",
             R"({"alg":["RS256"]})",
             R"({"alg":null})",
             R"({"typ":"RS256"})",
             R"({"alg":"RS256","crit":["exp"]})",
             R"({"alg":"RS256","crit":[]})",
             R"({"alg":"RS256","b64":false,"crit":["b64"]})",
             R"({"alg":"none","alg":"RS256"})",
             R"({"alg":"RS256","\u0061lg":"none"})",
             R"({"alg":"RS256"} {})",
             R"(["RS256"])",
             R"("RS256")",
             "",
         }) {
        const std::string jws = under_header(keys, header, "body");
        EXPECT_FALSE(verify_jws(keys, "partner", rs256, jws, "body")) << header;
    }
}

TEST(JwsHeader, ThatAsksForAMacMakesNoKeyOfThePublicHalf) {
    const Json known = jose_vectors("bidv").at("keys");
    const std::string open = armoured("PUBLIC KEY", known.at("bank_public_spki"));
    const crypto::FileKeys keys = bidv_keys();
    const std::string text =
        crypto::to_base64url(R"({"alg":"HS256"})") + "." + crypto::to_base64url("body");
    for (const auto& key : {open, open.substr(0, open.size() - 1)}) {
        const std::string mac = crypto::hmac(MacAlgorithm::hmac_sha256, key, text);
        const std::string jws = text + "." + crypto::to_base64url(mac);
        EXPECT_FALSE(verify_jws(keys, "bank", rs256, jws, "body"));
    }
}

TEST(JwsText, HasThreePartsInStrictBase64url) {
    crypto::FileKeys keys = bidv_keys();
    const std::string good =
        signed_jws(keys, "partner", rs256, JwsForm::without_payload, "body").value();
    ASSERT_TRUE(verify_jws(keys, "partner", rs256, good, "body"));
    const auto dots = good.find("..");
    const std::string header = good.substr(0, dots);
    const std::string signature = good.substr(dots + 2);
    const std::string other = crypto::to_base64url("other");
    for (const auto& bad : {
             header + "." + signature,
             header + "..." + signature,
             header + "." + other + "." + signature,
             header + ".Ym9keQ==." + signature,
             header + ".Ym9keR." + signature,  // idle bits: decodes to the body as well
             good + "=",
             good + ".",
             "." + good,
             " " + good,
             good + "\n",
             header + "..",
             ".." + signature,
             std::string(".."),
             std::string(),
         })
        EXPECT_FALSE(verify_jws(keys, "partner", rs256, bad, "body")) << bad.substr(0, 60);
    EXPECT_TRUE(verify_jws(keys, "partner", rs256, header + ".Ym9keQ." + signature, "body"));
}

TEST(JwsText, OfAnEmptyBodyLooksTheSameInBothForms) {
    crypto::FileKeys keys = bidv_keys();
    const auto one = signed_jws(keys, "partner", rs256, JwsForm::without_payload, "").value();
    EXPECT_EQ(signed_jws(keys, "partner", rs256, JwsForm::compact, "").value(), one);
    EXPECT_TRUE(verify_jws(keys, "partner", rs256, one, ""));
    EXPECT_FALSE(verify_jws(keys, "partner", rs256, one, "x"));
}

TEST(JwsText, IsNotMadeWithAKeyOfAnotherKind) {
    crypto::FileKeys keys = bidv_keys();
    const auto fault = [&keys](KeyName key, JwsAlgorithm algorithm) {
        return signed_jws(keys, std::move(key), algorithm, JwsForm::compact, "").error().fault;
    };
    EXPECT_EQ(fault("partner", es256), Fault::configuration);
    EXPECT_EQ(fault("partner_certificate", rs256), Fault::configuration);
    EXPECT_EQ(fault("symmetric", rs256), Fault::configuration);
    EXPECT_EQ(fault("nobody", rs256), Fault::configuration);
}

// --- the two forms of an ECDSA signature ---

TEST(EcdsaForms, GoBothWaysWithEveryNumberOfLeadingZeros) {
    for (std::size_t zeros = 0; zeros < 32; ++zeros) {
        for (const char top : {'\x01', '\x7f', '\x80', '\xff'}) {
            std::string half(32, '\x55');
            half.replace(0, zeros, zeros, '\0');
            half[zeros] = top;
            const std::string pair = half + std::string(31, '\0') + '\x01';
            const auto der = ecdsa_der_of(pair);
            ASSERT_TRUE(der);
            EXPECT_EQ(ecdsa_pair_of(*der), pair);
        }
    }
}

TEST(EcdsaForms, RefuseOtherLengthsAndOtherDer) {
    EXPECT_FALSE(ecdsa_der_of(std::string(63, 'x')));
    EXPECT_FALSE(ecdsa_der_of(std::string(65, 'x')));
    EXPECT_FALSE(ecdsa_der_of(""));
    const std::string der = ecdsa_der_of(std::string(64, '\x55')).value();
    for (std::size_t i = 0; i < der.size(); ++i) EXPECT_FALSE(ecdsa_pair_of(der.substr(0, i)));
    EXPECT_FALSE(ecdsa_pair_of(der + "x"));
    for (const std::size_t at : {0U, 1U, 2U, 3U}) {
        std::string changed = der;
        changed[at] = static_cast<char>(changed[at] + 1);
        EXPECT_FALSE(ecdsa_pair_of(changed)) << at;
    }
}

}  // namespace
}  // namespace dvcpay::toolkit
