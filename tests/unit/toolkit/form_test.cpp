#include "toolkit/form.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dvcpay::toolkit {
namespace {

TEST(Form, SurvivesWritingAndReading) {
    Fields fields;
    fields.add("order_id", "DVC-1");
    fields.add("mô tả", "Lệ phí & phạt = 5.000đ + 10%");
    fields.add("empty", "");
    const auto back = parse_form(encode_form(fields));
    ASSERT_TRUE(back);
    EXPECT_EQ(back.value(), fields);
}

TEST(Form, IsWrittenAsBrowsersDo) {
    Fields fields;
    fields.add("a b", "x*-._~");
    fields.add("c", "é+/=");
    EXPECT_EQ(encode_form(fields), "a+b=x*-._%7E&c=%C3%A9%2B%2F%3D");
}

TEST(Form, RefusesWhatCanBeReadTwice) {
    for (const char* bad : {"a=1&a=2", "a=%zz", "a=%4", "=1", "a=%FF", "%C3=1"}) {
        EXPECT_FALSE(parse_form(bad)) << bad;
    }
    EXPECT_TRUE(parse_form(""));
}

TEST(Form, HasLimits) {
    EXPECT_TRUE(parse_form("a=" + std::string(64 * 1024 - 2, 'x')));
    EXPECT_FALSE(parse_form("a=" + std::string(64 * 1024 - 1, 'x')));
    std::string many;
    for (int i = 0; i < 128; ++i) many += "f" + std::to_string(i) + "=&";
    EXPECT_TRUE(parse_form(many));
    EXPECT_FALSE(parse_form(many + "g="));
    EXPECT_FALSE(parse_form("abc=1", {.bytes_max = 4, .fields_max = 9}));
}

TEST(MediaType, IsReadWithoutParametersAndCase) {
    for (const char* good :
         {"application/json",
          "Application/JSON; charset=utf-8",
          " application/json ;x",
          "application/json;"}) {
        EXPECT_TRUE(is_media_type(good, json_media_type)) << good;
    }
    for (const char* bad : {"", ";", "application/jso", "application/jsonx", "text/json"}) {
        EXPECT_FALSE(is_media_type(bad, json_media_type)) << bad;
    }
    EXPECT_TRUE(is_media_type("application/x-www-form-urlencoded;charset=UTF-8", form_media_type));
}

}  // namespace
}  // namespace dvcpay::toolkit
