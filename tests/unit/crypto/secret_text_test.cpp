#include "crypto/secret_text.hpp"

#include <string>

#include <gtest/gtest.h>

#include "crypto/digest.hpp"

namespace dvcpay::crypto {
namespace {

std::string revealed(const Secret& secret) {
    return secret.reveal([](std::string_view bytes) { return std::string(bytes); });
}

TEST(WebhookSecret, IsReadFromItsPrefixAndBase64) {
    const std::string bytes(24, 'k');
    const auto secret = parse_webhook_secret("whsec_" + to_base64(bytes));
    ASSERT_TRUE(secret);
    EXPECT_EQ(revealed(secret.value()), bytes);
    EXPECT_TRUE(parse_webhook_secret("whsec_" + to_base64(std::string(64, 'k'))));
}

TEST(WebhookSecret, IsRefusedWithoutRepeatingIt) {
    const std::string short_one = to_base64(std::string(23, 'k'));
    const std::string long_one = to_base64(std::string(65, 'k'));
    for (const std::string& text :
         {short_one,
          "whsec_" + short_one,
          "whsec_" + long_one,
          std::string("whsec_"),
          std::string("whsec_***"),
          "WHSEC_" + to_base64(std::string(32, 'k')),
          "whsec_" + to_base64(std::string(32, 'k')) + "\n"}) {
        const auto secret = parse_webhook_secret(text);
        ASSERT_FALSE(secret) << text;
        EXPECT_EQ(secret.error().fault, Fault::configuration);
        EXPECT_EQ(secret.error().detail.find(short_one), std::string::npos);
    }
}

TEST(RingKeyText, IsExactlyThirtyTwoBytes) {
    EXPECT_EQ(
        revealed(parse_ring_key(to_base64(std::string(32, 'r'))).value()), std::string(32, 'r')
    );
    EXPECT_FALSE(parse_ring_key(to_base64(std::string(31, 'r'))));
    EXPECT_FALSE(parse_ring_key(to_base64(std::string(33, 'r'))));
    EXPECT_FALSE(parse_ring_key("not base64"));
    EXPECT_FALSE(parse_ring_key(""));
}

}  // namespace
}  // namespace dvcpay::crypto
