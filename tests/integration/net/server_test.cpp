// The server against clients that are polite, slow, broken and hostile.
#include <sys/stat.h>

#include <array>
#include <string>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include "harness.hpp"

namespace dvcpay::net::test {
namespace {

namespace asio = boost::asio;

std::string get(const std::string& target) { return "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n"; }

std::string post(const std::string& target, const std::string& body) {
    return "POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

class NetServer : public testing::Test {
 public:
    void serve(FunctionHandler::Function function = describe) {
        handler = std::make_unique<FunctionHandler>(std::move(function));
        server = std::make_unique<HttpServer>(loop.get_executor(), clock, *handler, options);
        const auto listening = server->listen();
        ASSERT_TRUE(listening.has_value()) << listening.error().detail;
    }
    Task<void> stop() { return server->drain(clock.mono()); }
    Task<std::string> exchange(std::string bytes) {
        RawClient client(&loop);
        co_await client.connect(server->port());
        co_await client.send(std::move(bytes));
        auto answer = co_await client.rest();
        co_return answer;
    }
    void TearDown() override {
        if (server) run(loop, stop());
    }

    asio::io_context loop{1};
    SystemClock clock;
    HttpServerOptions options;
    std::unique_ptr<FunctionHandler> handler;
    std::unique_ptr<HttpServer> server;
};

TEST_F(NetServer, KeepsAConnectionForManyRequests) {
    serve();
    run(loop, [](NetServer* t) -> Task<void> {
        RawClient client(&t->loop);
        co_await client.connect(t->server->port());
        for (int i = 0; i < 3; ++i) {
            co_await client.send(post("/a?b=c", "body" + std::to_string(i)));
            const auto answer = co_await client.answer();
            EXPECT_EQ(status_of_text(answer), 200);
            EXPECT_NE(answer.find("target=/a?b=c\nbody=body" + std::to_string(i)), std::string::npos);
            EXPECT_NE(answer.find("peer=127.0.0.1\n"), std::string::npos);
            EXPECT_EQ(answer.find("Connection:"), std::string::npos);
        }
        EXPECT_EQ(t->server->stats().connections_accepted, 1u);
        EXPECT_EQ(t->server->stats().requests, 3u);
    }(this));
}

TEST_F(NetServer, AnswersPipelinedRequestsInOrder) {
    serve();
    run(loop, [](NetServer* t) -> Task<void> {
        RawClient client(&t->loop);
        co_await client.connect(t->server->port());
        co_await client.send(post("/1", "one") + get("/2") + post("/3", std::string(20'000, 'x')));
        for (const auto* target : {"/1", "/2", "/3"}) {
            const auto answer = co_await client.answer();
            EXPECT_NE(answer.find(std::string("target=") + target), std::string::npos);
        }
    }(this));
}

TEST_F(NetServer, ReadsARequestThatComesByteByByte) {
    serve();
    run(loop, [](NetServer* t) -> Task<void> {
        RawClient client(&t->loop);
        co_await client.connect(t->server->port());
        for (const char c : post("/slow", "drip")) co_await client.send(std::string(1, c));
        const auto answer = co_await client.answer();
        EXPECT_NE(answer.find("body=drip"), std::string::npos);
    }(this));
}

TEST_F(NetServer, ReadsAChunkedBodyAndIgnoresItsTrailer) {
    serve();
    run(loop, [](NetServer* t) -> Task<void> {
        RawClient client(&t->loop);
        co_await client.connect(t->server->port());
        co_await client.send(
            "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            "4;ext=1\r\nWiki\r\n5\r\npedia\r\n0\r\nX-Late: 1\r\n\r\n"
        );
        const auto answer = co_await client.answer();
        EXPECT_NE(answer.find("body=Wikipedia\n"), std::string::npos);
        co_await client.send(get("/next"));
        const auto next = co_await client.answer();
        EXPECT_EQ(status_of_text(next), 200);
    }(this));
}

TEST_F(NetServer, AnswersHeadWithTheLengthAndWithoutTheBody) {
    serve();
    run(loop, [](NetServer* t) -> Task<void> {
        const auto answer =
            co_await t->exchange("HEAD /h HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        EXPECT_EQ(status_of_text(answer), 200);
        EXPECT_NE(answer.find("Content-Length: "), std::string::npos);
        EXPECT_EQ(answer.find("Content-Length: 0\r\n"), std::string::npos);
        EXPECT_EQ(body_of(answer), "");
    }(this));
}

TEST_F(NetServer, ClosesAfterHttp10UnlessAskedToKeep) {
    serve();
    run(loop, [](NetServer* t) -> Task<void> {
        const auto closed = co_await t->exchange("GET / HTTP/1.0\r\n\r\n");
        EXPECT_NE(closed.find("Connection: close\r\n"), std::string::npos);
        RawClient client(&t->loop);
        co_await client.connect(t->server->port());
        for (int i = 0; i < 2; ++i) {
            co_await client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            const auto kept = co_await client.answer();
            EXPECT_NE(kept.find("Connection: keep-alive\r\n"), std::string::npos);
        }
    }(this));
}

TEST_F(NetServer, SaysContinueOnlyWhenItWillReadTheBody) {
    serve();
    run(loop, [](NetServer* t) -> Task<void> {
        const std::string head = "POST /e HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: ";
        RawClient client(&t->loop);
        co_await client.connect(t->server->port());
        co_await client.send(head + "4\r\n\r\n");
        const auto interim = co_await client.answer();
        EXPECT_EQ(status_of_text(interim), 100);
        co_await client.send("body");
        const auto answer = co_await client.answer();
        EXPECT_NE(answer.find("body=body\n"), std::string::npos);
        const auto refused = co_await t->exchange(head + "70000\r\n\r\n");
        EXPECT_EQ(status_of_text(refused), 413);
        const auto strange =
            co_await t->exchange("GET / HTTP/1.1\r\nHost: x\r\nExpect: the-moon\r\n\r\n");
        EXPECT_EQ(status_of_text(strange), 417);
    }(this));
}

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
        const auto good = co_await t->exchange("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        EXPECT_EQ(status_of_text(good), 200);
    }(this, &GetParam()));
    EXPECT_EQ(handled, 1);
    EXPECT_EQ(server->stats().faults, 1u);
}

std::string with(const std::string& fields) { return "POST / HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n"; }

std::string flood() {
    std::string fields;
    for (int i = 0; i < 2000; ++i) fields += "X-Flood-" + std::to_string(i) + ": y\r\n";
    return with(fields);
}

const std::string nul(1, '\0');

INSTANTIATE_TEST_SUITE_P(
    Bytes, NetServerHostile,
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
        Hostile{"BothLengths", with("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400},
        Hostile{"BothLengthsTurned", with("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n") + "0\r\n\r\n", 400},
        Hostile{"TwoLengths", with("Content-Length: 4\r\nContent-Length: 5\r\n") + "body", 400},
        Hostile{"LengthList", with("Content-Length: 4, 5\r\n") + "body", 400},
        Hostile{"NegativeLength", with("Content-Length: -1\r\n"), 400},
        Hostile{"SignedLength", with("Content-Length: +4\r\n") + "body", 400},
        Hostile{"HugeLength", with("Content-Length: 99999999999999999999\r\n"), 400},
        Hostile{"LengthInWords", with("Content-Length: four\r\n") + "body", 400},
        Hostile{"UnknownEncoding", with("Transfer-Encoding: gzip\r\n"), 400},
        Hostile{"EncodingBehindChunked", with("Transfer-Encoding: chunked, gzip\r\n"), 400},
        Hostile{"EncodingBeforeChunked", with("Transfer-Encoding: gzip, chunked\r\n"), 400},
        Hostile{"EncodingTwice", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
        Hostile{"EncodingInDisguise", with("Transfer-Encoding: xchunked\r\n"), 400},
        Hostile{"EncodingInHttp10", "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        Hostile{"ChunkSizeInWords", with("Transfer-Encoding: chunked\r\n") + "zz\r\nbody\r\n0\r\n\r\n", 400},
        Hostile{"ChunkWithoutEnd", with("Transfer-Encoding: chunked\r\n") + "4\r\nbodyX\r\n0\r\n\r\n", 400},
        Hostile{"ChunkOfAllBits", with("Transfer-Encoding: chunked\r\n") + "ffffffffffffffff\r\nbody", 413},
        Hostile{"LongTarget", "GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n", 431},
        Hostile{"LongHeader", with("X-A: " + std::string(20'000, 'a') + "\r\n"), 431},
        Hostile{"HeaderFlood", flood(), 431},
        Hostile{"BodyAnnouncedTooLarge", with("Content-Length: 10485760\r\n") + std::string(10'485'760, 'x'), 413},
        Hostile{"ChunksTooLarge", with("Transfer-Encoding: chunked\r\n") + "20000\r\n" + std::string(0x20000, 'x') + "\r\n0\r\n\r\n", 413}
    ),
    [](const auto& each) { return each.param.name; }
);

TEST_F(NetServer, AcceptsTheSameLengthTwiceAndAnAbsoluteTarget) {
    serve();
    run(loop, [](NetServer* t) -> Task<void> {
        const auto answer = co_await t->exchange(
            "POST http://portal.example/v1/x?y=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            "Content-Length: 4\r\nContent-Length: 4\r\n\r\nbody"
        );
        EXPECT_NE(answer.find("target=/v1/x?y=1\nbody=body\n"), std::string::npos);
        const auto bare =
            co_await t->exchange("GET http://x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        EXPECT_NE(bare.find("target=/\n"), std::string::npos);
        const auto star = co_await t->exchange("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        EXPECT_NE(star.find("target=*\n"), std::string::npos);
    }(this));
}

TEST_F(NetServer, TakesTheBodyLimitOfTheRoute) {
    options.route_limits = [](std::string_view, std::string_view target) {
        return RouteLimits{.body_bytes_max = target == "/statements" ? 1'000'000u : 10u};
    };
    serve();
    run(loop, [](NetServer* t) -> Task<void> {
        RawClient client(&t->loop);
        co_await client.connect(t->server->port());
        co_await client.send(post("/statements", std::string(900'000, 's')));
        const auto large = co_await client.answer();
        EXPECT_EQ(status_of_text(large), 200);
        EXPECT_GT(large.size(), 900'000u);
        co_await client.send(post("/other", "12345678901"));
        const auto small = co_await client.rest();
        EXPECT_EQ(status_of_text(small), 413);
    }(this));
}

TEST_F(NetServer, ASlowHeadGets408AndIsClosed) {
    options.head_ms = 20;
    serve();
    run(loop, [](NetServer* t) -> Task<void> {
        const auto answer = co_await t->exchange("GET / HTTP/1.1\r\nHost:");
        EXPECT_EQ(status_of_text(answer), 408);
    }(this));
}

TEST_F(NetServer, ASlowHeadCannotBuyTimeWithSingleBytes) {
    options.head_ms = 30;
    serve();
    run(loop, [](NetServer* t) -> Task<void> {
        RawClient client(&t->loop);
        co_await client.connect(t->server->port());
        co_await client.send("GET / HTTP/1.1\r\n");
        while (t->server->stats().faults == 0) {
            co_await client.send("X: y\r\n");
            asio::steady_timer pace(t->loop, std::chrono::milliseconds(5));
            co_await pace.async_wait(asio::use_awaitable);
        }
        const auto answer = co_await client.answer();
        EXPECT_EQ(status_of_text(answer), 408);
    }(this));
}

TEST_F(NetServer, ASlowBodyGets408AndTheHandlerNeverSeesIt) {
    options.body_ms = 20;
    int handled = 0;
    serve([&handled](HttpRequest request) {
        ++handled;
        return describe(std::move(request));
    });
    run(loop, [](NetServer* t) -> Task<void> {
        const auto answer = co_await t->exchange(with("Content-Length: 10\r\n") + "half");
        EXPECT_EQ(status_of_text(answer), 408);
    }(this));
    EXPECT_EQ(handled, 0);
}

TEST_F(NetServer, AnIdleConnectionIsClosedWithoutAWord) {
    options.idle_ms = 20;
    serve();
    run(loop, [](NetServer* t) -> Task<void> {
        const auto nothing = co_await t->exchange("");
        EXPECT_EQ(nothing, "");
        RawClient client(&t->loop);
        co_await client.connect(t->server->port());
        co_await client.send(get("/"));
        const auto answer = co_await client.answer();
        EXPECT_EQ(status_of_text(answer), 200);
        const auto rest = co_await client.rest();
        EXPECT_EQ(rest, "");
        EXPECT_EQ(t->server->stats().faults, 0u);
    }(this));
}

TEST_F(NetServer, AClientThatDoesNotReadIsCutOff) {
    options.write_ms = 30;
    Bell ended(&loop);
    serve([](HttpRequest) -> Task<HttpResponse> {
        HttpResponse response;
        response.body.assign(64 * 1024 * 1024, 'x');
        co_return response;
    });
    run(loop, [](NetServer* t) -> Task<void> {
        RawClient client(&t->loop);
        co_await client.connect(t->server->port());
        co_await client.send(get("/"));
        co_await until(t->server.get(), &HttpServerStats::requests, 1);
        co_await until(t->server.get(), &HttpServerStats::connections, 0);
        const auto cut = co_await client.rest();
        EXPECT_LT(cut.size(), 64u * 1024 * 1024);
    }(this));
}

TEST_F(NetServer, APeerThatVanishesBetweenRequestsIsForgotten) {
    serve();
    run(loop, [](NetServer* t) -> Task<void> {
        RawClient client(&t->loop);
        co_await client.connect(t->server->port());
        co_await client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab");
        client.half_close();
        const auto answer = co_await client.rest();
        EXPECT_EQ(answer, "");
        EXPECT_EQ(t->server->stats().requests_in_flight, 0u);
    }(this));
}

TEST_F(NetServer, AClientThatLeavesCancelsItsHandler) {
    options.gone_check_ms = 10;
    Bell started(&loop);
    Bell ended(&loop);
    Bell never(&loop);
    bool finished = true;
    serve([&](HttpRequest) -> Task<HttpResponse> {
        started.ring();
        finished = co_await never.wait();
        ended.ring();
        co_return HttpResponse{};
    });
    run(loop, [](NetServer* t, Bell* begun, Bell* over) -> Task<void> {
        RawClient client(&t->loop);
        co_await client.connect(t->server->port());
        co_await client.send(get("/wait"));
        co_await begun->wait();
        client.close();
        co_await over->wait();
    }(this, &started, &ended));
    EXPECT_FALSE(finished);
    EXPECT_EQ(server->stats().clients_gone, 1u);
}

TEST_F(NetServer, RefusesWhatIsTooMuchBeforeReadingItsBody) {
    options.requests_in_flight_max = 2;
    options.route_limits = [](std::string_view, std::string_view target) {
        RouteLimits limits;
        limits.in_flight_max = target == "/callback" ? 0 : 1;
        return limits;
    };
    Bell release(&loop);
    Bell held(&loop);
    serve([&](HttpRequest request) -> Task<HttpResponse> {
        held.ring();
        co_await release.wait();
        auto response = co_await describe(std::move(request));
        co_return response;
    });
    run(loop, [](NetServer* t, Bell* begun, Bell* go) -> Task<void> {
        RawClient first(&t->loop);
        co_await first.connect(t->server->port());
        co_await first.send(get("/payments"));
        co_await begun->wait();
        const auto refused = co_await t->exchange(
            "POST /payments HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"
        );
        EXPECT_EQ(status_of_text(refused), 503);
        EXPECT_NE(refused.find("Retry-After: 1\r\n"), std::string::npos);
        RawClient callback(&t->loop);  // callbacks go before new payments
        co_await callback.connect(t->server->port());
        co_await callback.send(get("/callback"));
        co_await until(t->server.get(), &HttpServerStats::requests_in_flight, 2);
        const auto full = co_await t->exchange(get("/callback"));
        EXPECT_EQ(status_of_text(full), 503);
        go->ring();
        const auto one = co_await first.answer();
        EXPECT_EQ(status_of_text(one), 200);
        const auto two = co_await callback.answer();
        EXPECT_EQ(status_of_text(two), 200);
    }(this, &held, &release));
}

TEST_F(NetServer, AFullHouseClosesAnIdleConnectionBeforeItTurnsAnybodyAway) {
    options.connections_max = 1;
    Bell release(&loop);
    serve([&](HttpRequest request) -> Task<HttpResponse> {
        if (request.target == "/hold") co_await release.wait();
        auto response = co_await describe(std::move(request));
        co_return response;
    });
    run(loop, [](NetServer* t, Bell* go) -> Task<void> {
        RawClient idle(&t->loop);
        co_await idle.connect(t->server->port());
        co_await idle.send(get("/"));
        co_await idle.answer();
        RawClient busy(&t->loop);
        co_await busy.connect(t->server->port());
        co_await busy.send(get("/hold"));
        const auto closed = co_await idle.rest();
        EXPECT_EQ(closed, "");
        co_await until(t->server.get(), &HttpServerStats::requests_in_flight, 1);
        const auto turned_away = co_await t->exchange("");
        EXPECT_EQ(turned_away, "");
        EXPECT_EQ(t->server->stats().connections_refused, 1u);
        go->ring();
        const auto answer = co_await busy.answer();
        EXPECT_EQ(status_of_text(answer), 200);
    }(this, &release));
}

TEST_F(NetServer, AsksTheApplicationForTheWordsOfARefusal) {
    options.fault_answer = [](TransportFault fault, const HttpRequest* partial) {
        HttpResponse response;
        response.headers.add("Content-Type", "application/problem+json");
        response.body = std::to_string(status_of(fault)) + (partial ? partial->target : " headless");
        return response;
    };
    serve();
    run(loop, [](NetServer* t) -> Task<void> {
        const auto large = co_await t->exchange(
            "POST /v1/payments HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n"
        );
        EXPECT_EQ(body_of(large), "413/v1/payments");
        const auto garbage = co_await t->exchange("???\r\n\r\n");
        EXPECT_EQ(body_of(garbage), "400 headless");
        EXPECT_NE(garbage.find("application/problem+json"), std::string::npos);
    }(this));
}

TEST_F(NetServer, NoHeaderValueBeginsAHeaderOfItsOwn) {
    serve([](HttpRequest) -> Task<HttpResponse> {
        HttpResponse response;
        response.headers.add("Location", "https://x/\r\nSet-Cookie: evil=1");
        response.headers.add("Content-Length", "3");
        response.body = "body";
        response.close = true;
        co_return response;
    });
    run(loop, [](NetServer* t) -> Task<void> {
        const auto answer = co_await t->exchange(get("/"));
        EXPECT_EQ(answer.find("\r\nSet-Cookie"), std::string::npos);
        EXPECT_NE(answer.find("Content-Length: 4\r\n"), std::string::npos);
        EXPECT_EQ(body_of(answer), "body");
    }(this));
}

TEST_F(NetServer, BelievesForwardedAddressesOnlyFromTrustedProxies) {
    options.trusted_proxies = {"127.0.0.0/8", "10.0.0.0/8"};
    serve();
    run(loop, [](NetServer* t) -> Task<void> {
        const auto answer = co_await t->exchange(
            "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: 6.6.6.6\r\n"
            "X-Forwarded-For: 203.0.113.9, 10.1.2.3\r\n\r\n"
        );
        EXPECT_NE(answer.find("peer=203.0.113.9\n"), std::string::npos);
    }(this));
}

TEST_F(NetServer, DrainFinishesWhatRunsClosesWhatIsIdleAndTakesNothingNew) {
    Bell release(&loop);
    Bell held(&loop);
    serve([&](HttpRequest request) -> Task<HttpResponse> {
        if (request.target == "/hold") {
            held.ring();
            co_await release.wait();
        }
        auto response = co_await describe(std::move(request));
        co_return response;
    });
    TaskGroup tasks(loop.get_executor());
    run(loop, [](NetServer* t, TaskGroup* group, Bell* begun, Bell* go) -> Task<void> {
        RawClient idle(&t->loop);
        co_await idle.connect(t->server->port());
        co_await idle.send(get("/"));
        co_await idle.answer();
        RawClient busy(&t->loop);
        co_await busy.connect(t->server->port());
        co_await busy.send(get("/hold"));
        co_await begun->wait();
        group->spawn(t->server->drain(t->clock.mono().plus_ms(20'000)));
        const auto closed = co_await idle.rest();
        EXPECT_EQ(closed, "");
        asio::ip::tcp::socket late(t->loop);
        const asio::ip::tcp::endpoint there(asio::ip::address_v4::loopback(), t->server->port());
        const auto [refused] = co_await late.async_connect(there, asio::as_tuple(asio::use_awaitable));
        EXPECT_EQ(refused, asio::error::connection_refused);
        go->ring();
        const auto answer = co_await busy.answer();
        EXPECT_EQ(status_of_text(answer), 200);
        EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos);
        busy.close();
        co_await group->drain();
    }(this, &tasks, &held, &release));
    EXPECT_EQ(server->stats().connections, 0u);
}

TEST_F(NetServer, DrainCancelsAtItsDeadlineWhatStillRuns) {
    Bell never(&loop);
    Bell held(&loop);
    bool finished = true;
    serve([&](HttpRequest) -> Task<HttpResponse> {
        held.ring();
        finished = co_await never.wait();
        co_return HttpResponse{};
    });
    run(loop, [](NetServer* t, Bell* begun) -> Task<void> {
        RawClient client(&t->loop);
        co_await client.connect(t->server->port());
        co_await client.send(get("/"));
        co_await begun->wait();
        co_await t->server->drain(t->clock.mono().plus_ms(20));
        const auto nothing = co_await client.rest();
        EXPECT_EQ(nothing, "");
    }(this, &held));
    EXPECT_FALSE(finished);
}

TEST_F(NetServer, ListensOnAUnixSocketThatOnlyItsOwnerMayOpen) {
    const auto path = testing::TempDir() + "dvcpay-net-" + std::to_string(::getpid()) + ".sock";
    options.unix_path = path;
    {  // what a killed process leaves behind
        asio::local::stream_protocol::acceptor dead(loop, asio::local::stream_protocol::endpoint(path));
    }
    serve();
    struct stat found{};
    ASSERT_EQ(::stat(path.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777, 0600u);
    HttpServer second(loop.get_executor(), clock, *handler, options);
    EXPECT_TRUE(second.listen().has_error()) << "a socket somebody listens on is not taken over";
    run(loop, [](NetServer* t, std::string at) -> Task<void> {
        asio::local::stream_protocol::socket socket(t->loop);
        const asio::local::stream_protocol::endpoint there(at);
        co_await socket.async_connect(there, asio::use_awaitable);
        const std::string request = "GET / HTTP/1.1\r\nHost: admin\r\nConnection: close\r\n\r\n";
        co_await asio::async_write(socket, asio::buffer(request), asio::use_awaitable);
        std::string answer;
        co_await asio::async_read_until(
            socket, asio::dynamic_buffer(answer), "tls=no\n", asio::use_awaitable
        );
        EXPECT_NE(answer.find("peer=unix\n"), std::string::npos);
    }(this, path));
    run(loop, stop());
    EXPECT_NE(::stat(path.c_str(), &found), 0);
}

TEST_F(NetServer, NamesWhatItCannotListenOn) {
    serve();
    HttpServerOptions taken;
    taken.port = server->port();
    HttpServer second(loop.get_executor(), clock, *handler, taken);
    const auto refused = second.listen();
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().fault, Fault::configuration);
    EXPECT_NE(refused.error().detail.find(std::to_string(taken.port)), std::string::npos);
    HttpServerOptions proxies;
    proxies.trusted_proxies = {"10.0.0.0/33"};
    HttpServer third(loop.get_executor(), clock, *handler, proxies);
    EXPECT_TRUE(third.listen().has_error());
}

}  // namespace
}  // namespace dvcpay::net::test
