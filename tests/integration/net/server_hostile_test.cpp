// Bytes no honest client sends. Each is refused, none reaches the handler, and the server goes on.
#include <string>

#include <gtest/gtest.h>

#include "server_fixture.hpp"

namespace dvcpay::net::test {
namespace {

struct Hostile {
    const char* name;
    std::string bytes;
    int status;
};

class NetServerHostile : public NetServer, public testing::WithParamInterface<Hostile> {};

TEST_P(NetServerHostile, IsRefusedAndTheServerGoesOn) {
    int handled = 0;
    serve([&handled](HttpRequest request) {
        ++handled;
        return describe(std::move(request));
    });
    run(loop, [](NetServer* t, const Hostile* hostile) -> Task<void> {
        const auto answer = co_await t->exchange(hostile->bytes);
        EXPECT_EQ(status_of_text(answer), hostile->status) << answer;
        EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos);
        const auto good =
            co_await t->exchange("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        EXPECT_EQ(status_of_text(good), 200);
    }(this, &GetParam()));
    EXPECT_EQ(handled, 1);
    EXPECT_EQ(server->stats().faults, 1u);
}

std::string flood() {
    std::string fields;
    for (int i = 0; i < 2000; ++i) fields += "X-Flood-" + std::to_string(i) + ": y\r\n";
    return with(fields);
}

const std::string nul(1, '\0');

INSTANTIATE_TEST_SUITE_P(
    Bytes,
    NetServerHostile,
    testing::Values(
        Hostile{"Garbage", "\x16\x03\x01\x02\x01 what\r\n\r\n", 400},
        Hostile{"InvalidMethod", "GE(T / HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        Hostile{"NoTarget", "GET HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        Hostile{"Http09", "GET /\r\n\r\n", 400},
        Hostile{"Http2Preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
        Hostile{"StarForGet", "GET * HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        Hostile{"Authority", "CONNECT bank.example:443 HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        Hostile{"Fragment", "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        Hostile{"OtherScheme", "GET ftp://x/a HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        Hostile{"NoHost", "GET / HTTP/1.1\r\n\r\n", 400},
        Hostile{"TwoHosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400},
        Hostile{"NulInTarget", "GET /a" + nul + "b HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        Hostile{"NulInValue", with("X-A: b" + nul + "c\r\n"), 400},
        Hostile{"NulInName", with("X-" + nul + ": c\r\n"), 400},
        Hostile{"FoldedLine", with("X-A: b\r\n c\r\n"), 400},
        Hostile{"SpaceBeforeColon", with("Content-Length : 0\r\n"), 400},
        Hostile{"BareLineFeed", "GET / HTTP/1.1\nHost: x\n\n", 400},
        Hostile{"BareLineFeedInValue", with("X-A: b\nX-C: d\r\n"), 400},
        Hostile{"BareCarriageReturn", with("X-A: b\rc\r\n"), 400},
        Hostile{"NoColon", with("Nonsense\r\n"), 400},
        Hostile{
            "BothLengths",
            with("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n",
            400
        },
        Hostile{
            "BothLengthsTurned",
            with("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n") + "0\r\n\r\n",
            400
        },
        Hostile{"TwoLengths", with("Content-Length: 4\r\nContent-Length: 5\r\n") + "body", 400},
        Hostile{"LengthList", with("Content-Length: 4, 5\r\n") + "body", 400},
        Hostile{"NegativeLength", with("Content-Length: -1\r\n"), 400},
        Hostile{"SignedLength", with("Content-Length: +4\r\n") + "body", 400},
        Hostile{"HugeLength", with("Content-Length: 99999999999999999999\r\n"), 400},
        Hostile{"LengthInWords", with("Content-Length: four\r\n") + "body", 400},
        Hostile{"UnknownEncoding", with("Transfer-Encoding: gzip\r\n"), 400},
        Hostile{"EncodingBehindChunked", with("Transfer-Encoding: chunked, gzip\r\n"), 400},
        Hostile{"EncodingBeforeChunked", with("Transfer-Encoding: gzip, chunked\r\n"), 400},
        Hostile{
            "EncodingTwice",
            with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
            400
        },
        Hostile{"EncodingInDisguise", with("Transfer-Encoding: xchunked\r\n"), 400},
        Hostile{
            "EncodingInHttp10",
            "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400
        },
        Hostile{
            "ChunkSizeInWords",
            with("Transfer-Encoding: chunked\r\n") + "zz\r\nbody\r\n0\r\n\r\n",
            400
        },
        Hostile{
            "ChunkWithoutEnd",
            with("Transfer-Encoding: chunked\r\n") + "4\r\nbodyX\r\n0\r\n\r\n",
            400
        },
        Hostile{
            "ChunkOfAllBits",
            with("Transfer-Encoding: chunked\r\n") + "ffffffffffffffff\r\nbody",
            413
        },
        Hostile{
            "LongTarget", "GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n", 431
        },
        Hostile{"LongHeader", with("X-A: " + std::string(20'000, 'a') + "\r\n"), 431},
        Hostile{"HeaderFlood", flood(), 431},
        Hostile{
            "BodyAnnouncedTooLarge",
            with("Content-Length: 10485760\r\n") + std::string(10'485'760, 'x'),
            413
        },
        Hostile{
            "ChunksTooLarge",
            with("Transfer-Encoding: chunked\r\n") + "20000\r\n" + std::string(0x20000, 'x') +
                "\r\n0\r\n\r\n",
            413
        }
    ),
    [](const auto& each) { return each.param.name; }
);

}  // namespace
}  // namespace dvcpay::net::test
