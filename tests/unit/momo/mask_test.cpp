#include <string>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::momo {
namespace {

using testing::Json;

std::string mask(const std::string& raw) {
    const testing::House house;
    return house.adapter->mask_raw(raw);
}

TEST(MomoMask, KeepsIdsCodesAndAmountsAndHidesTheRest) {
    Json body = testing::with_signature(testing::ipn(), Signed::notice);
    body["extraData"] = "eyJzZWNyZXQiOjF9";
    body["userInfo"] = {
        {"name", "Nguyễn Văn An"}, {"phoneNumber", "0912345678"}, {"email", "an@example.vn"}
    };
    body["partnerUserId"] = "0912345678";
    body["accessKey"] = testing::access_key;
    const std::string masked = mask(body.dump());
    const Json out = Json::parse(masked);
    EXPECT_EQ(out.at("orderId"), testing::order_ref_text);
    EXPECT_EQ(out.at("amount"), 50'000);
    EXPECT_EQ(out.at("resultCode"), 0);
    EXPECT_EQ(out.at("transId"), 4'088'878'653);
    EXPECT_EQ(out.at("requestId"), testing::request_id);
    EXPECT_TRUE(out.at("userInfo").contains("phoneNumber"));
    for (const std::string& hidden :
         {body.at("signature").get<std::string>(),
          std::string("Nộp"),
          std::string("Successful"),
          std::string("eyJ"),
          std::string("0912345678"),
          std::string("Nguyễn"),
          std::string("example.vn"),
          testing::access_key}) {
        EXPECT_EQ(masked.find(hidden), std::string::npos) << hidden;
    }
}

TEST(MomoMask, HidesPersonalDataWhereverItIsPut) {
    for (const char* raw :
         {R"({"orderId":"Nguyễn Văn An"})",
          R"({"an@example.vn":1})",
          R"({"0912345678":1})",
          R"({"transId":"0912 345 678"})",
          R"({"x":[["0912345678",{"y":912345678}]]})",
          R"({"message":"0912345678"})"}) {
        const std::string masked = mask(raw);
        for (const char* hidden : {"Nguyễn", "example", "912"})
            EXPECT_EQ(masked.find(hidden), std::string::npos) << masked;
    }
}

TEST(MomoMask, OfWhatIsNoMessageOnlyTheLengthIsShown) {
    EXPECT_EQ(mask("secret=1"), "(8 bytes that are no message)");
    EXPECT_EQ(mask("[\"secret\"]"), "(10 bytes that are no message)");
    EXPECT_EQ(mask(""), "(0 bytes that are no message)");
}

}  // namespace
}  // namespace dvcpay::momo
