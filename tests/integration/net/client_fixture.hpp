#pragma once
// A client with one channel "momo" and a scripted server for it.
#include <memory>
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "harness.hpp"
#include "net/client.hpp"

namespace dvcpay::net::test {

using Peer = ScriptedServer::Socket;

inline const std::string hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

/// Answers every request on every connection with the same bytes.
inline ScriptedServer::Script always(std::string bytes) {
    return [bytes](Peer* socket, int) -> Task<void> {
        for (;;) {
            const auto request = co_await read_request(socket);
            if (request.empty()) co_return;
            co_await write_text(socket, bytes);
        }
    };
}

/// Answers one request with these bytes and closes.
inline ScriptedServer::Script once(std::string bytes) {
    return [bytes](Peer* socket, int) -> Task<void> {
        co_await read_request(socket);
        co_await write_text(socket, bytes);
    };
}

class NetClient : public testing::Test {
  public:
    NetClient() {
        config.address_policy = AddressPolicy::allow_loopback;
        config.clear_text = ClearText::loopback_only;
    }
    void serve(ScriptedServer::Script script) {
        server = std::make_unique<ScriptedServer>(&loop, std::move(script));
        HttpClientOptions options;
        options.channels.emplace("momo", config);
        options.fallback = config;
        auto made = HttpClient::make(loop.get_executor(), clock, std::move(options));
        ASSERT_TRUE(made.has_value());
        client = std::move(made.value());
    }
    OutboundRequest request(std::string method = "POST") const {
        OutboundRequest out;
        out.channel = "momo/default";
        out.method = std::move(method);
        out.url = "http://127.0.0.1:" + std::to_string(server->port()) + "/v2/create";
        out.headers.add("Content-Type", "application/json");
        out.body = out.method == "POST" ? "{}" : "";
        return out;
    }
    Mono in_ms(std::int64_t ms) const { return clock.mono().plus_ms(ms); }
    SendResult send(OutboundRequest out, std::int64_t ms = 10'000) {
        SendResult result;
        run(loop, [](NetClient* t, OutboundRequest r, Mono due, SendResult* into) -> Task<void> {
            *into = co_await t->client->send(std::move(r), due);
        }(this, std::move(out), in_ms(ms), &result));
        return result;
    }
    ChannelStats stats() const { return client->channel_stats("momo/default"); }
    void TearDown() override {
        if (client) client->close();
        if (server) run(loop, server->close());
    }

    boost::asio::io_context loop{1};
    FakeClock clock;
    ChannelConfig config;
    std::unique_ptr<ScriptedServer> server;
    std::unique_ptr<HttpClient> client;
};

inline std::string why_no_answer(const SendResult& result) {
    const auto* none = std::get_if<NoAnswer>(&result);
    return none == nullptr ? "(not NoAnswer)" : none->why;
}
inline std::string why_unavailable(const SendResult& result) {
    const auto* none = std::get_if<Unavailable>(&result);
    return none == nullptr ? "(not Unavailable)" : none->why;
}
inline int status_of_result(const SendResult& result) {
    const auto* answer = std::get_if<HttpAnswer>(&result);
    return answer == nullptr ? 0 : answer->status;
}

}  // namespace dvcpay::net::test
