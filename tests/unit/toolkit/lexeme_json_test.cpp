#include "toolkit/lexeme_json.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dvcpay::toolkit {
namespace {

using Kind = JsonValue::Kind;

TEST(LexemeJson, KeepsTheLiteralOfEveryNumber) {
    for (const char* literal :
         {"0",
          "-0",
          "1",
          "-1",
          "50000",
          "1768449600123",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "-9223372036854775809",
          "18446744073709551615",
          "18446744073709551616",
          "99999999999999999999999999999999",
          "1.0",
          "1.50",
          "-0.0",
          "1e3",
          "1E+3",
          "1.0e-2",
          "0.1000"}) {
        const auto value = parse_json(literal);
        ASSERT_TRUE(value) << literal;
        EXPECT_EQ(value.value().kind, Kind::number);
        EXPECT_EQ(value.value().text, literal);
        const auto nested = parse_json(std::string("{\"n\":[ ") + literal + "\t]}");
        ASSERT_TRUE(nested) << literal;
        EXPECT_EQ(nested.value().find("n")->items.at(0).text, literal);
    }
}

TEST(LexemeJson, RefusesNumbersThatAreNone) {
    for (const char* bad :
         {"01",
          "-",
          "+1",
          ".5",
          "1.",
          "1e",
          "0x1",
          "1_0",
          "NaN",
          "Infinity",
          "1e999",
          "-01",
          "--1",
          "1 2"}) {
        EXPECT_FALSE(parse_json(bad)) << bad;
    }
}

TEST(LexemeJson, GivesTheTreeInItsOrder) {
    const auto value = parse_json(R"( {"b":"x","a":[true,false,null,{}],"c":{"d":""}} )").value();
    ASSERT_TRUE(value.is_object());
    ASSERT_EQ(value.members.size(), 3U);
    EXPECT_EQ(value.members[0].name, "b");
    EXPECT_EQ(value.members[0].value.text, "x");
    const JsonValue& list = value.members[1].value;
    ASSERT_EQ(list.items.size(), 4U);
    EXPECT_EQ(list.items[0].text, "true");
    EXPECT_EQ(list.items[1].text, "false");
    EXPECT_EQ(list.items[2].kind, Kind::null);
    EXPECT_TRUE(list.items[3].is_object());
    EXPECT_EQ(value.find("c")->find("d")->kind, Kind::string);
    EXPECT_EQ(value.find("nothing"), nullptr);
    EXPECT_EQ(list.find("b"), nullptr);
}

TEST(LexemeJson, DecodesStrings) {
    EXPECT_EQ(
        parse_json(R"("N\u1ed9p \ud83d\ude00 \n\"\/")").value().text, "Nộp \xF0\x9F\x98\x80 \n\"/"
    );
    EXPECT_EQ(parse_json(R"("a\u0000b")").value().text, std::string("a\0b", 3));
}

TEST(LexemeJson, RefusesDuplicateMembersAlsoBehindAnEscapeAndDeeperDown) {
    for (const char* bad :
         {R"({"a":1,"a":1})",
          R"({"a":1,"\u0061":2})",
          R"({"x":[{"a":1,"b":2,"a":3}]})",
          R"({"":1,"":2})"}) {
        const auto value = parse_json(bad);
        ASSERT_FALSE(value) << bad;
        EXPECT_EQ(value.error().fault, Fault::malformed);
        EXPECT_EQ(value.error().detail, "a member stands twice");
    }
    EXPECT_TRUE(parse_json(R"({"a":{"a":1},"A":2})"));
}

TEST(LexemeJson, RefusesWhateverFollowsTheValue) {
    EXPECT_FALSE(parse_json("{} x"));
    EXPECT_FALSE(parse_json("{}{}"));
    EXPECT_FALSE(parse_json(std::string_view("{}\0", 3)));
    EXPECT_FALSE(parse_json(std::string_view("{}\0{\"a\":1}", 10)));
    EXPECT_FALSE(parse_json(std::string_view("{\"a\":\0 1}", 9)));
    EXPECT_TRUE(parse_json("{} \r\n\t"));
}

TEST(LexemeJson, RefusesInvalidUtf8AndRawControlCharacters) {
    for (const char* bad :
         {"\"\xFF\"",
          "\"\xC0\xAF\"",
          "\"\xED\xA0\x80\"",
          "\"\xE1\xBB\"",
          "{\"\x80\":1}",
          "\"a\nb\"",
          R"("\ud800")",
          R"("\udc00\ud800")",
          R"("\u12")",
          R"("\x")"}) {
        EXPECT_FALSE(parse_json(bad));
    }
}

TEST(LexemeJson, HasLimitsOfSizeDepthAndCount) {
    const JsonLimits limits{20, 2, 4};
    EXPECT_TRUE(parse_json("[[1,2]]", limits));
    EXPECT_EQ(parse_json("[[[1]]]", limits).error().detail, "nested too deeply");
    EXPECT_EQ(parse_json("[1,2,3,4]", limits).error().detail, "too many values");
    EXPECT_EQ(parse_json("{\"a\":{\"b\":[1]}}", limits).error().detail, "nested too deeply");
    EXPECT_EQ(parse_json("\"" + std::string(19, 'a') + "\"", limits).error().detail, "too long");
    EXPECT_EQ(parse_json(std::string(1000, '[')).error().detail, "nested too deeply");
    EXPECT_FALSE(parse_json(std::string(60'000, '[')));
}

TEST(LexemeJson, RefusesEveryPrefixOfADocument) {
    const std::string whole = R"({"a":[1,-2.5e3,"x\u00e9"],"b":null,"c":true})";
    ASSERT_TRUE(parse_json(whole));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(parse_json(whole.substr(0, size))) << size;
    }
}

TEST(LexemeJson, ItsReasonsRepeatNothingOfTheInput) {
    for (const char* bad : {"{\"secret\":", "secret", "{\"secret\":1,\"secret\":2}"}) {
        EXPECT_EQ(parse_json(bad).error().detail.find("secret"), std::string::npos);
    }
}

TEST(ScalarFields, AreStringsNumbersAndNullAsEmpty) {
    const auto value = parse_json(R"({"s":"x","n":1.0,"z":null,"t":true,"a":[],"o":{}})").value();
    const Fields expected({{"s", "x"}, {"n", "1.0"}, {"z", ""}});
    EXPECT_EQ(scalar_fields(value), expected);
}

}  // namespace
}  // namespace dvcpay::toolkit
