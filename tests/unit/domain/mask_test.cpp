#include <gtest/gtest.h>

#include "domain/pii.hpp"

namespace dvcpay {
namespace {

TEST(Mask, NamesKeepTheFirstLetterOfEachWord) {
    EXPECT_EQ(mask_words("Nguyễn Văn An"), "N••••• V•• A•");
    EXPECT_EQ(mask_words("Đặng Ý"), "Đ••• Ý");
    EXPECT_EQ(mask_words("  An"), "  A•");
    EXPECT_EQ(mask_words(""), "");
}

TEST(Mask, NumbersKeepTheirLastFourOnlyWhereMoreIsHidden) {
    EXPECT_EQ(mask_tail("091099001234"), "••••••••1234");
    EXPECT_EQ(mask_tail("12345"), "•2345");
    EXPECT_EQ(mask_tail("1234"), "••••");
    EXPECT_EQ(mask_tail("1"), "•");
    EXPECT_EQ(mask_tail(""), "");
    EXPECT_EQ(
        mask_tail("Rạch Giá"),
        "••••"
        " Giá"
    ) << "counts characters, not bytes";
}

TEST(Mask, MailKeepsTheFirstLetterOfEachSideAndTheLastLabel) {
    EXPECT_EQ(mask_email("an@example.vn"), "a•@e••••••.vn");
    EXPECT_EQ(mask_email("an@mail.example.vn"), "a•@m•••••••••••.vn");
    EXPECT_EQ(mask_email("an@localhost"), "a•@l••••••••");
    EXPECT_EQ(mask_email("\"a@b\"@example.vn"), "\"••••@e••••••.vn");
}

TEST(Mask, WhatIsNoMailAddressIsHiddenWhole) {
    EXPECT_EQ(mask_email("0912345678"), "••••");
    EXPECT_EQ(mask_email(""), "");
    EXPECT_EQ(mask_email("@"), "@");
}

TEST(Mask, CutAndMalformedTextIsNotReadPastItsEnd) {
    EXPECT_EQ(mask_words(std::string_view("A\xE1\xBA", 3)), "A•");
    EXPECT_EQ(mask_tail(std::string_view("\xF0", 1)), "•");
    EXPECT_EQ(mask_words(std::string_view("\x80\x80", 2)), std::string("\x80") + "•");
}

TEST(Pii, IsNotAText) {
    EXPECT_FALSE((std::is_convertible_v<Pii<std::string>, std::string>));
    EXPECT_FALSE((std::is_convertible_v<std::string, Pii<std::string>>));
    EXPECT_EQ(Pii<std::string>("An").clear(), "An");
    EXPECT_TRUE(Pii<std::string>().empty());
}

}  // namespace
}  // namespace dvcpay
