#include "toolkit/ict.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dvcpay::toolkit {
namespace {

/// 2026-01-15 23:59:58.120 in Vietnam.
const Wall late = *parse_rfc3339("2026-01-15T16:59:58.120Z");
/// 00:30 in Vietnam: another day than in UTC.
const Wall early = *parse_rfc3339("2026-02-28T17:30:00Z");

std::string read(std::string_view text, std::string_view pattern, Years years = {}) {
    const auto at = parse_ict(text, pattern, years);
    return at ? to_rfc3339(*at) : "nothing";
}

TEST(Ict, WritesTheClockOfVietnam) {
    const std::pair<std::string_view, const char*> expected[] = {
        {ict::compact, "20260115235958"},
        {ict::compact_day, "20260115"},
        {ict::dashes, "2026-01-15 23:59:58"},
        {ict::dashes_day, "2026-01-15"},
        {ict::day_first_dashes, "15-01-2026 23:59:58"},
        {ict::day_first_dashes_day, "15-01-2026"},
        {ict::day_first_slashes, "15/01/2026 23:59:58"},
        {ict::day_first_slashes_day, "15/01/2026"},
        {ict::iso_offset_s, "2026-01-15T23:59:58+07:00"},
        {ict::iso_offset_ms, "2026-01-15T23:59:58.120+07:00"},
        {ict::iso_utc_ms, "2026-01-15T16:59:58.120Z"},
        {"yyMMdd", "260115"},
        {"MMddyyyyHHmmss", "01152026235958"},
        {"dd.MM.yyyy", "15.01.2026"},
        {"yyyy-MM-ddTHH:mm:ss.SSSSSSSX", "2026-01-15T23:59:58.1200000+07:00"},
        {"yyyyMMdd S", "20260115 1"},
    };
    for (const auto& [pattern, text] : expected) {
        EXPECT_EQ(format_ict(late, pattern), text);
        EXPECT_TRUE(is_ict_pattern(pattern)) << pattern;
    }
    EXPECT_EQ(format_ict(early, ict::compact), "20260301003000");
    EXPECT_EQ(format_ict(early, ict::iso_utc_ms), "2026-02-28T17:30:00.000Z");
}

TEST(Ict, ReadsWhatItWrites) {
    for (const auto pattern : {ict::iso_offset_ms, ict::iso_utc_ms}) {
        EXPECT_EQ(parse_ict(format_ict(late, pattern), pattern), late);
    }
    for (const auto pattern :
         {ict::compact,
          ict::dashes,
          ict::day_first_dashes,
          ict::day_first_slashes,
          ict::iso_offset_s}) {
        EXPECT_EQ(parse_ict(format_ict(late, pattern), pattern), Wall{late.ms - 120}) << pattern;
        EXPECT_EQ(parse_ict(format_ict(early, pattern), pattern), early) << pattern;
    }
    EXPECT_EQ(read("20260115", ict::compact_day), "2026-01-14T17:00:00.000Z");
    EXPECT_EQ(read("260115", "yyMMdd"), "2026-01-14T17:00:00.000Z");
}

TEST(Ict, ReadsOffsetsAndFractions) {
    EXPECT_EQ(
        read("2026-10-05T08:06:34.120+07:00", ict::iso_offset_ms), "2026-10-05T01:06:34.120Z"
    );
    EXPECT_EQ(read("2026-10-05T01:06:34.120Z", ict::iso_offset_ms), "2026-10-05T01:06:34.120Z");
    EXPECT_EQ(read("2026-10-05T01:06:34.120Z", ict::iso_utc_ms), "2026-10-05T01:06:34.120Z");
    EXPECT_EQ(
        read("2026-10-04T20:06:34.120-05:00", ict::iso_offset_ms), "2026-10-05T01:06:34.120Z"
    );
    EXPECT_EQ(
        read("2026-10-05T08:06:34.1239999+07:00", "yyyy-MM-ddTHH:mm:ss.SSSSSSSX"),
        "2026-10-05T01:06:34.123Z"
    );
    EXPECT_EQ(read("2026-10-05T08:06:34.5X", "yyyy-MM-ddTHH:mm:ss.SX"), "nothing");
    for (const char* bad :
         {"+7:00", "+0700", "+24:00", "+07:60", "07:00", "", "z", "+07:00 ", "Z0"}) {
        EXPECT_EQ(read("2026-10-05T08:06:34.120" + std::string(bad), ict::iso_offset_ms), "nothing")
            << bad;
    }
    EXPECT_EQ(read("2026-10-05T01:06:34.120+00:00", ict::iso_utc_ms), "nothing");
}

TEST(Ict, TakesRealTimesOnly) {
    EXPECT_EQ(read("20240229000000", ict::compact), "2024-02-28T17:00:00.000Z");
    for (const char* bad :
         {"20230229000000",
          "20260431000000",
          "20261301000000",
          "20260001000000",
          "20260100000000",
          "20260115240000",
          "20260115236000",
          "20260115235960",
          "2026011523595",
          "202601152359580",
          " 20260115235958",
          "2026011523595 ",
          "2026-0115235958",
          "2026011523595a",
          "+0260115235958",
          ""}) {
        EXPECT_EQ(read(bad, ict::compact), "nothing") << bad;
    }
    EXPECT_EQ(read("2026-1-15 23:59:58", ict::dashes), "nothing");
    EXPECT_EQ(read("2026-01-15T23:59:58", ict::dashes), "nothing");
    EXPECT_EQ(read("01/15/2026", ict::day_first_slashes_day), "nothing");
}

TEST(Ict, BelievesYearsWithinLimits) {
    EXPECT_EQ(read("20191231", ict::compact_day), "nothing");
    EXPECT_NE(read("20200101", ict::compact_day), "nothing");
    EXPECT_NE(read("20991231", ict::compact_day), "nothing");
    EXPECT_EQ(read("21000101", ict::compact_day), "nothing");
    EXPECT_NE(read("19700102", ict::compact_day, any_year), "nothing");
    EXPECT_NE(read("99991231", ict::compact_day, any_year), "nothing");
    EXPECT_EQ(read("20260101", ict::compact_day, {2027, 2027}), "nothing");
}

TEST(Ict, TakesTheFirstPatternThatFits) {
    const auto first = [](std::string_view text) {
        const auto at = parse_first_of(
            {ict::day_first_slashes,
             ict::day_first_slashes_day,
             ict::compact,
             "ddMMyyyy",
             ict::compact_day},
            text
        );
        return at ? format_ict(*at, ict::dashes) : "nothing";
    };
    EXPECT_EQ(first("15/01/2026 08:09:10"), "2026-01-15 08:09:10");
    EXPECT_EQ(first("15/01/2026"), "2026-01-15 00:00:00");
    EXPECT_EQ(first("20260115080910"), "2026-01-15 08:09:10");
    EXPECT_EQ(first("20012026"), "2026-01-20 00:00:00");
    EXPECT_EQ(first("20260115"), "2026-01-15 00:00:00");
    EXPECT_EQ(first("15-01-2026"), "nothing");
    EXPECT_EQ(first(""), "nothing");
}

TEST(IctPattern, IsCheckedBeforeItIsUsed) {
    for (const char* bad :
         {"",
          "yyyy",
          "yyyyMM",
          "MMdd",
          "yyyyMMddyyyy",
          "yyyyMMddyy",
          "yyyMMdd",
          "yyyyMdd",
          "yyyyMMddhh",
          "yyyyMMddTT",
          "yyyyMMddXX",
          "yyyyMMddXZ",
          "yyyyMMddHHHH",
          "yyyyMMddSSSSSSSSSS",
          "yyyyMMdd at HH"}) {
        EXPECT_FALSE(is_ict_pattern(bad)) << bad;
        EXPECT_EQ(read("20260115", bad), "nothing") << bad;
    }
}

}  // namespace
}  // namespace dvcpay::toolkit
