#include "vnptpay/mask.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vnptpay {
namespace {

TEST(VnptPayMask, ShowsIdsCodesAndAmountsAndNothingElse) {
    auto body = testing::confirm_with("ADDITIONAL_INFO", "Nguyễn Văn An 0912345678");
    body["DESCRIPTION"] = "Nguyễn Văn An";
    body["091099001234"] = "x";
    const std::string out = mask_message(testing::confirmed(body));
    EXPECT_NE(out.find("MERCHANT_ORDER_ID=" + testing::order_ref_text), std::string::npos);
    EXPECT_NE(out.find("AMOUNT=120000"), std::string::npos);
    EXPECT_NE(out.find("SECURE_CODE=•••"), std::string::npos);
    EXPECT_NE(out.find("ADDITIONAL_INFO=•••"), std::string::npos);
    for (const char* never : {"Nguy", "0912345678", "091099001234"}) {
        EXPECT_EQ(out.find(never), std::string::npos) << never;
    }
}

TEST(VnptPayMask, AWordInAShownPlaceThatIsNoWordIsHidden) {
    const std::string out = mask_message(R"({"MERCHANT_ORDER_ID":"Nguyễn An <an@x>"})");
    EXPECT_EQ(out, "MERCHANT_ORDER_ID=•••");
}

TEST(VnptPayMask, WhatIsNoMessageIsOnlyCounted) {
    EXPECT_EQ(mask_message("%zz"), "(3 bytes that are no message)");
}

}  // namespace
}  // namespace dvcpay::vnptpay
