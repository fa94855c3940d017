#include "shb/mask.hpp"

#include <string>

#include <gtest/gtest.h>

#include "shb/messages.hpp"
#include "support.hpp"

namespace dvcpay::shb {
namespace {

using testing::Json;

TEST(ShbMask, HidesPeopleAndAccountsAndShowsWhatItIsAbout) {
    const auto order = testing::create_order();
    const std::string body = encode_create(testing::settings_of(order.account), order).value().body;
    const std::string masked = mask_message(body);
    for (const char* secret : {"Nguyễn", "1000999999", "TRUNG TAM", "cư trú", "NOP LE PHI"})
        EXPECT_EQ(masked.find(secret), std::string::npos) << secret;
    EXPECT_EQ(Json::parse(masked)["MaHoaDon"], testing::bill);
    EXPECT_EQ(Json::parse(masked)["SoTien"], "150000");
}

TEST(ShbMask, HidesWhatHidesInNamesAndPlacesOfOthers) {
    const std::string masked = mask_message(
        R"({"0071000123456":"x","MaHoaDon":{"a":"NGUYEN"},"SoTien":"VAN AN BE","TenTaiKhoan":1,)"
        R"("SoTaiKhoanChuyen":"0071000123456","MaLoi":"00"})"
    );
    for (const char* secret : {"0071000123456", "NGUYEN", "VAN AN"})
        EXPECT_EQ(masked.find(secret), std::string::npos) << masked;
    EXPECT_NE(masked.find("\"MaLoi\":\"00\""), std::string::npos);
}

TEST(ShbMask, WhatIsNoMessageIsOnlyMeasured) {
    EXPECT_EQ(mask_message("0071000123456"), "(13 bytes that are no message)");
    EXPECT_EQ(mask_message(""), "(0 bytes that are no message)");
    EXPECT_EQ(mask_message("[\"NGUYEN\"]"), "(10 bytes that are no message)");
}

}  // namespace
}  // namespace dvcpay::shb
