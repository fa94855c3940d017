#pragma once
// Real sockets on 127.0.0.1 and the two ends a test speaks with: a client that sends exactly the
// bytes it is told, and a server that answers with exactly the bytes it is told.
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "net/server.hpp"
#include "net/system.hpp"
#include "ports/task_group.hpp"

namespace dvcpay::net::test {

/// Runs `task` to its end on `loop`. A test that hangs fails after 30 s instead of never.
void run(boost::asio::io_context& loop, Task<void> task);

/// A handler made of a function.
class FunctionHandler final : public HttpHandler {
  public:
    using Function = std::function<Task<HttpResponse>(HttpRequest)>;
    explicit FunctionHandler(Function function) : function_(std::move(function)) {}
    Task<HttpResponse> handle(HttpRequest request) override {
        return function_(std::move(request));
    }

  private:
    Function function_;
};

/// Says what it saw, one `name=value` per line: method, target, body, peer, subject, tls.
Task<HttpResponse> describe(HttpRequest request);

/// One connection of a client that may be as rude as it likes. No member throws because of the
/// server.
class RawClient {
  public:
    explicit RawClient(boost::asio::io_context* loop) : socket_(*loop) {}
    Task<void> connect(std::uint16_t port);
    Task<bool> send(std::string bytes);
    /// One answer with its head; the rest stays for the next call. Empty when the server closed
    /// instead.
    Task<std::string> answer();
    /// Everything until the server closes.
    Task<std::string> rest();
    void half_close();
    void close();

  private:
    boost::asio::ip::tcp::socket socket_;
    std::string buffer_;
};

/// A TCP server whose connections each follow a script.
class ScriptedServer {
  public:
    using Socket = boost::asio::ip::tcp::socket;
    /// `script(socket, n)` for the n-th connection, from 0.
    using Script = std::function<Task<void>(Socket*, int)>;
    ScriptedServer(boost::asio::io_context* loop, Script script);
    std::uint16_t port() const;
    int connections() const { return connections_; }
    Task<void> close();

  private:
    Task<void> accept_all();
    Task<void> follow(Socket socket, int number);
    boost::asio::ip::tcp::acceptor acceptor_;
    Script script_;
    int connections_ = 0;
    TaskGroup tasks_;
};

/// Reads one request with its body; empty when the peer closed.
Task<std::string> read_request(boost::asio::ip::tcp::socket* socket);
Task<void> write_text(boost::asio::ip::tcp::socket* socket, std::string text);

/// An event of a test: somebody waits, somebody rings.
class Bell {
  public:
    explicit Bell(boost::asio::io_context* loop);
    void ring();
    /// false: cancelled while waiting.
    Task<bool> wait();

  private:
    boost::asio::steady_timer timer_;
    bool rung_ = false;
};

/// A clock whose monotonic time only moves when the test says so.
class FakeClock final : public Clock {
  public:
    Wall wall() const override { return Wall{1'800'000'000'000}; }
    Mono mono() const override { return now; }
    Task<bool> sleep_until(Mono) override { co_return true; }
    Mono now{1'000'000'000'000};
};

/// Until a number of the server's has become this; yields to the loop in between.
Task<void> until(
    const HttpServer* server, std::size_t HttpServerStats::* number, std::size_t value
);

std::string body_of(std::string_view answer);
int status_of_text(std::string_view answer);

}  // namespace dvcpay::net::test
