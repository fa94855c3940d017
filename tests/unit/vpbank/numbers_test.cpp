// Numbers of the pool, and our reference in what payers write.
#include "vpbank/numbers.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dvcpay::vpbank {
namespace {

const std::string ref = testing::order_ref_text;

TEST(VpbankNumbers, AreAPrefixAndASerialOfFixedWidth) {
    const Stock stock{"VPBDVC", 8, 42, 141};
    EXPECT_EQ(stock.size(), 100);
    EXPECT_EQ(stock.spell(1), "VPBDVC00000042");
    EXPECT_EQ(stock.spell(100), "VPBDVC00000141");
    EXPECT_TRUE(stock.has("VPBDVC00000042"));
    for (const char* not_ours :
         {"",
          "VPBDVC",
          "VPBDVC00000041",
          "VPBDVC00000142",
          "VPBDVC0000042",
          "VPBDVC000000042",
          "VPBDVC0000004A",
          "vpbdvc00000042",
          "VPBDVX00000042"}) {
        EXPECT_FALSE(stock.has(not_ours)) << not_ours;
    }
}

TEST(VpbankNumbers, ThatStandInAQrCode) {
    EXPECT_TRUE(is_number("VPBDVC00000042"));
    EXPECT_TRUE(is_number("1234567890123456789"));
    for (const char* none : {"", "12345678901234567890", "VPB-42", "vpb42", "VPB 42"}) {
        EXPECT_FALSE(is_number(none)) << none;
    }
}

TEST(VpbankReference, IsFoundHoweverBanksWrapIt) {
    for (const std::string& memo :
         {"DVC" + ref,
          "NGUYEN VAN A DVC" + ref + " NOP PHI",
          "IBFT dvc" + ref,
          std::string("MBVCB.123.DVC KG7Q2M9X C4T8W1ZB.CT tu 0071"),
          std::string("DVCKG7Q2M9X.C4T8-W1ZB")}) {
        EXPECT_EQ(find_reference(memo, "DVC"), ref) << memo;
    }
}

TEST(VpbankReference, WhatIsNotOneBeyondDoubtIsNone) {
    for (const std::string& memo :
         {std::string(),
          std::string("chuyen tien"),
          ref,
          "DVC" + ref.substr(0, 15),
          "DVC" + ref + " DVCKG0000000000000A",
          std::string("DVC0000000000000000")}) {  // ours end with a letter
        EXPECT_EQ(find_reference(memo, "DVC"), "") << memo;
    }
}

}  // namespace
}  // namespace dvcpay::vpbank
