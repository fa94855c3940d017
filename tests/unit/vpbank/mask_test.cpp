#include "vpbank/mask.hpp"

#include <string>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vpbank {
namespace {

TEST(VpbankMask, ShowsMoneyAndReferencesAndHidesPeople) {
    const std::string masked = mask_message(testing::notice().dump());
    for (const char* shown :
         {"232506601", "VPBDVC00000042", "30000", "FT26015000000001", "15/01/2026 09:02:04"}) {
        EXPECT_NE(masked.find(shown), std::string::npos) << shown;
    }
    for (const char* hidden : {"NGUYEN", "TT PV", "KG7Q2M9XC4T8W1ZB"})
        EXPECT_EQ(masked.find(hidden), std::string::npos) << hidden;
    const std::string other = mask_message(testing::collect_notice().dump());
    EXPECT_EQ(other.find("NGUYEN"), std::string::npos);
}

TEST(VpbankMask, HidesWhatItDoesNotKnow) {
    const std::string masked = mask_message(
        R"({"signature":"QUJD","benName":"AN","0912345678":"x","amount":"<script>","deep":{"amount":5}})"
    );
    EXPECT_EQ(
        masked,
        R"({"signature":"•••","benName":"•••","•••":"•••","amount":"•••","deep":{"amount":"5"}})"
    );
}

TEST(VpbankMask, WhatIsNoMessageBecomesARemark) {
    EXPECT_EQ(mask_message("<fault/>"), "(8 bytes that are no message)");
    EXPECT_EQ(mask_message(""), "(0 bytes that are no message)");
}

}  // namespace
}  // namespace dvcpay::vpbank
