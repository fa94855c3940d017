#pragma once
// One connection of a client: reads requests one after the other, asks the handler, writes the
// answers. Private to the server.
#include <list>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/cancellation_signal.hpp>

#include "net/address.hpp"
#include "net/http_text.hpp"
#include "net/request_reader.hpp"
#include "net/server.hpp"
#include "net/wire.hpp"

namespace dvcpay::net {

class Session;

/// What all sessions of a listener share.
struct Listening {
    HttpServerOptions options;
    Clock* clock = nullptr;
    HttpHandler* handler = nullptr;
    Networks trusted;
    HttpServerStats stats;
    DateText date;
    std::list<Session*> sessions;
    bool draining = false;
};

/// Who is at the other end of the socket. No address: a Unix-domain socket.
struct Peer {
    std::optional<Address> address;
    std::string text;
    std::string user;  ///< of a Unix-domain socket: the name of the process's user
};

class Session final : public DeadlineOwner {
  public:
    Session(Listening* listening, std::unique_ptr<Wire> wire, Peer peer);
    ~Session() override;

    /// The connection's whole life, as a child of the server's group. `self` keeps it alive until
    /// the end.
    Task<void> run(std::shared_ptr<Session> self);
    /// Idle: closes now. Else: after the answer.
    void drain();
    /// Ends the handler and the connection.
    void abort();
    /// Nothing of a request has come, and nobody has asked it to go.
    bool idle() const { return phase_ == Phase::idle && !aborted_; }
    void on_deadline() override;

  private:
    enum class Phase : unsigned char { handshake, idle, head, body, handling, writing, leaving };
    enum class Last : unsigned char { no, yes };

    // Each says whether the connection goes on.
    Task<void> serve();
    Task<bool> shake_hands();
    Task<bool> read_head();
    Task<bool> read_body();
    Task<bool> wait_turn();
    Task<bool> read_more();
    Task<bool> answer();
    Task<bool> write(const HttpResponse* response, Last last);
    Task<void> refuse(TransportFault fault);
    Task<void> leave();
    bool too_busy() const;
    std::optional<TransportFault> refused_by_head();
    std::string client(const Headers& headers) const;
    bool client_gone();
    void enter(Phase phase, std::int64_t ms);
    void give_up();

    Listening* listening_;
    std::unique_ptr<Wire> wire_;
    Peer peer_;
    std::string subject_;
    RequestReader reader_;
    RouteLimits route_;
    std::string client_;  ///< of the request at hand
    std::string out_;
    asio::cancellation_signal abort_;
    std::list<Session*>::iterator place_;
    Phase phase_ = Phase::handshake;
    bool aborted_ = false;
    bool late_ = false;  ///< the phase's deadline has passed
    Deadline deadline_;
};

}  // namespace dvcpay::net
