#include "viettelpay/mask.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::viettelpay {
namespace {

TEST(ViettelPayMask, HidesThePayersPhoneAndTheChecksum) {
    const std::string out = mask_message(testing::signed_form(Signed::result, testing::result()));
    EXPECT_NE(out.find("order_id=" + testing::order_id), std::string::npos);
    EXPECT_NE(out.find("trans_amount=120000"), std::string::npos);
    EXPECT_NE(out.find("cust_msisdn=•••"), std::string::npos);
    EXPECT_NE(out.find("check_sum=•••"), std::string::npos);
    EXPECT_EQ(out.find("84912345678"), std::string::npos);
}

TEST(ViettelPayMask, ReadsAnswersToo) {
    EXPECT_EQ(
        mask_message(R"({"order_id":"A1","error_msg":"Nguyen Van An"})"),
        "order_id=A1 error_msg=•••"
    );
    EXPECT_EQ(mask_message("%"), "(1 bytes that are no message)");
}

}  // namespace
}  // namespace dvcpay::viettelpay
