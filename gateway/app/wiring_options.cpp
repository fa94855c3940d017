#include "app/wiring_options.hpp"

#include <map>

#include "api/problem.hpp"
#include "api/trace.hpp"

namespace dvcpay::app {
namespace {

constexpr std::size_t catalogue_bytes_max = 16 * 1024 * 1024;

net::ChannelConfig channel(const ChannelLimits& limits) {
    net::ChannelConfig out;
    out.connections_max = static_cast<std::size_t>(limits.connections_max);
    out.requests_waiting_max = static_cast<std::size_t>(limits.requests_waiting_max);
    out.connect_timeout_ms = limits.connect_timeout_ms;
    out.idle_ms = limits.idle_ms;
    out.answer_bytes_max = static_cast<std::size_t>(limits.answer_bytes_max);
    out.failures_to_open = limits.failures_to_open;
    out.open_ms = limits.open_ms;
    switch (limits.reach) {
        case Reach::public_only:
            out.address_policy = net::AddressPolicy::public_only;
            break;
        case Reach::private_networks:
            out.address_policy = net::AddressPolicy::allow_private;
            break;
        case Reach::loopback:
            out.address_policy = net::AddressPolicy::allow_loopback;
            out.clear_text = net::ClearText::loopback_only;
            break;
    }
    out.tls.ca_file = limits.tls.ca_file;
    out.tls.certificate_chain_file = limits.tls.certificate_file;
    out.tls.key_file = limits.tls.key_file;
    return out;
}

/// What the server says before a request reaches the API, in the API's own form.
struct ProblemOf {
    Entropy* entropy;

    HttpResponse operator()(net::TransportFault fault, const HttpRequest* partial) const {
        const auto header = [partial](std::string_view name) {
            return partial == nullptr ? std::string_view() : partial->headers.get(name);
        };
        const api::Trace trace =
            api::continue_trace(header("traceparent"), header("X-Request-Id"), *entropy);
        std::string path;
        if (partial != nullptr) path = partial->target.substr(0, partial->target.find('?'));
        return api::transport_problem(
            net::status_of(fault), header("Accept-Language"), trace, std::move(path)
        );
    }
};

net::HttpServerOptions listener(
    const Configuration& config, const ListenerConfig& where, Entropy* entropy
) {
    const ServerConfig& server = config.server;
    net::HttpServerOptions out;
    out.address = where.address;
    out.port = where.port;
    if (where.tls) {
        out.tls =
            net::ServerTls{where.tls->certificate_file, where.tls->key_file, where.tls->ca_file};
    }
    out.trusted_proxies = server.trusted_proxies;
    out.connections_max = static_cast<std::size_t>(server.connections_max);
    out.requests_in_flight_max = static_cast<std::size_t>(server.requests_in_flight_max);
    // Who waits must not take the places of those who need not.
    out.requests_waiting_max = out.connections_max / 4;
    out.header_bytes_max = static_cast<std::size_t>(server.header_bytes_max);
    out.body_bytes_max = static_cast<std::size_t>(server.body_bytes_max);
    out.head_ms = server.head_ms;
    out.body_ms = server.body_ms;
    out.write_ms = server.write_ms;
    out.idle_ms = server.idle_ms;
    out.fault_answer = ProblemOf{entropy};
    return out;
}

/// A call that has its turn; over when nobody holds it any more.
class Visit {
  public:
    Visit(flows::TakeCallback* callbacks, std::string provider, std::string peer)
        : callbacks_(callbacks), provider_(std::move(provider)), peer_(std::move(peer)) {}
    ~Visit() { callbacks_->left(provider_, peer_); }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

  private:
    flows::TakeCallback* callbacks_;
    std::string provider_;
    std::string peer_;
};

/// Callbacks of providers and returning payers may use every place; portals' calls leave some free.
struct Routes {
    std::map<std::string, std::string, std::less<>> inbound;  ///< path → provider
    std::size_t body_bytes_max = 0;
    std::size_t new_work_max = 0;
    flows::TakeCallback* callbacks = nullptr;

