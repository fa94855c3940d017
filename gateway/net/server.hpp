#pragma once
// An HTTP/1.1 server: one listener, one handler. TCP or a Unix-domain socket, clear or TLS,
// optionally with client certificates. It owns limits, timeouts and the hygiene of the wire; what a
// request means is the handler's. Loop thread only.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "domain/result.hpp"
#include "net/request_reader.hpp"
#include "net/tls.hpp"
#include "ports/clock.hpp"
#include "ports/http.hpp"

namespace dvcpay::net {

/// What a path may take. Asked once per request, after the head.
struct RouteLimits {
    std::size_t body_bytes_max = 64 * 1024;
    /// A request is refused with 503 when so many are in flight on this listener. Give a smaller
    /// number to what may wait, so that callbacks go before new payments. 0: the listener's own.
    std::size_t in_flight_max = 0;
    std::int64_t body_ms = 0;  ///< 0: the listener's own
    Mono not_before = {};      ///< until then nothing behind the head is read; past: at once
    bool held = false;         ///< then refused with 503 unread, whatever is in flight
    std::shared_ptr<const void> visit = nullptr;  ///< kept until the request is over
};

/// Milliseconds and bytes. Every limit answers with what TransportFault says, or closes.
struct HttpServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: any free one, see port()
    std::string unix_path;   ///< not empty: a Unix-domain socket of mode 0600 instead
    std::optional<ServerTls> tls;
    std::vector<std::string> trusted_proxies;  ///< networks whose X-Forwarded-For is believed

    std::size_t connections_max = 2048;
    std::size_t requests_in_flight_max = 512;
    /// Requests that a route lets wait (not_before) keep their connection; so many at a time,
    /// further ones are refused with 503 at once.
    std::size_t requests_waiting_max = 256;
    std::size_t header_bytes_max = 16 * 1024;
    std::size_t body_bytes_max = 64 * 1024;
    std::int64_t handshake_ms = 10'000;
    std::int64_t head_ms = 10'000;   ///< from a request's first byte to the end of its head
    std::int64_t body_ms = 30'000;   ///< from there to the end of its body
    std::int64_t write_ms = 30'000;  ///< for one answer
    std::int64_t idle_ms = 60'000;   ///< between requests, also before the first
    /// How often a running handler's client is looked after; one that has gone cancels the handler.
    std::int64_t gone_check_ms = 1000;
    /// After a refusal the rest of the request is read and dropped, so that the answer is not lost
    /// to a reset.
    std::int64_t linger_ms = 2000;
    std::size_t linger_bytes_max = 16 * 1024 * 1024;
    std::int64_t retry_after_s = 1;  ///< in 503 answers of the server itself

    /// `peer` is the client's address, behind trusted proxies the one they name.
    std::function<
        RouteLimits(std::string_view method, std::string_view target, std::string_view peer)>
        route_limits;
    /// The body of an answer the server gives by itself. `partial` is null when not even a head was
    /// read. Status, Connection and Retry-After are set by the server whatever this returns.
    /// Default: text/plain.
    std::function<HttpResponse(TransportFault, const HttpRequest* partial)> fault_answer;
};

int status_of(TransportFault fault);

struct HttpServerStats {
    std::size_t connections = 0;
    std::size_t requests_in_flight = 0;
    std::size_t requests_waiting = 0;
    std::uint64_t connections_accepted = 0;
    std::uint64_t connections_refused = 0;  ///< connections_max
    std::uint64_t handshakes_failed = 0;
    std::uint64_t requests = 0;
    std::uint64_t faults = 0;        ///< answers the server gave by itself
    std::uint64_t clients_gone = 0;  ///< left while the handler ran
};

class HttpServer {
  public:
    /// `handler` and `clock` outlive the server.
    HttpServer(
        boost::asio::any_io_executor executor,
        Clock& clock,
        HttpHandler& handler,
        HttpServerOptions options
    );
    /// Only after drain() has returned (or when listen() never succeeded).
    ~HttpServer();

    /// Binds and begins to accept. Fault::configuration names what cannot be used.
    Result<void> listen();
    /// The port really bound; 0 for a Unix-domain socket.
    std::uint16_t port() const;
    /// Reads the TLS files again; connections made from now on use them. On an error the old ones
    /// stay.
    Result<void> reload_tls();
    /// Stops accepting, closes what is idle, lets requests in flight finish with `Connection:
    /// close`, and cancels at `due` what still runs. Returns when nothing of this server runs any
    /// more.
    Task<void> drain(Mono due);
    HttpServerStats stats() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace dvcpay::net
