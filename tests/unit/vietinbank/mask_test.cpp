#include "vietinbank/mask.hpp"

#include <string>

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vietinbank {
namespace {

TEST(VietinbankMask, ShowsWhatSupportNeedsAndNothingOfPeople) {
    Json body =
        testing::with_signature(Signed::records, testing::records({testing::record("592564021")}));
    body["data"]["records"][0]["custName"] = "LE VAN C";
    body["data"]["records"][0]["custAcct"] = "103870000001";
    body["data"]["records"][0]["idCard"] = "091099001234";
    const std::string masked = mask_message(body.dump());
    for (const char* shown : {"592564021", "8KGGDVC261005000001", "150000", "382S2371BQYU81M2"}) {
        EXPECT_NE(masked.find(shown), std::string::npos) << shown;
    }
    for (const char* hidden :
         {"LE VAN", "103870000001", "091099001234", "118242581", "118000009999", "CD: DVC"}) {
        EXPECT_EQ(masked.find(hidden), std::string::npos) << hidden;
    }
    const std::string signature = body["header"]["signature"];
    EXPECT_EQ(masked.find(signature), std::string::npos);
}

TEST(VietinbankMask, SaysOnlyTheLengthOfWhatIsNoMessage) {
    EXPECT_EQ(mask_message("NGUYEN VAN AN"), "(13 bytes that are no message)");
    EXPECT_EQ(mask_message("[1]"), "(3 bytes that are no message)");
}

TEST(VietinbankMask, NamesOfMembersComeFromOutsideToo) {
    const std::string masked = mask_message(R"({"Nguyễn Văn An":"1","code":"a b"})");
    EXPECT_EQ(masked.find("Nguy"), std::string::npos);
    EXPECT_EQ(masked.find("a b"), std::string::npos);
}

}  // namespace
}  // namespace dvcpay::vietinbank
