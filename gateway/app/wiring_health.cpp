#include "app/wiring_health.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "crypto/certificate.hpp"

namespace dvcpay::app {
namespace {

constexpr std::int64_t day_ms = 24LL * 3600 * 1000;
constexpr std::int64_t warn_days = 14;
constexpr std::int64_t skew_warn_ms = 30'000;

ops::Circuit circuit_of(net::Circuit circuit) {
    switch (circuit) {
        case net::Circuit::closed:
            return ops::Circuit::closed;
        case net::Circuit::half_open:
            return ops::Circuit::half_open;
        case net::Circuit::open:
            return ops::Circuit::open;
    }
    return ops::Circuit::open;
}

api::ProviderState state_of(ops::ProviderStatus status) {
    switch (status) {
        case ops::ProviderStatus::up:
            return api::ProviderState::up;
        case ops::ProviderStatus::degraded:
            return api::ProviderState::degraded;
        case ops::ProviderStatus::down:
            return api::ProviderState::down;
        case ops::ProviderStatus::maintenance:
            return api::ProviderState::maintenance;
    }
    return api::ProviderState::down;
}

void take_sooner(std::optional<std::int64_t>* days, std::int64_t other) {
    if (!*days || other < **days) *days = other;
}

ops::RecentCalls recent_of(const net::ChannelStats& stats) {
    ops::RecentCalls out;
    out.calls = stats.successes + stats.failures;
    if (out.calls > 0) out.success_percent = stats.successes * 100 / out.calls;
    if (stats.successes > 0) out.p95_ms = stats.p95_ms;
    return out;
}

}  // namespace

std::optional<Wall> certificate_until(const std::string& pem_file) {
    std::ifstream in(pem_file, std::ios::binary);
    const std::string pem{std::istreambuf_iterator<char>(in), {}};
    return crypto::certificate_end(pem);
}

std::int64_t days_between(Wall now, Wall until) {
    return (until.ms - now.ms) / day_ms;
}

std::optional<std::int64_t> ProviderWatch::key_days(const KeyName& name) const {
    const auto day = config_->key_expiry.find(name);
    if (day == config_->key_expiry.end()) return std::nullopt;
    return days_between(clock_->wall(), start_of(plus_days(day->second, 1)));
}

ops::ProviderFacts ProviderWatch::from_memory(const ProviderAccount& account) const {
    const auto house = config_->providers.find(account.key.provider);
    const net::ChannelStats stats =
        client_->channel_stats(account.key.provider + "/" + account.key.account);
    const Wall now = clock_->wall();
    ops::ProviderFacts out;
    out.provider = account.key.provider;
    out.account = account.key.account;
    out.circuit = circuit_of(stats.circuit);
    out.recent = recent_of(stats);
    if (stats.peer_certificate_until) {
        take_sooner(&out.certificate_days, days_between(now, *stats.peer_certificate_until));
    }
    if (house != config_->providers.end()) {
        out.maintenance = house->second.maintenance ||
                          config_->flow.maintenance_until(account.key.provider, now).has_value();
        const auto own = certificate_until(house->second.channel.tls.certificate_file);
        if (own) take_sooner(&out.certificate_days, days_between(now, *own));
    }
    const std::string prefix = account.key.provider + "/" + account.key.account + "/";
    for (const auto& [name, secrets] : config_->secrets) {
        if (!name.starts_with(prefix)) continue;
        const auto days = key_days(name);
        if (days) take_sooner(&out.key_days, *days);
        out.keys.push_back(
            {name.substr(prefix.size()), static_cast<std::int64_t>(secrets.size()), days}
        );
    }
    for (const auto& row : unknown_) {
        if (row.account != account.key) continue;
        out.unknown_attempts = row.count;
        out.overdue_attempts = row.overdue;
        if (row.count > 0) out.oldest_unknown_at = row.oldest_opened_at;
    }
    return out;
}

Task<void> ProviderWatch::refresh() {
    struct Seen {
        std::vector<UnknownAttempts> unknown;
        std::vector<flows::EndpointState> endpoints;
    };
    auto work = [config = config_](Reader& reader) -> Result<Seen> {
        return Seen{reader.unknown_attempts(), flows::endpoint_states(reader, config->flow)};
    };
    Result<Seen> seen = co_await look_up<Seen>(store_, std::move(work));
    if (!seen) co_return;  // the store's own check tells
    unknown_ = std::move(seen.value().unknown);
    endpoints_ = std::move(seen.value().endpoints);
}

Task<std::vector<ops::ProviderFacts>> ProviderWatch::facts() {
    co_await refresh();
    std::vector<ops::ProviderFacts> out;
    out.reserve(config_->flow.accounts.size());
    for (const auto& account : config_->flow.accounts) out.push_back(from_memory(account));
    co_return out;
}

api::ProviderState ProviderWatch::state(const std::string& provider) const {
    std::optional<ops::ProviderStatus> best;
    for (const auto& account : config_->flow.accounts) {
        if (account.key.provider != provider) continue;
        const auto status = ops::judge(from_memory(account));
        if (!best || status < *best) best = status;
    }
    return state_of(best.value_or(ops::ProviderStatus::down));
}

void ProviderWatch::set_gauges(ops::Metrics* metrics) const {
    for (const auto& channel : client_->channels()) {
        const net::ChannelStats stats = client_->channel_stats(channel);
        const Fields labels = {{"channel", channel}};
        metrics->gauge("channel_in_flight", labels, static_cast<double>(stats.in_flight));
        metrics->gauge("channel_waiting", labels, static_cast<double>(stats.waiting));
        metrics->gauge(
            "channel_circuit_open", labels, stats.circuit == net::Circuit::closed ? 0 : 1
        );
        metrics->gauge("channel_recent_successes", labels, static_cast<double>(stats.successes));
        metrics->gauge("channel_recent_failures", labels, static_cast<double>(stats.failures));
        metrics->gauge(
            "channel_recent_p95_seconds", labels, static_cast<double>(stats.p95_ms) / 1000
        );
    }
    for (const auto& account : config_->flow.accounts) {
        const auto facts = from_memory(account);
        const Fields labels = {{"provider", facts.provider}, {"account", facts.account}};
        metrics->gauge("unknown_attempts", labels, static_cast<double>(facts.unknown_attempts));
        metrics->gauge("overdue_attempts", labels, static_cast<double>(facts.overdue_attempts));
    }
    for (const auto& [name, secrets] : config_->secrets) {
        const Fields labels = {{"key", name}};
        metrics->gauge("key_secrets", labels, static_cast<double>(secrets.size()));
        const auto days = key_days(name);
        const double shown = days ? static_cast<double>(*days) : std::nan("");
        // A reload may take the day away; a number left from before would be wrong.
        metrics->gauge("key_days", labels, shown);
    }
    set_webhook_gauges(metrics);
}

void ProviderWatch::set_webhook_gauges(ops::Metrics* metrics) const {
    std::int64_t waiting = 0;
    std::int64_t dead = 0;
    const Wall now = clock_->wall();
    for (const auto& endpoint : endpoints_) {
        const auto& count = endpoint.count;
        waiting += count.waiting;
        dead += count.dead;
        // What is left of endpoints that are gone from the configuration counts in the sums only.
        if (!endpoint.configured) continue;
        const Fields labels = {{"endpoint", endpoint.id}};
        const std::int64_t age_ms = now.ms - count.oldest_waiting_at.value_or(now).ms;
        metrics->gauge("webhook_waiting", labels, static_cast<double>(count.waiting));
        metrics->gauge("webhook_dead", labels, static_cast<double>(count.dead));
        metrics->gauge(
            "webhook_oldest_waiting_seconds", labels, static_cast<double>(age_ms) / 1000
        );
        metrics->gauge("webhook_disabled", labels, endpoint.is_told() ? 0 : 1);
    }
    metrics->gauge("webhook_deliveries_waiting", {}, static_cast<double>(waiting));
    metrics->gauge("webhook_deliveries_dead", {}, static_cast<double>(dead));
}

std::vector<ops::Check> ProviderWatch::certificate_checks() const {
    std::vector<ops::Check> out;
    for (const auto* listener :
         {&config_->server.public_listener, &config_->server.private_listener}) {
        if (!listener->tls) continue;
        const auto until = certificate_until(listener->tls->certificate_file);
        if (!until) continue;
        const std::int64_t days = days_between(clock_->wall(), *until);
        ops::Check check{"certificate", ops::CheckState::up, std::to_string(days) + " days left"};
        if (days < warn_days) check.state = ops::CheckState::warning;
        out.push_back(std::move(check));
    }
    return out;
}

std::vector<ops::Check> ProviderWatch::date_checks() const {
    std::vector<ops::Check> out;
    for (const auto& channel : client_->channels()) {
        const auto skew_ms = client_->channel_stats(channel).date_skew_ms;
        if (!skew_ms || std::abs(*skew_ms) <= skew_warn_ms) continue;
        out.push_back(
            {"date:" + channel,
             ops::CheckState::warning,
             "its Date is " + std::to_string(*skew_ms / 1000) + " s from our clock"}
        );
    }
    return out;
}

}  // namespace dvcpay::app
