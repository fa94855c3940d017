#pragma once
// One named channel of the client: its places, its pool, its circuit. Private to the client.
#include <list>
#include <memory>
#include <string>

#include <boost/asio/steady_timer.hpp>

#include "net/client.hpp"
#include "net/url.hpp"
#include "net/wire.hpp"

namespace dvcpay::net {

/// A connection to one (scheme, host, port), pooled or in use.
class Connection final : public DeadlineOwner {
  public:
    explicit Connection(const asio::any_io_executor& executor)
        : socket(executor), deadline(executor, this) {}
    void on_deadline() override;
    /// The peer has neither closed nor said anything while nobody asked.
    bool fit_for_reuse();
    /// Begins a stretch of work that must be over by then.
    void due_in_ns(std::int64_t ns);

    Socket socket;               ///< until the wire takes it over
    std::unique_ptr<Wire> wire;  ///< set once connected
    std::string key;
    bool proven = false;
    bool late = false;
    Mono idle_since;
    Deadline deadline;
};
using ConnectionPtr = std::shared_ptr<Connection>;

/// Configuration with its TLS context, shared by the channels it applies to.
struct Prepared {
    ChannelConfig config;
    TlsContext tls;
};

struct Channel;

/// In the channel's queue as long as it lives. A place granted but never taken passes on.
class Waiter {
  public:
    Waiter(const asio::any_io_executor& executor, Channel* channel);
    ~Waiter();
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    void grant();
    bool take();

    asio::steady_timer alarm;

  private:
    Channel* channel_;
    std::list<Waiter*>::iterator place_;
    bool granted_ = false;
    bool taken_ = false;
};

struct Channel {
    explicit Channel(const Prepared* by)
        : prepared(by), breaker(by->config.failures_to_open, by->config.open_ms) {}
    const ChannelConfig& config() const { return prepared->config; }
    /// A pooled connection that still stands, newest first; the others found on the way are closed.
    ConnectionPtr take_idle(const std::string& key, Mono now);
    void give_back(ConnectionPtr connection, Mono now);
    /// Idle connections make room for one that is about to open.
    void make_room();
    void leave();

    const Prepared* prepared;
    Breaker breaker;
    Window window;
    std::size_t in_flight = 0;
    std::list<Waiter*> waiting;
    std::list<ConnectionPtr> idle;
    std::uint64_t opened = 0;
    std::optional<std::int64_t> date_skew_ms;
    std::optional<Wall> certificate_until;
};

/// A place on a channel, given back whatever happens; also tells the breaker once how it went.
class Ticket {
  public:
    explicit Ticket(Channel* channel) : channel_(channel) {}
    ~Ticket();
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    void entered() { entered_ = true; }
    void begin() { pass_ = channel_->breaker.begin(); }
    void succeeded(Mono now, std::int64_t elapsed_ms);
    void failed(Mono now);

  private:
    Channel* channel_;
    bool entered_ = false;
    std::optional<Breaker::Pass> pass_;
};

/// What came of opening a connection: the connection, or why there is none.
struct Opened {
    ConnectionPtr connection;
    std::string why;
    enum class Blame : unsigned char { peer, ourselves } blame = Blame::peer;
};

struct Dialer {
    asio::any_io_executor executor;
    Clock* clock = nullptr;
    std::map<std::string, std::vector<Address>> hosts;

    /// Name, policy, connection, TLS. The connection's deadline is stopped again. Everything
    /// pointed to outlives the await.
    Task<Opened> open(Channel* channel, const Url* url, Mono due);
};

}  // namespace dvcpay::net
