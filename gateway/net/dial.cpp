// From a URL to a connection whose other end is who it should be, and where it may be.
#include <algorithm>
#include <tuple>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <netinet/in.h>
#include <openssl/ssl.h>

#include "net/channel.hpp"

namespace dvcpay::net {

namespace {

using asio::ip::tcp;
using Endpoint = asio::generic::stream_protocol::endpoint;
constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

struct Lookup {
    explicit Lookup(const asio::any_io_executor& executor) : resolver(executor), alarm(executor) {}
    tcp::resolver resolver;
    asio::steady_timer alarm;
    bool over = false;
    error_code error = asio::error::timed_out;
    std::vector<Address> addresses;
};

/// The system's resolver cannot be interrupted: the answer is waited for until `due` and, when it
/// comes later, thrown away. `lookup` is shared with it.
Task<void> resolve(std::shared_ptr<Lookup> lookup, std::string host, std::int64_t left_ns) {
    lookup->alarm.expires_after(std::chrono::nanoseconds(left_ns > 0 ? left_ns : 0));
    lookup->resolver
        .async_resolve(host, "", [lookup](error_code ec, const tcp::resolver::results_type& found) {
            lookup->over = true;
            lookup->error = ec;
            for (const auto& entry : found) {
                const auto address = entry.endpoint().address();
                const auto& all = lookup->addresses;
                if (std::find(all.begin(), all.end(), address) == all.end()) {
                    lookup->addresses.push_back(address);
                }
            }
            lookup->alarm.cancel();
        });
    co_await lookup->alarm.async_wait(as_values);
    if (!lookup->over) lookup->resolver.cancel();
}

Opened refused(std::string why) {
    return Opened{nullptr, std::move(why), Opened::Blame::ourselves};
}
Opened failed(std::string why) {
    return Opened{nullptr, std::move(why), Opened::Blame::peer};
}

/// Why these addresses may not be connected to; empty: they may. One that is not allowed spoils the
/// name: a name that points both outside and inside is how a request is smuggled in.
std::string objection(const ChannelConfig& config, Scheme scheme, const std::vector<Address>& all) {
    for (const auto& address : all) {
        if (!may_connect(config.address_policy, address)) return "address not allowed";
        const bool here = kind_of(address) == AddressKind::loopback;
        if (scheme == Scheme::http && config.clear_text == ClearText::loopback_only && !here) {
            return "clear text not allowed";
        }
    }
    return {};
}

std::string handshake_reason(Connection* connection, const error_code& ec) {
    if (connection->late) return "tls: timed out";
    const auto verdict = SSL_get_verify_result(connection->wire->tls());
    if (verdict != X509_V_OK) return std::string("tls: ") + X509_verify_cert_error_string(verdict);
    return "tls: " + ec.message();
}

}  // namespace

/// One attempt after the other, the time left shared between those still to come.
static Task<error_code> connect(
    Connection* connection, std::vector<Endpoint> candidates, Clock* clock, Mono due
) {
    error_code last = asio::error::timed_out;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const auto left_ns = due.ns - clock->mono().ns;
        if (left_ns <= 0) co_return last;
        error_code ignored;
        connection->socket.close(ignored);
        connection->socket.open(candidates[i].protocol(), last);
        if (last) continue;
        connection->due_in_ns(left_ns / static_cast<std::int64_t>(candidates.size() - i));
        const auto [ec] = co_await connection->socket.async_connect(candidates[i], as_values);
        last = ec;
        if (connection->late) last = asio::error::timed_out;
        if (!last) break;
    }
    co_return last;
}

static Task<Opened> find_candidates(
    Dialer* dialer,
    const ChannelConfig* config,
    const Url* url,
    Mono due,
    std::vector<Endpoint>* out,
    bool* all_loopback
) {
    if (url->scheme == Scheme::http && config->clear_text == ClearText::refused) {
        co_return refused("clear text not allowed");
    }
    std::vector<Address> addresses;
    error_code ec;
    const auto literal = asio::ip::make_address(url->host, ec);
    const auto fixed = dialer->hosts.find(url->host);
    if (fixed != dialer->hosts.end()) {
        addresses = fixed->second;
    } else if (!ec) {
        addresses.push_back(literal);
    } else {
        const auto lookup = std::make_shared<Lookup>(dialer->executor);
        co_await resolve(lookup, url->host, due.ns - dialer->clock->mono().ns);
        if (lookup->error || lookup->addresses.empty()) co_return failed("name not resolved");
        addresses = lookup->addresses;
    }
    auto why = objection(*config, url->scheme, addresses);
    if (!why.empty()) co_return refused(std::move(why));
    *all_loopback = true;
    for (const auto& address : addresses) {
        *all_loopback = *all_loopback && kind_of(address) == AddressKind::loopback;
        out->push_back(Endpoint(tcp::endpoint(address, url->port)));
    }
    co_return Opened{};
}

Task<Opened> Dialer::open(Channel* channel, const Url* url, Mono due) {
    const auto& config = channel->config();
    due = std::min(due, clock->mono().plus_ms(config.connect_timeout_ms));
    const bool local = !config.unix_path.empty();
    std::vector<Endpoint> candidates;
    bool loopback = local;
    if (local) {
        candidates.push_back(Endpoint(asio::local::stream_protocol::endpoint(config.unix_path)));
    } else {
        auto found = co_await find_candidates(this, &config, url, due, &candidates, &loopback);
        if (!found.why.empty()) co_return found;
    }
    channel->make_room();
    auto connection = std::make_shared<Connection>(executor);
    const auto ec = co_await connect(connection.get(), std::move(candidates), clock, due);
    if (ec) co_return failed("connect: " + ec.message());
    error_code ignored;
    if (!local) connection->socket.set_option(tcp::no_delay(true), ignored);
    ++channel->opened;
    if (local || url->scheme == Scheme::http) {
        connection->wire = clear_wire(std::move(connection->socket));
        connection->proven = loopback;
    } else {
        connection->wire = tls_wire(std::move(connection->socket), channel->prepared->tls);
        if (!expect_host(connection->wire->tls(), url->host)) co_return refused("tls: host name");
        connection->due_in_ns(due.ns - clock->mono().ns);
        const auto [bad] = co_await handshake(connection->wire.get(), Role::client);
        if (bad || connection->late) co_return failed(handshake_reason(connection.get(), bad));
        connection->proven = true;
        channel->certificate_until = peer_certificate_until(connection->wire->tls());
    }
    connection->deadline.clear();
    Opened opened;
    opened.connection = std::move(connection);
    co_return opened;
}

}  // namespace dvcpay::net
