#include "toolkit/json_text.hpp"

#include <limits>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "toolkit/lexeme_json.hpp"

namespace dvcpay::toolkit {
namespace {

TEST(JsonText, KeepsTheOrderOfTheCalls) {
    JsonText out;
    out.object().text("z", "1").number("a", 5000).truth("ok", true).truth("no", false).null("n");
    out.array("bills").object().text("id", "7").end().object().end().number(3).text("x").end();
    out.object("inner").array("empty").end().end().lexeme("amount", "150000.00").end();
    EXPECT_EQ(
        out.take(),
        R"({"z":"1","a":5000,"ok":true,"no":false,"n":null,"bills":[{"id":"7"},{},3,"x"],)"
        R"("inner":{"empty":[]},"amount":150000.00})"
    );
}

TEST(JsonText, WritesBareValues) {
    EXPECT_EQ(JsonText().text("a").take(), R"("a")");
    EXPECT_EQ(JsonText().array().array().end().null().truth(false).end().take(), "[[],null,false]");
    EXPECT_EQ(JsonText().object().end().take(), "{}");
    EXPECT_EQ(
        JsonText().number(std::numeric_limits<std::int64_t>::min()).take(), "-9223372036854775808"
    );
}

TEST(JsonText, CanBeUsedAgainAfterItsTextWasTaken) {
    JsonText out;
    EXPECT_EQ(out.array().number(1).end().take(), "[1]");
    EXPECT_EQ(out.object().number("a", 2).end().take(), R"({"a":2})");
}

TEST(JsonText, EscapesWhatJsonNeedsAndNothingElse) {
    EXPECT_EQ(json_string("Lệ phí – 😀 / \x7F"), "\"Lệ phí – 😀 / \x7F\"");
    EXPECT_EQ(json_string("\"\\\b\f\n\r\t"), R"("\"\\\b\f\n\r\t")");
    EXPECT_EQ(json_string(std::string("\0\x1F", 2)), R"("\u0000\u001f")");
    EXPECT_EQ(json_string("a\xFF\xE1\xBB"), "\"a\uFFFD\uFFFD\uFFFD\"");
    EXPECT_EQ(JsonText().object().text("a\"", "").end().take(), R"({"a\"":""})");
}

TEST(JsonText, IsWhatTheLibraryWrites) {
    std::string every;
    for (char c = 1; c < 127; ++c) every += c;
    every += "Nộp lệ phí";
    EXPECT_EQ(json_string(every), nlohmann::json(every).dump());
    const auto back = parse_json(json_string(every));
    ASSERT_TRUE(back);
    EXPECT_EQ(back.value().text, every);
}

TEST(JsonTextDeathTest, MisuseIsABug) {
    EXPECT_DEATH(JsonText().object().text("value without a name"), "");
    EXPECT_DEATH(JsonText().array().text("name", "value"), "");
    EXPECT_DEATH(JsonText().object().take(), "");
    EXPECT_DEATH(JsonText().take(), "");
    EXPECT_DEATH(JsonText().end(), "");
    EXPECT_DEATH(JsonText().null().null(), "");
}

}  // namespace
}  // namespace dvcpay::toolkit
