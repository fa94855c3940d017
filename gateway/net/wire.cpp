#include "net/wire.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace dvcpay::net {

namespace {

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

class ClearWire final : public Wire {
  public:
    explicit ClearWire(Socket socket) : socket_(std::move(socket)) {}
    Socket& socket() override { return socket_; }
    ssl_st* tls() override { return nullptr; }
    void start_read(asio::mutable_buffer into, IoDone done) override {
        socket_.async_read_some(into, std::move(done));
    }
    void start_write(asio::const_buffer bytes, IoDone done) override {
        asio::async_write(socket_, bytes, std::move(done));
    }
    void start_handshake(Role, Done done) override { finish(error_code{}, std::move(done)); }
    void start_goodbye(Done done) override {
        error_code ec;
        socket_.shutdown(Socket::shutdown_send, ec);
        finish(ec, std::move(done));
    }

  private:
    void finish(error_code ec, Done done) {
        asio::post(socket_.get_executor(), [ec, last = std::move(done)]() mutable {
            std::move(last)(ec);
        });
    }
    Socket socket_;
};

class TlsWire final : public Wire {
  public:
    TlsWire(Socket socket, std::shared_ptr<asio::ssl::context> context)
        : context_(std::move(context)), stream_(std::move(socket), *context_) {}
    Socket& socket() override { return stream_.next_layer(); }
    ssl_st* tls() override { return stream_.native_handle(); }
    void start_read(asio::mutable_buffer into, IoDone done) override {
        stream_.async_read_some(into, std::move(done));
    }
    void start_write(asio::const_buffer bytes, IoDone done) override {
        asio::async_write(stream_, bytes, std::move(done));
    }
    void start_handshake(Role role, Done done) override {
        const auto side =
            role == Role::server ? asio::ssl::stream_base::server : asio::ssl::stream_base::client;
        stream_.async_handshake(side, std::move(done));
    }
    void start_goodbye(Done done) override { stream_.async_shutdown(std::move(done)); }

  private:
    std::shared_ptr<asio::ssl::context> context_;
    asio::ssl::stream<Socket> stream_;
};

}  // namespace

std::unique_ptr<Wire> clear_wire(Socket socket) {
    return std::make_unique<ClearWire>(std::move(socket));
}

std::unique_ptr<Wire> tls_wire(Socket socket, std::shared_ptr<asio::ssl::context> context) {
    return std::make_unique<TlsWire>(std::move(socket), std::move(context));
}

// These four are no coroutines of ours: Asio makes the one frame that the wait needs.
Task<IoResult> read_some(Wire* wire, asio::mutable_buffer into) {
    const auto start = [](auto done, Wire* w, asio::mutable_buffer b) {
        w->start_read(b, std::move(done));
    };
    return asio::async_initiate<decltype(as_values), void(error_code, std::size_t)>(
        start, as_values, wire, into
    );
}

Task<IoResult> write_all(Wire* wire, asio::const_buffer bytes) {
    const auto start = [](auto done, Wire* w, asio::const_buffer b) {
        w->start_write(b, std::move(done));
    };
    return asio::async_initiate<decltype(as_values), void(error_code, std::size_t)>(
        start, as_values, wire, bytes
    );
}

Task<std::tuple<error_code>> handshake(Wire* wire, Role role) {
    const auto start = [](auto done, Wire* w, Role r) { w->start_handshake(r, std::move(done)); };
    return asio::async_initiate<decltype(as_values), void(error_code)>(
        start, as_values, wire, role
    );
}

Task<std::tuple<error_code>> goodbye(Wire* wire) {
    const auto start = [](auto done, Wire* w) { w->start_goodbye(std::move(done)); };
    return asio::async_initiate<decltype(as_values), void(error_code)>(start, as_values, wire);
}

void Deadline::set(MonoPoint at) {
    at_ = at;
    if (at_ < armed_for_) arm();
}

void Deadline::stop() {
    at_ = never;
    armed_for_ = never;
    timer_.cancel();
}

void Deadline::arm() {
    armed_for_ = at_;
    timer_.expires_at(at_);  // an earlier wait ends as aborted
    timer_.async_wait([this, owner = owner_->weak_from_this()](error_code ec) {
        if (ec) return;
        if (const auto alive = owner.lock()) woke();
    });
}

void Deadline::woke() {
    armed_for_ = never;
    if (at_ == never) return;
    if (std::chrono::steady_clock::now() < at_) {
        arm();
        return;
    }
    at_ = never;
    owner_->on_deadline();
}

std::string reason_of(const error_code& error) {
    return error.category().name() + std::string(": ") + error.message();
}

}  // namespace dvcpay::net
