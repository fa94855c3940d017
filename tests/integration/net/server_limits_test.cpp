// Clients that are slow, greedy, too many or gone.
#include <chrono>
#include <string>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "server_fixture.hpp"

namespace dvcpay::net::test {
namespace {

namespace asio = boost::asio;

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
    options.route_limits = [](std::string_view, std::string_view target, std::string_view) {
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
            "POST /payments HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: "
            "4\r\n\r\n"
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

}  // namespace
}  // namespace dvcpay::net::test
