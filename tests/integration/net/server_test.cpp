// The server against polite clients, and how it comes and goes.
#include <array>
#include <string>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "server_fixture.hpp"

namespace dvcpay::net::test {
namespace {

namespace asio = boost::asio;

TEST_F(NetServer, KeepsAConnectionForManyRequests) {
    serve();
    run(loop, [](NetServer* t) -> Task<void> {
        RawClient client(&t->loop);
        co_await client.connect(t->server->port());
        for (int i = 0; i < 3; ++i) {
            co_await client.send(post("/a?b=c", "body" + std::to_string(i)));
            const auto answer = co_await client.answer();
            EXPECT_EQ(status_of_text(answer), 200);
            EXPECT_NE(
                answer.find("target=/a?b=c\nbody=body" + std::to_string(i)), std::string::npos
            );
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
        const std::string head =
            "POST /e HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: ";
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
        const auto star =
            co_await t->exchange("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        EXPECT_NE(star.find("target=*\n"), std::string::npos);
    }(this));
}

/// Rings when nobody holds it any more.
std::shared_ptr<const void> visit_until(Bell* over) {
    return {over, [over](const void*) { over->ring(); }};
}

TEST_F(NetServer, ReadsNothingBehindTheHeadBeforeItsTurn) {
    Bell over(&loop);
    Mono turn;
    options.route_limits = [&](std::string_view, std::string_view, std::string_view) {
        turn = clock.mono().plus_ms(1);
        return RouteLimits{.not_before = turn, .visit = visit_until(&over)};
    };
    serve([&](HttpRequest request) {
        EXPECT_LE(turn, clock.mono());
        return describe(std::move(request));
    });
    run(loop, [](NetServer* t, Bell* end) -> Task<void> {
        RawClient client(&t->loop);
        co_await client.connect(t->server->port());
        co_await client.send(post("/callback", std::string(60'000, 'x')));
        const auto heard = co_await client.answer();
        EXPECT_EQ(status_of_text(heard), 200);
        const bool ended = co_await end->wait();
        EXPECT_TRUE(ended) << "a turn lasts no longer than its request";
    }(this, &over));
}

TEST_F(NetServer, WhereTooManyWaitTheNextIsRefusedAtOnce) {
    options.requests_waiting_max = 0;
    options.route_limits = [&](std::string_view, std::string_view target, std::string_view) {
        return RouteLimits{.not_before = clock.mono().plus_ms(target == "/now" ? 0 : 600'000)};
    };
    serve();
    run(loop, [](NetServer* t) -> Task<void> {
        const auto refused = co_await t->exchange(post("/callback", "waits"));
        EXPECT_EQ(status_of_text(refused), 503);
        const auto other =
            co_await t->exchange("GET /now HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        EXPECT_EQ(status_of_text(other), 200);
    }(this));
}

TEST_F(NetServer, AClientThatLeavesWhileItWaitsGivesItsTurnBack) {
    Bell begun(&loop);
    Bell over(&loop);
    options.gone_check_ms = 1;
    options.route_limits = [&](std::string_view, std::string_view, std::string_view) {
        begun.ring();
        return RouteLimits{
            .not_before = clock.mono().plus_ms(600'000), .visit = visit_until(&over)
        };
    };
    serve();
    run(loop, [](NetServer* t, Bell* waits, Bell* end) -> Task<void> {
        RawClient client(&t->loop);
        co_await client.connect(t->server->port());
        co_await client.send(post("/callback", "waits"));
        co_await waits->wait();
        client.close();
        co_await end->wait();
    }(this, &begun, &over));
    EXPECT_EQ(server->stats().clients_gone, 1u);
}

TEST_F(NetServer, DoesNotReadWhatARouteHolds) {
    bool holds = true;
    options.route_limits = [&](std::string_view, std::string_view target, std::string_view peer) {
        EXPECT_EQ(peer, "127.0.0.1");
        return RouteLimits{.held = target == "/callback" && holds};
    };
    serve();
    run(loop, [](NetServer* t, bool* held) -> Task<void> {
        const auto refused = co_await t->exchange(post("/callback", std::string(60'000, 'x')));
        EXPECT_EQ(status_of_text(refused), 503);
        EXPECT_NE(refused.find("Retry-After: 1\r\n"), std::string::npos);
        EXPECT_NE(refused.find("Connection: close\r\n"), std::string::npos);
        const auto other =
            co_await t->exchange("GET /payments HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        EXPECT_EQ(status_of_text(other), 200);
        *held = false;
        const auto heard =
            co_await t->exchange("GET /callback HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        EXPECT_EQ(status_of_text(heard), 200);
    }(this, &holds));
    EXPECT_EQ(server->stats().faults, 1u);
}

TEST_F(NetServer, TakesTheBodyLimitOfTheRoute) {
    options.route_limits = [](std::string_view, std::string_view target, std::string_view) {
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

TEST_F(NetServer, AsksTheApplicationForTheWordsOfARefusal) {
    options.fault_answer = [](TransportFault fault, const HttpRequest* partial) {
        HttpResponse response;
        response.headers.add("Content-Type", "application/problem+json");
        response.body =
            std::to_string(status_of(fault)) + (partial ? partial->target : " headless");
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
        const auto [refused] =
            co_await late.async_connect(there, asio::as_tuple(asio::use_awaitable));
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
        asio::local::stream_protocol::acceptor dead(
            loop, asio::local::stream_protocol::endpoint(path)
        );
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
