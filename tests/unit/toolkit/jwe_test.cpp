#include <gtest/gtest.h>

#include "jose_vectors.hpp"

namespace dvcpay::toolkit {
namespace {

using RecipientHeader = JwePlan::RecipientHeader;

JwePlan plan_of(const std::string& management, ContentCipher cipher) {
    JwePlan out;
    out.management = management == "dir" ? KeyManagement::direct : KeyManagement::a256kw;
    out.cipher = cipher;
    return out;
}

std::string bytes(const Json& input, const char* member) {
    return crypto::from_hex(input.value(member, "")).value();
}

std::string test_name(const testing::TestParamInfo<Json>& info) {
    std::string out;
    for (const char c : info.param.at("name").get<std::string>()) {
        if (c != '-') out += c;
    }
    return out;
}

std::vector<Json> encrypted(const std::string& file) {
    std::vector<Json> out;
    const Json all = jose_vectors(file);
    for (const auto& v : all.at("vectors")) {
        if (v.at("input").contains("plaintext")) out.push_back(v);
    }
    return out;
}

class BidvBodies : public testing::TestWithParam<Json> {};

TEST_P(BidvBodies, AreMadeAndOpenedByteForByte) {
    const Json& input = GetParam().at("input");
    const std::string body = GetParam().at("expected").at("body");
    const std::string clear = input.at("plaintext");
    const JwePlan plan = plan_of(input.at("management"), ContentCipher::a128cbc_hs256);
    Prepared entropy(bytes(input, "cek_hex") + bytes(input, "iv_hex"));
    crypto::FileKeys keys = bidv_keys(&entropy);
    EXPECT_EQ(encrypt_jwe(keys, "symmetric", plan, clear).value(), body);
    EXPECT_TRUE(entropy.is_used_up());
    EXPECT_EQ(decrypt_jwe(keys, "symmetric", plan, body).value(), clear);
}

TEST_P(BidvBodies, WithAnyLetterOfAValueChangedGiveNothing) {
    const Json& input = GetParam().at("input");
    const std::string clear = input.at("plaintext");
    const std::string body = GetParam().at("expected").at("body");
    const JwePlan plan = plan_of(input.at("management"), ContentCipher::a128cbc_hs256);
    const crypto::FileKeys keys = bidv_keys();
    for (std::size_t i = 0; i < body.size(); ++i) {
        std::string changed = body;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        const auto opened = decrypt_jwe(keys, "symmetric", plan, changed);
        // No tag covers the names "recipients" and "header": under another they are tolerated.
        if (opened) {
            EXPECT_LT(i, body.find("\"protected\"")) << i;
            EXPECT_EQ(opened.value(), clear);
        }
        EXPECT_FALSE(decrypt_jwe(keys, "symmetric", plan, body.substr(0, i))) << i;
    }
}

INSTANTIATE_TEST_SUITE_P(Bidv, BidvBodies, testing::ValuesIn(encrypted("bidv")), test_name);

class ThreeForms : public testing::TestWithParam<Json> {};

TEST_P(ThreeForms, SayTheSame) {
    const Json& input = GetParam().at("input");
    const Json& expected = GetParam().at("expected");
    const std::string clear = input.at("plaintext");
    const JwePlan plan = plan_of(input.at("management"), ContentCipher::a256gcm);
    Prepared entropy(bytes(input, "cek_hex") + bytes(input, "iv_hex"));
    crypto::FileKeys keys = bidv_keys(&entropy);
    const std::string general = expected.at("general");
    EXPECT_EQ(encrypt_jwe(keys, "symmetric", plan, clear).value(), general);
    for (const auto* form : {"general", "flattened", "compact"}) {
        const std::string text = expected.at(form);
        EXPECT_EQ(decrypt_jwe(keys, "symmetric", plan, text).value(), clear) << form;
        EXPECT_FALSE(decrypt_jwe(keys, "bank", plan, text)) << form;
    }
    EXPECT_EQ(decrypt_jwe(keys, "symmetric", plan, "\r\n " + general).value(), clear);
}

INSTANTIATE_TEST_SUITE_P(Gcm, ThreeForms, testing::ValuesIn(encrypted("gcm")), test_name);

// RFC 7516 appendix A.3 has an A128KW recipient; its content is opened with its content key.
TEST(PublishedContent, OpensWithItsContentKey) {
    crypto::SecretsByName secrets;
    secrets["content"].emplace_back(
        "04d31fc5549dfcfe0b649dfa3faa6ace6b7cd42d6f6b09dbc8b100f08f9c2ccf"
    );
    const auto keys = crypto::FileKeys::make(std::move(secrets)).value();
    JweParts parts;
    parts.iv = crypto::from_base64url("AxY8DCtDaGlsbGljb3RoZQ").value();
    parts.ciphertext =
        crypto::from_base64url("KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY").value();
    parts.tag = crypto::from_base64url("U0m_YmjN04DJvceFICbCVQ").value();
    const std::string header = "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0";
    const auto clear =
        keys.decrypt("content", KeyManagement::direct, ContentCipher::a128cbc_hs256, parts, header);
    EXPECT_EQ(clear.value(), "Live long and prosper.");
}

TEST(RecipientHeaderOfAJwe, IsEmptyOrRepeatsTheProtectedOne) {
    const std::string repeated = R"("header":{"alg":"A256KW","enc":"A128CBC-HS256"})";
    Prepared entropy(std::string(48 + 16, 'e'));
    crypto::FileKeys keys = bidv_keys(&entropy);
    JwePlan plan;
    plan.recipient = RecipientHeader::repeated;
    const std::string wrapped = encrypt_jwe(keys, "symmetric", plan, "text").value();
    EXPECT_NE(wrapped.find(repeated), std::string::npos);
    EXPECT_EQ(decrypt_jwe(keys, "symmetric", plan, wrapped).value(), "text");
    plan.management = KeyManagement::direct;
    const std::string direct = encrypt_jwe(keys, "symmetric", plan, "text").value();
    EXPECT_NE(
        direct.find(R"("recipients":[{"header":{"alg":"dir","enc":"A128CBC-HS256"}}])"),
        std::string::npos
    );
    EXPECT_EQ(decrypt_jwe(keys, "symmetric", plan, direct).value(), "text");
}

// --- what a header may and may not say ---

class JweHeaders : public testing::Test {
  protected:
    /// Encrypted directly under any protected header at all.
    Json under(const std::string& header) {
        Prepared entropy(std::string(16, 'i'));
        crypto::FileKeys keys = bidv_keys(&entropy);
        const std::string first = crypto::to_base64url(header);
        const auto parts =
            keys.encrypt("symmetric", plan.management, plan.cipher, "text", first).value();
        Json out;
        out["protected"] = first;
        out["iv"] = crypto::to_base64url(parts.iv);
        out["ciphertext"] = crypto::to_base64url(parts.ciphertext);
        out["tag"] = crypto::to_base64url(parts.tag);
        return out;
    }
    Fault fault(const Json& jwe) const {
        const auto opened = decrypt_jwe(bidv_keys(), "symmetric", plan, jwe.dump());
        if (opened) ADD_FAILURE() << jwe;
        return opened ? Fault::internal_error : opened.error().fault;
    }
    bool opens(const Json& jwe) const {
        return decrypt_jwe(bidv_keys(), "symmetric", plan, jwe.dump()).has_value();
    }
    JwePlan plan = plan_of("dir", ContentCipher::a128cbc_hs256);
    const std::string plain = R"({"alg":"dir","enc":"A128CBC-HS256"})";
};

TEST_F(JweHeaders, MayCarryMoreAndStandInThreePlaces) {
    EXPECT_TRUE(opens(under(plain)));
    EXPECT_TRUE(opens(under(R"({"enc":"A128CBC-HS256","alg":"dir","kid":"1","cty":"JSON"})")));
    Json shared = under(R"({"enc":"A128CBC-HS256"})");
    shared["unprotected"] = {{"alg", "dir"}, {"more", 1}};
    EXPECT_TRUE(opens(shared));
    Json own = under(R"({"enc":"A128CBC-HS256"})");
    own["header"] = {{"alg", "dir"}};
    EXPECT_TRUE(opens(own));
}

TEST_F(JweHeaders, AreNeverObeyed) {
    for (const auto* header : {
             R"({"alg":"A256KW","enc":"A128CBC-HS256"})",
             R"({"alg":"dir","enc":"A256GCM"})",
             R"({"alg":"dir","enc":"A256CBC-HS512"})",
             R"({"alg":"none","enc":"A128CBC-HS256"})",
             R"({"alg":"RSA1_5","enc":"A128CBC-HS256"})",
             R"({"enc":"A128CBC-HS256"})",
             R"({"alg":"dir"})",
             R"({"alg":"dir","enc":["A128CBC-HS256"]})",
             R"({"alg":"dir","enc":"A128CBC-HS256","zip":"DEF"})",
             R"({"alg":"dir","enc":"A128CBC-HS256","crit":["exp"]})",
         })
        EXPECT_EQ(fault(under(header)), Fault::forged) << header;
    for (const auto* member : {"unprotected", "header"}) {
        Json jwe = under(plain);
        jwe[member] = {{"alg", "A256KW"}};
        EXPECT_EQ(fault(jwe), Fault::forged);
        jwe[member] = {{"crit", {"x"}}};
        EXPECT_EQ(fault(jwe), Fault::forged);
        jwe[member] = "dir";
        EXPECT_EQ(fault(jwe), Fault::malformed);
    }
}

TEST_F(JweHeaders, WhatIsNoEncryptedTextOfOneRecipientIsMalformed) {
    const Json good = under(plain);
    for (const auto* member : {"protected", "iv", "ciphertext", "tag"}) {
        Json jwe = good;
        jwe.erase(member);
        EXPECT_EQ(fault(jwe), Fault::malformed) << member;
        jwe[member] = 1;
        EXPECT_EQ(fault(jwe), Fault::malformed) << member;
        jwe[member] = good.at(member).get<std::string>() + "=";
        EXPECT_EQ(fault(jwe), Fault::malformed) << member;
    }
    Json jwe = good;
    jwe["aad"] = "YQ";
    EXPECT_EQ(fault(jwe), Fault::malformed);
    for (const Json& recipients : {
             Json::array(),
             Json::array({Json::object(), Json::object()}),
             Json::array({"x"}),
             Json::object(),
             Json("x"),
         }) {
        jwe = good;
        jwe["recipients"] = recipients;
        EXPECT_EQ(fault(jwe), Fault::malformed) << recipients;
    }
    jwe = good;
    jwe["recipients"] = Json::array({Json::object()});
    EXPECT_TRUE(opens(jwe));
    jwe["encrypted_key"] = "";
    EXPECT_EQ(fault(jwe), Fault::malformed);
    jwe = good;
    jwe["encrypted_key"] = "AAAA";
    EXPECT_EQ(fault(jwe), Fault::forged);
    for (const std::string text : {"", " ", "{}", "[]", "....", "a.b.c.d", "a.b.c.d.e.f", "null"})
        EXPECT_EQ(decrypt_jwe(bidv_keys(), "symmetric", plan, text).error().fault, Fault::malformed)
            << text;
}

TEST_F(JweHeaders, FaultsOfTheKeyStoreStayWhatTheyAre) {
    EXPECT_EQ(
        decrypt_jwe(bidv_keys(), "nobody", plan, under(plain).dump()).error().fault,
        Fault::configuration
    );
    crypto::FileKeys keys = bidv_keys();
    EXPECT_EQ(encrypt_jwe(keys, "symmetric", plan, "").error().fault, Fault::configuration);
}

}  // namespace
}  // namespace dvcpay::toolkit
