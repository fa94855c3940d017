#pragma once
// A server on a free port of 127.0.0.1 and the requests of a polite client.
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "harness.hpp"

namespace dvcpay::net::test {

inline std::string get(const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
}

inline std::string post(const std::string& target, const std::string& body) {
    return "POST " + target +
           " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
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

    boost::asio::io_context loop{1};
    SystemClock clock;
    HttpServerOptions options;
    std::unique_ptr<FunctionHandler> handler;
    std::unique_ptr<HttpServer> server;
};

/// A POST with these fields, each with its line end.
inline std::string with(const std::string& fields) {
    return "POST / HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
}

}  // namespace dvcpay::net::test
