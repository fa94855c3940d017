#pragma once
// Transport over real sockets: channels with their own pools, limits, trust and circuit breakers.
// Loop thread only.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "domain/result.hpp"
#include "net/address.hpp"
#include "net/breaker.hpp"
#include "net/tls.hpp"
#include "ports/clock.hpp"
#include "ports/transport.hpp"

namespace dvcpay::net {

enum class ClearText : std::uint8_t {
    refused,
    loopback_only,  ///< and believed like TLS: whoever listens there is on our own machine
    allowed,        ///< anywhere the policy reaches; answers are not origin_proven
};

struct ChannelConfig {
    std::size_t connections_max =
        16;  ///< also the requests in flight: a connection carries one at a time
    std::size_t requests_waiting_max = 64;  ///< for a connection; more are Unavailable at once
    std::size_t connections_idle_max = 8;
    std::int64_t connect_timeout_ms = 5000;  ///< name, connection and TLS together
    std::int64_t idle_ms = 30'000;  ///< a pooled connection older than this is not used again
    std::size_t answer_bytes_max = 1024 * 1024;
    std::int64_t failures_to_open = 5;  ///< in a row: no or broken answer, or status ≥ 500
    std::int64_t open_ms = 10'000;
    AddressPolicy address_policy = AddressPolicy::public_only;
    ClearText clear_text = ClearText::refused;
    ClientTls tls;
    /// Not empty: connections go to this Unix-domain socket whatever the URL's host says; it needs
    /// no TLS.
    std::string unix_path;
};

struct HttpClientOptions {
    /// By channel name: exact, else the part before its first '/', else `fallback`.
    std::map<std::string, ChannelConfig> channels;
    ChannelConfig fallback;
    /// Names with fixed addresses, before any resolver is asked. The channel's policy holds for
    /// them too.
    std::map<std::string, std::vector<std::string>> hosts;
};

struct ChannelStats {
    Circuit circuit = Circuit::closed;
    std::size_t in_flight = 0;
    std::size_t waiting = 0;
    std::size_t connections_idle = 0;
    std::uint64_t connections_opened = 0;
    std::int64_t successes = 0;  ///< the last five minutes; any answer below 500
    std::int64_t failures = 0;
    std::int64_t p95_ms = 0;
    std::optional<std::int64_t> date_skew_ms;  ///< the peer's Date minus our wall clock, last seen
    std::optional<Wall> peer_certificate_until;  ///< of the last TLS connection
};

/// What send() answers, precisely:
///   Unavailable  bad or refused URL, address, circuit, queue; no connection; TLS not proven; or
///   not one byte
///                of the request was given to the kernel. Nothing was processed.
///   NoAnswer     a byte was written, and a complete well-formed answer within the limits did not
///   come by `due`. HttpAnswer   one came, whatever its status.
/// A pooled connection that turns out dead before a byte was written is replaced silently; after a
/// byte only for GET and HEAD, which are safe to repeat.
class HttpClient final : public Transport {
  public:
    /// Reads every channel's TLS files. Fault::configuration names what cannot be used. `clock`
    /// outlives the client.
    static Result<std::unique_ptr<HttpClient>> make(
        boost::asio::any_io_executor executor, Clock& clock, HttpClientOptions options
    );
    /// No send() may be under way.
    ~HttpClient() override;

    Task<SendResult> send(OutboundRequest request, Mono due) override;
    /// Closes idle connections; further sends are Unavailable. Those under way belong to their
    /// callers.
    void close();
    /// Zeros for a channel that has not been used.
    ChannelStats channel_stats(const std::string& channel) const;
    /// Names of the channels used so far.
    std::vector<std::string> channels() const;

  private:
    struct State;
    explicit HttpClient(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace dvcpay::net
