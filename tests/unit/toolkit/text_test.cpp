#include "toolkit/text.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dvcpay::toolkit {
namespace {

TEST(Utf8, TakesWellFormedTextOnly) {
    for (const char* good :
         {"", "abc", "Nộp lệ phí – Nguyễn", "\xF0\x9F\x98\x80", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"
         }) {
        EXPECT_TRUE(is_utf8(good)) << good;
    }
    for (const char* bad :
         {"\x80",
          "\xC0\xAF",
          "\xC1\xBF",
          "\xE0\x80\xAF",
          "\xED\xA0\x80",
          "\xF0\x80\x80\xAF",
          "\xF4\x90\x80\x80",
          "\xF5\x80\x80\x80",
          "\xFF",
          "a\xC3",
          "\xE1\xBB",
          "\xC3(",
          "\xF0\x9F\x98"}) {
        EXPECT_FALSE(is_utf8(bad));
    }
}

TEST(FirstCharacter, IsAPointAndItsBytes) {
    EXPECT_EQ(first_character("ab").point, 'a');
    EXPECT_EQ(first_character("ab").bytes, 1U);
    EXPECT_EQ(first_character("ệ").point, 0x1EC7U);
    EXPECT_EQ(first_character("ệx").bytes, 3U);
    EXPECT_EQ(first_character("").bytes, 0U);
    EXPECT_EQ(first_character("\xE1\xBB").bytes, 0U);
}

TEST(Printable, DropsControlCharactersAndBrokenBytes) {
    EXPECT_EQ(
        printable(
            "a\nb\tc\x7F"
            "d\xC2\x80"
            "e\xFF"
            "f",
            99
        ),
        "abcdef"
    );
    EXPECT_EQ(printable(std::string("a\0b", 3), 99), "ab");
}

TEST(Printable, CountsCharactersAndNotBytes) {
    EXPECT_EQ(printable("Nộp lệ phí", 5), "Nộp l");
    EXPECT_EQ(printable("Nộp", 0), "");
    EXPECT_EQ(printable("\nNộp", 3), "Nộp");
}

TEST(Printable, LeavesDecomposedTextDecomposed) {
    const std::string decomposed = "No\xCC\xA3\xCC\x82p";
    EXPECT_EQ(printable(decomposed, 99), decomposed);
}

TEST(WholeNumber, HasOneSpelling) {
    EXPECT_EQ(parse_whole("0"), 0);
    EXPECT_EQ(parse_whole("50000"), 50000);
    EXPECT_EQ(parse_whole("9223372036854775807"), INT64_MAX);
    for (const char* bad :
         {"",
          "-0",
          "-1",
          "+1",
          "01",
          "00",
          " 1",
          "1 ",
          "1.0",
          "1e3",
          "0x1",
          "9223372036854775808",
          "18446744073709551616",
          "1_000",
          "１"}) {
        EXPECT_FALSE(parse_whole(bad)) << bad;
    }
    EXPECT_FALSE(parse_whole(std::string_view("1\0", 2)));
}

}  // namespace
}  // namespace dvcpay::toolkit
