#include "ops/redact.hpp"

#include <gtest/gtest.h>

namespace dvcpay::ops {
namespace {

struct Case {
    const char* name;
    const char* text;
    const char* expected;
};
std::ostream& operator<<(std::ostream& out, const Case& c) {
    return out << c.name;
}

class Hides : public testing::TestWithParam<Case> {};
TEST_P(Hides, WhatLooksLikeASecretOrAPerson) {
    EXPECT_EQ(redact(GetParam().text), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Redact,
    Hides,
    testing::Values(
        Case{"api_key", "key dvk_live_Ab-9 used", "key [secret] used"},
        Case{"webhook_secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "[secret]"},
        Case{"bearer", "Authorization: Bearer abc.def", "Authorization: [secret]"},
        Case{"basic", "basic dXNlcjpwYXNz", "[secret]"},
        Case{"pem", "x -----BEGIN PRIVATE KEY----- MIIB", "[secret]"},
        Case{"query_member", "a=1&signature=00ff&b=2", "a=1&[secret]&b=2"},
        Case{"json_member", R"({"secretKey":"x y","n":1})", R"({"[secret]","n":1})"},
        Case{"opaque", "sent K951B6PE1waDMi640xX08PD3vg6EkVlz now", "sent [secret] now"},
        Case{"mail", "from an.nguyen+dvc@example.vn.", "from [email]"},
        Case{"identity_card", "id 091099001234", "id [number]"},
        Case{"identity_card_then_number", "091099001234 17", "[number] 17"},
        Case{"phone", "tel 0912345678", "tel [number]"},
        Case{"phone_grouped", "tel 0912 345 678", "tel [number]"},
        Case{"phone_international", "+84912345678", "+[number]"},
        Case{"tax_code", "0312345678-001", "[number]-001"},
        Case{"in_json", R"({"phone":"0912345678"})", R"({"phone":"[number]"})"}
    ),
    [](const auto& named) { return named.param.name; }
);

class Keeps : public testing::TestWithParam<Case> {};
TEST_P(Keeps, WhatOperatorsSearchFor) {
    EXPECT_EQ(redact(GetParam().text), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Redact,
    Keeps,
    testing::Values(
        Case{"payment_id", "pay_01KAR3Z5W3X7N8Q2J4T6V8Y0AB", ""},
        Case{"order_ref", "KG7Q2M9XC4T8W1ZB", ""},
        Case{"trace_id", "4bf92f3577b34da6a3ce929d0e0e4736", ""},
        Case{"sha256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", ""},
        Case{"dossier", "H01.01-261123-0042", ""},
        Case{"amount", "60000 of 50000000", ""},
        Case{"provider_txn", "4088878653", ""},
        Case{"epoch", "1768449600123", ""},
        Case{"time", "2026-11-22T17:00:00.000Z", ""},
        Case{"address", "127.0.0.1:8443", ""},
        Case{"path", "/v1/callbacks/momo/ipn", ""},
        Case{"uuid", "0190f0a4-8c1e-7c3e-9d53-3f5b2c8a9e10", ""},
        Case{"word_token", "token bucket is empty", ""},
        Case{"vietnamese", "Nộp phí, lệ phí", ""},
        Case{"empty", "", ""}
    ),
    [](const auto& named) { return named.param.name; }
);

TEST(KnownSecrets, AreHiddenWhereverTheyStand) {
    KnownSecrets known;
    known.add(Secret("correcthorse"));
    EXPECT_EQ(known.hide("a correcthorse b:correcthorse"), "a [secret] b:[secret]");
}

TEST(KnownSecrets, AShortOneDoesNotHideCommonWords) {
    KnownSecrets known;
    known.add(Secret("pay"));
    EXPECT_EQ(known.hide("payment"), "payment");
}

}  // namespace
}  // namespace dvcpay::ops
