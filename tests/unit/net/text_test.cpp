#include <gtest/gtest.h>

#include "net/http_text.hpp"
#include "net/url.hpp"

namespace dvcpay::net {
namespace {

TEST(NetDate, WritesAndReadsTheFormOfRfc9110) {
    DateText date;
    EXPECT_EQ(date.at(Wall{784'111'777'000}), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(date.at(Wall{784'111'777'999}), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(date.at(Wall{951'782'400'000}), "Tue, 29 Feb 2000 00:00:00 GMT");
    const auto read = parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->ms, 784'111'777'000);
    for (const auto* text :
         {"",
          "Sunday, 06-Nov-94 08:49:37 GMT",
          "Sun, 06 Nov 1994 08:49:37 UTC",
          "Sun, 06 Foo 1994 08:49:37 GMT",
          "Sun, x6 Nov 1994 08:49:37 GMT"}) {
        EXPECT_FALSE(parse_http_date(text).has_value()) << text;
    }
}

TEST(NetUrl, TakesApartWhatWePointAt) {
    const auto plain =
        parse_url("https://Test-Payment.MoMo.vn/v2/gateway/api/create?x=1&y=%20#frag");
    ASSERT_TRUE(plain.has_value());
    EXPECT_EQ(plain->host, "test-payment.momo.vn");
    EXPECT_EQ(plain->port, 443);
    EXPECT_EQ(plain->target, "/v2/gateway/api/create?x=1&y=%20");
    EXPECT_EQ(plain->authority, "test-payment.momo.vn");
    const auto v6 = parse_url("http://[::1]:8080");
    ASSERT_TRUE(v6.has_value());
    EXPECT_EQ(v6->scheme, Scheme::http);
    EXPECT_EQ(v6->host, "::1");
    EXPECT_EQ(v6->port, 8080);
    EXPECT_EQ(v6->target, "/");
    EXPECT_EQ(v6->authority, "[::1]:8080");
    const auto query = parse_url("https://x.vn?a=b");
    ASSERT_TRUE(query.has_value());
    EXPECT_EQ(query->target, "/?a=b");
}

TEST(NetHttpText, ABodyOfAStatusWithoutOneIsNotSent) {
    HttpResponse response;
    response.status = 204;
    response.body = "left over";
    std::string out;
    append_response(out, response, "D", Reuse::keep_alive, BodyOf::sent);
    EXPECT_EQ(out, "HTTP/1.1 204 No Content\r\nDate: D\r\n\r\n");
}

}  // namespace
}  // namespace dvcpay::net
