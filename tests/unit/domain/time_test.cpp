#include "domain/time.hpp"

#include <gtest/gtest.h>

namespace dvcpay {
namespace {

Wall at(std::string_view text) {
    return parse_rfc3339(text).value();
}

TEST(Rfc3339, IsWrittenWithMillisecondsInUtc) {
    EXPECT_EQ(to_rfc3339(Wall{0}), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(to_rfc3339(Wall{1'795'366'800'000}), "2026-11-22T17:00:00.000Z");
    EXPECT_EQ(to_rfc3339(Wall{1'795'366'800'007}), "2026-11-22T17:00:00.007Z");
    EXPECT_EQ(to_rfc3339(Wall{253'402'300'799'999}), "9999-12-31T23:59:59.999Z");
}

TEST(Rfc3339, ReadsBackWhatItWrote) {
    for (std::int64_t ms = 0; ms < 253'402'300'799'999; ms += 86'399'977'777) {
        ASSERT_EQ(parse_rfc3339(to_rfc3339(Wall{ms})), Wall{ms});
    }
}

struct Reading {
    std::string_view text;
    std::string_view means;  ///< empty: refused
};

TEST(Rfc3339, ReadsFractionsAndOffsetsAndNothingLoose) {
    // clang-format off
    const Reading table[] = {
        {"2026-11-22T17:00:00Z",                      "2026-11-22T17:00:00.000Z"},
        {"2026-11-22t17:00:00z",                      "2026-11-22T17:00:00.000Z"},
        {"2026-11-23T00:00:00+07:00",                 "2026-11-22T17:00:00.000Z"},
        {"2026-11-22T12:30:00-04:30",                 "2026-11-22T17:00:00.000Z"},
        {"2026-11-22T17:00:00.5Z",                    "2026-11-22T17:00:00.500Z"},
        {"2026-11-22T17:00:00.1239Z",                 "2026-11-22T17:00:00.123Z"},
        {"2024-02-29T00:00:00Z",                      "2024-02-29T00:00:00.000Z"},
        {"2000-02-29T00:00:00Z",                      "2000-02-29T00:00:00.000Z"},
        {"2023-02-29T00:00:00Z",                      ""},
        {"2100-02-29T00:00:00Z",                      ""},
        {"2026-13-01T00:00:00Z",                      ""},
        {"2026-00-01T00:00:00Z",                      ""},
        {"2026-11-31T00:00:00Z",                      ""},
        {"2026-11-22T24:00:00Z",                      ""},
        {"2026-11-22T17:60:00Z",                      ""},
        {"2026-11-22T17:00:60Z",                      ""},
        {"2026-11-22 17:00:00Z",                      ""},
        {"2026-11-22T17:00:00",                       ""},
        {"2026-11-22T17:00:00.Z",                     ""},
        {"2026-11-22T17:00:00+7:00",                  ""},
        {"2026-11-22T17:00:00+07:60",                 ""},
        {"2026-11-22T17:00:00+24:00",                 ""},
        {"2026-11-22T17:00:00Zx",                     ""},
        {" 2026-11-22T17:00:00Z",                     ""},
        {"1969-12-31T23:59:59Z",                      ""},
        {"2026-11-22T17:00:00.00000000000000000000Z", ""},
        {"",                                          ""},
    };
    // clang-format on
    for (const auto& row : table) {
        const auto read = parse_rfc3339(row.text);
        EXPECT_EQ(read ? to_rfc3339(*read) : "", row.means) << row.text;
    }
}

TEST(Day, ABusinessDayBeginsAtSeventeenHoursUtc) {
    EXPECT_EQ(to_string(ict_day(at("2026-11-22T16:59:59.999Z"))), "2026-11-22");
    EXPECT_EQ(to_string(ict_day(at("2026-11-22T17:00:00.000Z"))), "2026-11-23");
    EXPECT_EQ(to_string(ict_day(at("2026-12-31T17:00:00.000Z"))), "2027-01-01");
    EXPECT_EQ(to_string(ict_day(Wall{0})), "1970-01-01");
    EXPECT_EQ(to_string(ict_day(Wall{-8LL * 3600 * 1000})), "1969-12-31");
}

TEST(Day, StartOfIsTheFirstInstantOfItsDay) {
    for (Day day{2023, 12, 28}; day < Day{2024, 3, 5}; day = plus_days(day, 1)) {
        EXPECT_EQ(ict_day(start_of(day)), day);
        EXPECT_EQ(ict_day(start_of(day).plus_ms(-1)), plus_days(day, -1));
    }
}

TEST(Day, CountsThroughLeapYears) {
    EXPECT_EQ(plus_days({2024, 2, 28}, 1), (Day{2024, 2, 29}));
    EXPECT_EQ(plus_days({2023, 2, 28}, 1), (Day{2023, 3, 1}));
    EXPECT_EQ(plus_days({2000, 2, 28}, 1), (Day{2000, 2, 29}));
    EXPECT_EQ(plus_days({2100, 2, 28}, 1), (Day{2100, 3, 1}));
    EXPECT_EQ(plus_days({2024, 3, 1}, -1), (Day{2024, 2, 29}));
    EXPECT_EQ(plus_days({2026, 12, 31}, 1), (Day{2027, 1, 1}));
}

TEST(Day, ParsesOnlyDaysThatExist) {
    EXPECT_EQ(parse_day("2024-02-29"), (Day{2024, 2, 29}));
    for (const auto wrong :
         {"",
          "2023-02-29",
          "2026-11-31",
          "2026-1-01",
          "26-01-01",
          "2026/01/01",
          "2026-01-01 ",
          "2026-00-10",
          "2026-01-00",
          "1969-12-31",
          "+026-01-01",
          "2026-01-0x"}) {
        EXPECT_FALSE(parse_day(wrong)) << wrong;
    }
}

}  // namespace
}  // namespace dvcpay
