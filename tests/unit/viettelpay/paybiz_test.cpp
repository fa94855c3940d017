// The signature of Viettel's newer interface, held by vectors. Nothing else of it stands here.
#include "viettelpay/paybiz.hpp"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::viettelpay::paybiz {
namespace {

using testing::Json;

Json document() {
    std::ifstream file(std::string(DVCPAY_VECTORS_DIR) + "/paybiz.json");
    return Json::parse(file);
}

std::string pem(const std::string& label, const Json& base64) {
    const std::string dashes = "-----";
    const std::string text = base64.get<std::string>();
    std::string out = dashes + "BEGIN " + label + dashes + "\n";
    for (std::size_t at = 0; at < text.size(); at += 64) out += text.substr(at, 64) + "\n";
    return out + dashes + "END " + label + dashes + "\n";
}

crypto::FileKeys keys(const Json& all) {
    crypto::SecretsByName secrets;
    for (const char* who : {"merchant", "viettel"}) {
        const Json& pair = all.at("keys").at(who);
        const std::string name = who;
        secrets[name].emplace_back(pem("PUBLIC KEY", pair.at("public")));
        secrets[name + "/own"].emplace_back(pem("PRIVATE KEY", pair.at("private")));
    }
    return crypto::FileKeys::make(std::move(secrets)).value();
}

std::string url_safe(std::string text) {
    for (char& c : text) {
        c = c == '+' ? '-' : c;
        c = c == '/' ? '_' : c;
    }
    while (text.ends_with('=')) text.pop_back();
    return text;
}

TEST(PayBizSignature, OfEachVectorVerifiesOverTheExactBody) {
    const Json all = document();
    const auto store = keys(all);
    ASSERT_EQ(all.at("vectors").size(), 6U);
    for (const auto& entry : all.at("vectors")) {
        const std::string who = entry.at("signer");
        const std::string other = who == "merchant" ? "viettel" : "merchant";
        const std::string body = entry.at("input").at("body");
        const std::string signature = entry.at("expected").at("signature");
        SCOPED_TRACE(entry.at("name").get<std::string>());
        EXPECT_TRUE(verify_body(store, who, body, signature));
        EXPECT_TRUE(verify_body(store, who, body, url_safe(signature)));
        EXPECT_FALSE(verify_body(store, other, body, signature));
        EXPECT_FALSE(verify_body(store, who, body + " ", signature));
        EXPECT_FALSE(verify_body(store, who, " " + body, signature));
        EXPECT_FALSE(verify_body(store, who, body, ""));
        EXPECT_FALSE(verify_body(store, who, body, "AAAA"));
        EXPECT_FALSE(verify_body(store, who, body, std::string(4096, 'A')));
    }
}

TEST(PayBizSignature, OneDongMoreIsAnotherBody) {
    const Json all = document();
    const auto store = keys(all);
    const Json& ipn = all.at("vectors").at(4);
    std::string body = ipn.at("input").at("body");
    body.replace(body.find("120000"), 6, "120001");
    EXPECT_FALSE(
        verify_body(store, "viettel", body, ipn.at("expected").at("signature").get<std::string>())
    );
}

TEST(PayBizSignature, WhatWeSignVerifies) {
    const Json all = document();
    auto store = keys(all);
    for (const auto& entry : all.at("vectors")) {
        const std::string body = entry.at("input").at("body");
        const std::string who = entry.at("signer");
        const auto made = testing::run(sign_body(&store, who + "/own", body)).value();
        EXPECT_TRUE(verify_body(store, who, body, made));
    }
    EXPECT_EQ(testing::run(sign_body(&store, "nobody", "{}")).error().fault, Fault::configuration);
}

TEST(PayBizSignature, StandsInEitherHeaderAndTwoThatDifferAreNone) {
    EXPECT_EQ(signature_of({{"Signature", "a"}}), "a");
    EXPECT_EQ(signature_of({{"x-signature", "b"}}), "b");
    EXPECT_EQ(signature_of({{"Signature", "a"}, {"X-Signature", "a"}}), "a");
    EXPECT_EQ(signature_of({{"Signature", "a"}, {"X-Signature", "b"}}), "");
    EXPECT_EQ(signature_of({}), "");
}

}  // namespace
}  // namespace dvcpay::viettelpay::paybiz
