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

/// "momo/default/secret_key" → whose it is, so that the book of alarms has a row for each account.
void add_account(Fields* fields, const KeyName& key) {
    const auto first = key.find('/');
    const auto second = first == KeyName::npos ? first : key.find('/', first + 1);
    if (second == KeyName::npos) return;  // a webhook's
    fields->emplace_back("provider", key.substr(0, first));
    fields->emplace_back("account", key.substr(first + 1, second - first - 1));
}

double shown(const std::optional<std::int64_t>& days) {
    return days ? static_cast<double>(*days) : std::nan("");
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
    const std::int64_t ms = until.ms - now.ms;
    return ms / day_ms - (ms % day_ms < 0 ? 1 : 0);  // what ended an hour ago has ended: -1
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
    for (const auto& row : numbers_) {
        if (row.account != account.key) continue;
        out.numbers_left = row.left;
        out.numbers_of = row.size;
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
        std::vector<flows::NumbersLeft> numbers;
    };
    std::vector<flows::NumberSeries> series;
    const Day today = ict_day(clock_->wall());
    for (const auto& account : config_->flow.accounts) {
        const auto adapter = adapters_->find(account.key.provider);
        if (adapter == adapters_->end()) continue;
        auto one = flows::series_of(*adapter->second, account.key, today);
        if (one) series.push_back(std::move(*one));
    }
    auto work = [config = config_, series = std::move(series)](Reader& reader) -> Result<Seen> {
        Seen out{reader.unknown_attempts(), flows::endpoint_states(reader, config->flow), {}};
        for (const auto& one : series) out.numbers.push_back(flows::numbers_left(reader, one));
        return out;
    };
    Result<Seen> seen = co_await look_up<Seen>(store_, std::move(work));
    if (!seen) co_return;  // the store's own check tells
    unknown_ = std::move(seen.value().unknown);
    endpoints_ = std::move(seen.value().endpoints);
    numbers_ = std::move(seen.value().numbers);
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
    for (const auto& [name, secrets] : config_->secrets)
        metrics->gauge("key_secrets", {{"key", name}}, static_cast<double>(secrets.size()));
    // A reload may take the day away; a number left from before would be wrong.
    for (const auto& end : ends_of_keys()) metrics->gauge("key_days", end.of, shown(end.days));
    for (const auto& end : ends_of_certificates())
        metrics->gauge("certificate_days", end.of, shown(end.days));
    for (const auto& row : numbers_) {
        const Fields labels = {
            {"provider", row.account.provider}, {"account", row.account.account}
        };
        metrics->gauge("virtual_accounts_left", labels, static_cast<double>(row.left));
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

std::vector<ops::Check> ProviderWatch::number_checks() const {
    std::vector<ops::Check> out;
    for (const auto& row : numbers_) {
        if (!row.low()) continue;
        const std::string whose = row.account.provider + "/" + row.account.account;
        const std::string left = std::to_string(row.left) + " of " + std::to_string(row.size);
        out.push_back(
            {"virtual_accounts:" + whose, ops::CheckState::warning, left + " numbers are left"}
        );
    }
    return out;
}

std::vector<ProviderWatch::End> ProviderWatch::ends_of_keys() const {
    std::vector<End> out;
    for (const auto& [name, secrets] : config_->secrets)
        out.push_back({{{"key", name}}, key_days(name)});
    return out;
}

std::vector<ProviderWatch::End> ProviderWatch::ends_of_certificates() const {
    std::vector<End> out;
    const Wall now = clock_->wall();
    for (const auto& account : config_->flow.accounts) {
        const auto days = from_memory(account).certificate_days;
        const Fields of = {{"provider", account.key.provider}, {"account", account.key.account}};
        out.push_back({of, days});
    }
    const std::pair<const char*, const ListenerConfig*> listeners[] = {
        {"public", &config_->server.public_listener}, {"private", &config_->server.private_listener}
    };
    for (const auto& [name, listener] : listeners) {
        if (!listener->tls) continue;
        const auto until = certificate_until(listener->tls->certificate_file);
        if (until) out.push_back({{{"listener", name}}, days_between(now, *until)});
    }
    return out;
}

void ProviderWatch::tell_of_ends(Telemetry* telemetry) {
    const Day today = ict_day(clock_->wall());
    if (told_on_ == today) return;
    told_on_ = today;
    const auto tell = [telemetry](const char* ends, const char* ended, std::vector<End> all) {
        for (auto& end : all) {
            if (!end.days || *end.days >= warn_days) continue;
            end.of.emplace_back("days", std::to_string(*end.days));
            telemetry->alarm(*end.days < 0 ? ended : ends, std::move(end.of));
        }
    };
    std::vector<End> keys = ends_of_keys();
    for (auto& end : keys) {
        const KeyName name = end.of.front().second;
        add_account(&end.of, name);
    }
    tell("key_ends_soon", "key_has_ended", std::move(keys));
    tell("certificate_ends_soon", "certificate_has_ended", ends_of_certificates());
}

}  // namespace dvcpay::app
