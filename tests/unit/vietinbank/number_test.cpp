#include "vietinbank/number.hpp"

#include <gtest/gtest.h>

namespace dvcpay::vietinbank {
namespace {

TEST(VietinbankNumber, IsCodeWordDayAndSerial) {
    EXPECT_EQ(spell_number("8KGG", "DVC", Day{2026, 10, 5}, 1), "8KGGDVC261005000001");
    EXPECT_EQ(spell_number("8KGG", "DVC", Day{2026, 12, 31}, 999'999), "8KGGDVC261231999999");
    EXPECT_EQ(spell_number("8KGG001", "", Day{2030, 1, 9}, 42), "8KGG001300109000042");
}

TEST(VietinbankPattern, FitsWholeTextsOnly) {
    const auto pattern = Pattern::parse("DVC[0-9]{12}");
    ASSERT_TRUE(pattern);
    EXPECT_EQ(pattern->size(), 15U);
    EXPECT_TRUE(pattern->fits("DVC261005000001"));
    for (const char* bad :
         {"",
          "DVC26100500000",
          "DVC2610050000011",
          "dvc261005000001",
          "DVC26100500000A",
          "XDVC26100500000",
          " DVC261005000001"}) {
        EXPECT_FALSE(pattern->fits(bad)) << bad;
    }
}

TEST(VietinbankPattern, KnowsClassesAndCounts) {
    EXPECT_TRUE(Pattern::parse("[0-9]{3}[0-9A-Z]{13}")->fits("164T26A0500JAJ01"));
    EXPECT_TRUE(Pattern::parse("[AB]X{2}")->fits("BXX"));
    EXPECT_FALSE(Pattern::parse("[AB]X{2}")->fits("CXX"));
    for (const char* bad :
         {"",
          "[",
          "[]",
          "[0-",
          "[9-0]",
          "a",
          "A{",
          "A{0}",
          "A{20}",
          "A{x}",
          "A{1",
          "[0-9]{10}[0-9]{10}",
          "{3}",
          "A-B",
          "(A)",
          ".*",
          "A+",
          "[a-z]"}) {
        EXPECT_FALSE(Pattern::parse(bad)) << bad;
    }
}

struct Memo {
    const char* text;
    const char* vav;
};

TEST(VietinbankMemo, NamesExactlyOneNumberOrNone) {
    const auto pattern = Pattern::parse("DVC[0-9]{12}").value();
    const Memo memos[] = {
        {"DVC261005000001", "DVC261005000001"},
        {"CT DEN:164T26A0500JAJ01 DVC261005000001", "DVC261005000001"},
        {"ibft dvc261005000001 chuyen tien", "DVC261005000001"},
        {"DVC26 1005 000001", "DVC261005000001"},
        {"DVC-261005.000001/x", "DVC261005000001"},
        {"DVC261005000001 DVC261005000001", "DVC261005000001"},
        {"DVC261005000001 20261005", "DVC261005000001"},
        {"DVC261005000001 DVC261005000002", ""},
        {"DVC2610050000012", ""},
        {"DVC26100500000", ""},
        {"NOP PHI", ""},
        {"", ""},
    };
    for (const auto& memo : memos) {
        EXPECT_EQ(find_vav(memo.text, "DVC", pattern), memo.vav) << memo.text;
    }
    // Twelve digits alone are nobody's.
    EXPECT_EQ(find_vav("261005000001", "", Pattern::parse("[0-9]{12}").value()), "");
}

}  // namespace
}  // namespace dvcpay::vietinbank
