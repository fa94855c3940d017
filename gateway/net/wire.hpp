#pragma once
// One byte stream, clear or TLS, TCP or Unix-domain, behind one abstract class: so that the
// protocol code is compiled once and not once per kind of stream (a Beast or TLS coroutine costs
// many seconds each).
#include <chrono>
#include <memory>
#include <string>
#include <tuple>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include "ports/task.hpp"

struct ssl_st;  // OpenSSL's SSL

namespace boost::asio::ssl {
class context;  // NOLINT(readability-identifier-naming): the name is Asio's
}

namespace dvcpay::net {

namespace asio = boost::asio;
using boost::system::error_code;
using Socket = asio::generic::stream_protocol::socket;

enum class Role : unsigned char { client, server };

class Wire {
  public:
    using IoDone = asio::any_completion_handler<void(error_code, std::size_t)>;
    using Done = asio::any_completion_handler<void(error_code)>;

    virtual ~Wire() = default;
    virtual Socket& socket() = 0;
    /// Null on a clear wire.
    virtual ssl_st* tls() = 0;
    virtual void start_read(asio::mutable_buffer into, IoDone done) = 0;
    /// All of `bytes`. On an error the count says how many bytes of ours the peer may have; on TLS
    /// none of a record that was not sent whole, because the peer cannot read part of one.
    virtual void start_write(asio::const_buffer bytes, IoDone done) = 0;
    virtual void start_handshake(Role role, Done done) = 0;
    /// Says goodbye: close_notify on TLS, then FIN. Reading goes on.
    virtual void start_goodbye(Done done) = 0;
};

std::unique_ptr<Wire> clear_wire(Socket socket);
/// `context` lives as long as the wire.
std::unique_ptr<Wire> tls_wire(Socket socket, std::shared_ptr<asio::ssl::context> context);

using IoResult = std::tuple<error_code, std::size_t>;
/// None throws because of the peer; all throw once the coroutine was cancelled. `wire` outlives the
/// await.
Task<IoResult> read_some(Wire* wire, asio::mutable_buffer into);
Task<IoResult> write_all(Wire* wire, asio::const_buffer bytes);
Task<std::tuple<error_code>> handshake(Wire* wire, Role role);
Task<std::tuple<error_code>> goodbye(Wire* wire);

/// The one timer of a connection. Setting a later deadline costs nothing: the timer fires at the
/// earlier one, sees that it moved, and sleeps on. So a keep-alive request touches no timer queue
/// at all.
using MonoPoint = std::chrono::steady_clock::time_point;

class DeadlineOwner : public std::enable_shared_from_this<DeadlineOwner> {
  public:
    virtual ~DeadlineOwner() = default;
    virtual void on_deadline() = 0;
};

class Deadline {
  public:
    Deadline(const asio::any_io_executor& executor, DeadlineOwner* owner)
        : timer_(executor), owner_(owner) {}
    void set(MonoPoint at);
    void set_in_ms(std::int64_t ms) {
        set(std::chrono::steady_clock::now() + std::chrono::milliseconds(ms));
    }
    void clear() { at_ = never; }
    /// The end: the pending wait lets go of its owner.
    void stop();

  private:
    static constexpr MonoPoint never = MonoPoint::max();
    void arm();
    void woke();

    asio::steady_timer timer_;
    DeadlineOwner* owner_;
    MonoPoint at_ = never;
    MonoPoint armed_for_ = never;
};

/// The text of an error for people and logs: the library's words, nothing of the peer's.
std::string reason_of(const error_code& error);

}  // namespace dvcpay::net