    /// Whom a call on this path is from; empty: no provider.
    std::string_view provider_of(std::string_view path) const {
        constexpr std::string_view alias = "/v1/callbacks/";
        if (path.starts_with(alias)) {
            path.remove_prefix(alias.size());
            return path.substr(0, path.find('/'));
        }
        const auto found = inbound.find(path);
        return found == inbound.end() ? std::string_view() : std::string_view(found->second);
    }

    net::RouteLimits operator()(
        std::string_view /*method*/, std::string_view target, std::string_view peer
    ) const {
        const std::string_view path = target.substr(0, target.find('?'));
        const std::string_view provider = provider_of(path);
        const bool first = !provider.empty() || path.starts_with("/v1/return/");
        net::RouteLimits out;
        out.body_bytes_max = body_bytes_max;
        out.in_flight_max = first ? 0 : new_work_max;
        if (!provider.empty()) wait_turn(provider, peer, out);
        return out;
    }

    void wait_turn(std::string_view provider, std::string_view peer, net::RouteLimits& out) const {
        const flows::Doubt::Turn turn = callbacks->arrive(provider, peer);
        out.not_before = turn.at;
        out.held = turn.refused;
        if (turn.reserved) {
            out.visit =
                std::make_shared<Visit>(callbacks, std::string(provider), std::string(peer));
        }
    }
};

}  // namespace

sqlite::SqliteOptions store_options(const Configuration& config, const std::string& boot_id) {
    sqlite::SqliteOptions out;
    out.path = config.store.path;
    out.boot_id = boot_id;
    out.queue_max = config.store.queue_max;
    out.group_jobs_max = config.store.group_jobs_max;
    out.busy_timeout_ms = static_cast<int>(config.store.busy_timeout_ms);
    out.writer_cache_kib = config.store.writer_cache_kib;
    out.reader_cache_kib = config.store.reader_cache_kib;
    return out;
}

net::HttpClientOptions client_options(const Configuration& config) {
    net::HttpClientOptions out;
    for (const auto& [name, provider] : config.providers)
        out.channels[name] = channel(provider.channel);
    for (const auto& [id, limits] : config.webhook_channels)
        out.channels["webhook/" + id] = channel(limits);
    return out;
}

net::HttpServerOptions public_options(
    const Configuration& config, Entropy* entropy, flows::TakeCallback* callbacks
) {
    net::HttpServerOptions out = listener(config, config.server.public_listener, entropy);
    Routes routes;
    for (const auto& route : config.routes) routes.inbound.emplace(route.path, route.provider);
    routes.callbacks = callbacks;
    routes.body_bytes_max = out.body_bytes_max;
    routes.new_work_max = static_cast<std::size_t>(config.server.new_work_in_flight_max);
    out.route_limits = std::move(routes);
    return out;
}

net::HttpServerOptions private_options(const Configuration& config, Entropy* entropy) {
    return listener(config, config.server.private_listener, entropy);
}

net::HttpServerOptions admin_options(const Configuration& config, Entropy* entropy) {
    net::HttpServerOptions out = listener(config, ListenerConfig{}, entropy);
    out.unix_path = config.server.admin_socket;
    out.body_bytes_max = catalogue_bytes_max;
    return out;
}

Result<api::ApiOptions> api_options(const Configuration& config) {
    api::ApiOptions out;
    out.rate = {config.api.rate_per_second, config.api.rate_burst};
    out.body_bytes_max = static_cast<std::size_t>(config.server.body_bytes_max);
    out.writes_in_flight_max = config.server.new_work_in_flight_max;
    out.inbound_routes = config.routes;
    out.client_subjects = config.api.client_subjects;
    for (const auto& [name, provider] : config.providers) {
        if (provider.ip_allowlist.empty()) continue;
        BOOST_OUTCOME_TRY(auto list, api::IpAllowlist::parse(provider.ip_allowlist));
        out.inbound_allowlists[name] = std::move(list);
    }
    return out;
}

}  // namespace dvcpay::app
