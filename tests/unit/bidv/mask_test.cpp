#include "bidv/mask.hpp"

#include <string>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::bidv {
namespace {

TEST(BidvMask, ShowsIdsAndHidesProofsAndText) {
    testing::Json body = testing::paybill();
    body["additionalData"] = "NGUYEN VAN A";
    const std::string masked = mask_message(body.dump());
    for (const char* shown : {"0000000000017", "KG7Q2M9XC4T8W1ZB", "150000", "KG261005000001"})
        EXPECT_NE(masked.find(shown), std::string::npos) << shown;
    const std::string checksum = body["checksum"];
    for (const std::string& hidden : {checksum, std::string("NGUYEN")})
        EXPECT_EQ(masked.find(hidden), std::string::npos) << hidden;
}

TEST(BidvMask, HidesTokensAndSealedTexts) {
    const std::string masked = mask_message(
        R"({"access_token":"aaa.bbb","token_type":"Bearer","ciphertext":"abc","iv":"def"})"
    );
    for (const char* hidden : {"aaa", "abc", "def"})
        EXPECT_EQ(masked.find(hidden), std::string::npos) << hidden;
    EXPECT_NE(masked.find("Bearer"), std::string::npos);
}

TEST(BidvMask, OfWhatIsNoMessageSaysItsLengthAlone) {
    EXPECT_EQ(mask_message("secret"), "(6 bytes that are no message)");
    EXPECT_EQ(mask_message("[\"secret\"]"), "(10 bytes that are no message)");
}

}  // namespace
}  // namespace dvcpay::bidv
