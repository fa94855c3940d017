#include "harness.hpp"

#include <chrono>
#include <cstdlib>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

namespace dvcpay::net::test {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

namespace {

/// Length of the first whole message in `text`, 0 if it is not all there.
std::size_t message_length(std::string_view text, bool closed) {
    const auto head = text.find("\r\n\r\n");
    if (head == std::string_view::npos) return 0;
    const auto field = text.substr(0, head).find("Content-Length: ");
    if (field == std::string_view::npos) return closed ? text.size() : head + 4;
    const auto length = std::strtoul(text.data() + field + 16, nullptr, 10);
    return text.size() >= head + 4 + length ? head + 4 + length : 0;
}

}  // namespace

void run(asio::io_context& loop, Task<void> task) {
    bool done = false;
    std::exception_ptr failure;
    asio::co_spawn(loop, std::move(task), [&](std::exception_ptr error) {
        failure = error;
        done = true;
    });
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    loop.restart();
    while (!done && std::chrono::steady_clock::now() < limit) loop.run_one_until(limit);
    ASSERT_TRUE(done) << "the test hangs";
    if (failure) std::rethrow_exception(failure);
}

Task<HttpResponse> describe(HttpRequest request) {
    HttpResponse response;
    response.headers.add("Content-Type", "text/plain");
    response.body = "method=" + request.method + "\ntarget=" + request.target +
                    "\nbody=" + request.body + "\npeer=" + request.peer +
                    "\nsubject=" + request.client_subject +
                    "\ntls=" + (request.over_tls ? "yes" : "no") + "\n";
    co_return response;
}

Task<void> RawClient::connect(std::uint16_t port) {
    const tcp::endpoint there(asio::ip::address_v4::loopback(), port);
    co_await socket_.async_connect(there, asio::use_awaitable);
}

Task<bool> RawClient::send(std::string bytes) {
    const auto [ec, count] = co_await asio::async_write(socket_, asio::buffer(bytes), as_values);
    co_return !ec;
}

Task<std::string> RawClient::answer() {
    for (bool closed = false;;) {
        const auto length = message_length(buffer_, closed);
        if (length > 0 || closed) {
            const auto first = buffer_.substr(0, length);
            buffer_.erase(0, length);
            co_return first;
        }
        std::array<char, 4096> piece{};
        const auto [ec, count] = co_await socket_.async_read_some(asio::buffer(piece), as_values);
        buffer_.append(piece.data(), count);
        closed = static_cast<bool>(ec);
    }
}

Task<std::string> RawClient::rest() {
    for (;;) {
        std::array<char, 4096> piece{};
        const auto [ec, count] = co_await socket_.async_read_some(asio::buffer(piece), as_values);
        buffer_.append(piece.data(), count);
        if (ec) co_return std::move(buffer_);
    }
}

void RawClient::half_close() {
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

void RawClient::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

ScriptedServer::ScriptedServer(asio::io_context* loop, Script script)
    : acceptor_(*loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      script_(std::move(script)),
      tasks_(loop->get_executor()) {
    tasks_.spawn(accept_all());
}

std::uint16_t ScriptedServer::port() const {
    return acceptor_.local_endpoint().port();
}

Task<void> ScriptedServer::accept_all() {
    for (;;) {
        auto [ec, socket] = co_await acceptor_.async_accept(as_values);
        if (ec) co_return;
        tasks_.spawn(follow(std::move(socket), connections_++));
    }
}

Task<void> ScriptedServer::follow(Socket socket, int number) {
    co_await script_(&socket, number);
}

Task<void> ScriptedServer::close() {
    acceptor_.close();
    co_await tasks_.close();
}

Task<std::string> read_request(tcp::socket* socket) {
    std::string text;
    for (;;) {
        const auto length = message_length(text, false);
        if (length > 0) co_return text;
        std::array<char, 4096> piece{};
        const auto [ec, count] = co_await socket->async_read_some(asio::buffer(piece), as_values);
        if (ec) co_return std::string();
        text.append(piece.data(), count);
    }
}

Task<void> write_text(tcp::socket* socket, std::string text) {
    co_await asio::async_write(*socket, asio::buffer(text), as_values);
}

Bell::Bell(asio::io_context* loop) : timer_(*loop, asio::steady_timer::time_point::max()) {}

void Bell::ring() {
    rung_ = true;
    timer_.cancel();
}

Task<bool> Bell::wait() {
    if (rung_) co_return true;
    co_await timer_.async_wait(as_values);
    co_return rung_;
}

Task<void> until(
    const HttpServer* server, std::size_t HttpServerStats::* number, std::size_t value
) {
    const auto executor = co_await asio::this_coro::executor;
    while (server->stats().*number != value) co_await asio::post(executor, asio::use_awaitable);
}

std::string body_of(std::string_view answer) {
    const auto head = answer.find("\r\n\r\n");
    return head == std::string_view::npos ? std::string() : std::string(answer.substr(head + 4));
}

int status_of_text(std::string_view answer) {
    if (answer.size() < 12) return 0;
    return std::atoi(std::string(answer.substr(9, 3)).c_str());
}

}  // namespace dvcpay::net::test
