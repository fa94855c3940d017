#include "toolkit/url.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dvcpay::toolkit {
namespace {

TEST(PercentDecoding, DecodesOnceAndKnowsTheTwoMeaningsOfPlus) {
    EXPECT_EQ(percent_decode("a%20b+c%2b", Plus::is_space).value(), "a b c+");
    EXPECT_EQ(percent_decode("a+b", Plus::is_plus).value(), "a+b");
    EXPECT_EQ(percent_decode("%2525", Plus::is_space).value(), "%25");
    EXPECT_EQ(percent_decode("%00", Plus::is_space).value(), std::string(1, '\0'));
}

TEST(PercentDecoding, RefusesHalfEscapes) {
    for (const char* bad : {"%", "%2", "a%", "%zz", "%2g", "%%20", "% 20"}) {
        EXPECT_EQ(percent_decode(bad, Plus::is_space).error().fault, Fault::malformed) << bad;
    }
}

TEST(PercentEncoding, IsUndoneByDecodingForEveryByte) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
    for (const auto plus : {Plus::is_space, Plus::is_plus}) {
        EXPECT_EQ(percent_decode(percent_encode(all), plus).value(), all);
    }
    EXPECT_EQ(percent_encode("a-._~ /ộ"), "a-._~%20%2F%E1%BB%99");
}

TEST(Query, GivesDecodedPairsInTheirOrder) {
    const Fields fields = parse_query("b=x+y&a=&c&d=1=2&&e=%26").value();
    const Fields expected({{"b", "x y"}, {"a", ""}, {"c", ""}, {"d", "1=2"}, {"e", "&"}});
    EXPECT_EQ(fields, expected);
    EXPECT_TRUE(parse_query("").value().all().empty());
    EXPECT_TRUE(parse_query("&&").value().all().empty());
}

TEST(Query, RefusesADuplicateAlsoBehindAnEscape) {
    EXPECT_FALSE(parse_query("a=1&a=1"));
    EXPECT_FALSE(parse_query("a=1&%61=2"));
    EXPECT_TRUE(parse_query("a=1&A=2"));
}

TEST(Query, RefusesWhatItCannotName) {
    EXPECT_FALSE(parse_query("=1"));
    EXPECT_FALSE(parse_query("a=%"));
    EXPECT_FALSE(parse_query("%=a"));
}

TEST(Query, HasLimits) {
    EXPECT_TRUE(parse_query("a=1&b=2", {7, 2}));
    EXPECT_FALSE(parse_query("a=1&b=2", {6, 2}));
    EXPECT_FALSE(parse_query("a=1&b=2", {7, 1}));
}

TEST(Query, SurvivesEncodingAndParsing) {
    const Fields fields(
        {{"partnerCode", "MOMO"}, {"orderInfo", "Nộp lệ phí A&B=2 / 100%+"}, {"x", ""}}
    );
    EXPECT_EQ(parse_query(encode_query(fields)).value(), fields);
}

TEST(QueryOfATarget, IsWhatFollowsTheFirstQuestionMark) {
    EXPECT_EQ(query_of("/v1/return/momo?a=1?b#c"), "a=1?b");
    EXPECT_EQ(query_of("/v1/return/momo"), "");
    EXPECT_EQ(query_of("/v1#?a"), "");
}

TEST(AbsoluteUrl, IsTakenApart) {
    const auto url = parse_url("HTTPS://Test-Payment.MoMo.vn:443/v2/pay?t=1");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->scheme, "https");
    EXPECT_EQ(url->host, "test-payment.momo.vn");
    EXPECT_EQ(url->authority, "test-payment.momo.vn");
    EXPECT_EQ(url->rest, "/v2/pay?t=1");
    EXPECT_EQ(parse_url("http://127.0.0.1:8080")->authority, "127.0.0.1:8080");
    EXPECT_EQ(parse_url("http://[::1]:8080/x")->authority, "[::1]:8080");
    EXPECT_EQ(parse_url("https://a.vn?x")->rest, "?x");
}

TEST(AbsoluteUrl, IsRefusedWhereTwoReadersCouldDisagreeOnItsHost) {
    for (const char* bad :
         {"https://momo.vn@evil.example/",
          "https://evil.example\\@momo.vn/",
          "https://momo.vn:x@evil.example/",
          "https:///momo.vn",
          "https://",
          "https://.momo.vn/",
          "https://momo..vn/",
          "https://momo.vn./",
          "https://momo.vn:0/",
          "https://momo.vn:65536/",
          "https://momo.vn:/",
          "https://momo.vn:443:443/",
          "https://momo%2evn/",
          "https://mo mo.vn/",
          "https://momo.vn/\n",
          "https://mộmo.vn/",
          "javascript:alert(1)",
          "javascript://momo.vn/%0aalert(1)",
          "ftp://momo.vn/",
          "//momo.vn/",
          "momo.vn",
          "https:/momo.vn",
          " https://momo.vn/",
          "https://[]/",
          "https://[::1/",
          "https://[zz]/",
          "https://-a.vn/",
          "",
          "://"}) {
        EXPECT_FALSE(parse_url(bad)) << bad;
    }
    EXPECT_FALSE(parse_url(std::string_view("https://momo.vn/\0x", 18)));
    EXPECT_FALSE(parse_url("https://" + std::string(254, 'a') + "/"));
}

}  // namespace
}  // namespace dvcpay::toolkit
