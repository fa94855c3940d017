#include "ops/metrics.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <set>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "ops/redact.hpp"

namespace dvcpay::ops {
namespace {

constexpr std::size_t series_per_family_max = 1000;
constexpr std::size_t label_length_max = 80;

constexpr std::array<std::string_view, 28> known_labels = {
    "account", "channel",   "check",   "circuit",  "client", "code",     "endpoint",
    "event",   "finality",  "key",     "kind",     "level",  "listener", "method",
    "metric",  "operation", "outcome", "priority", "proof",  "provider", "reason",
    "result",  "route",     "said",    "source",   "state",  "status",   "type",
};

const prometheus::Histogram::BucketBoundaries& seconds_buckets() {
    static const prometheus::Histogram::BucketBoundaries bounds = {
        0.001,
        0.0025,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
        30,
        60,
    };
    return bounds;
}

/// Prometheus names: letters, digits, underscore.
std::string metric_name(std::string_view name, std::string_view suffix) {
    std::string out = "dvcpay_";
    for (const char c : name) {
        const bool fits =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        out += fits ? c : '_';
    }
    if (!out.ends_with(suffix)) out += suffix;
    return out;
}

std::string without_ms(std::string_view name) {
    if (name.ends_with("_ms")) name.remove_suffix(3);
    return std::string(name);
}

prometheus::Labels safe_labels(const Fields& labels) {
    prometheus::Labels out;
    for (const auto& [name, value] : labels) {
        if (std::find(known_labels.begin(), known_labels.end(), name) == known_labels.end())
            continue;
        out[std::string(name)] = redact(std::string_view(value).substr(0, label_length_max));
    }
    return out;
}

}  // namespace

struct Metrics::Inside {
    std::mutex mutex;
    prometheus::Registry registry;
    std::map<std::string, prometheus::Family<prometheus::Counter>*> counters;
    std::map<std::string, prometheus::Family<prometheus::Histogram>*> histograms;
    std::map<std::string, prometheus::Family<prometheus::Gauge>*> gauges;
    std::map<std::string, std::set<prometheus::Labels>> series;

    /// False where the family is full.
    bool admit(const std::string& family, const prometheus::Labels& labels) {
        auto& known = series[family];
        if (known.contains(labels)) return true;
        if (known.size() >= series_per_family_max) return false;
        known.insert(labels);
        return true;
    }
    prometheus::Family<prometheus::Counter>& counter_family(const std::string& name) {
        auto& family = counters[name];
        if (family == nullptr) family = &prometheus::BuildCounter().Name(name).Register(registry);
        return *family;
    }
    void dropped(const std::string& family) {
        counter_family("dvcpay_metrics_dropped_total").Add({{"metric", family}}).Increment();
    }
};

Metrics::Metrics() : inside_(std::make_unique<Inside>()) {}
Metrics::~Metrics() = default;

void Metrics::count(std::string_view name, const Fields& labels, std::int64_t by) {
    const std::string full = metric_name(name, "_total");
    const auto safe = safe_labels(labels);
    const std::lock_guard lock(inside_->mutex);
    if (!inside_->admit(full, safe)) return inside_->dropped(full);
    inside_->counter_family(full).Add(safe).Increment(static_cast<double>(by));
}

void Metrics::observe_ms(std::string_view name, const Fields& labels, double ms) {
    const std::string full = metric_name(without_ms(name), "_seconds");
    const auto safe = safe_labels(labels);
    const std::lock_guard lock(inside_->mutex);
    if (!inside_->admit(full, safe)) return inside_->dropped(full);
    auto& family = inside_->histograms[full];
    if (family == nullptr)
        family = &prometheus::BuildHistogram().Name(full).Register(inside_->registry);
    family->Add(safe, seconds_buckets()).Observe(ms / 1000.0);
}

void Metrics::gauge(std::string_view name, const Fields& labels, double value) {
    const std::string full = metric_name(name, "");
    const auto safe = safe_labels(labels);
    const std::lock_guard lock(inside_->mutex);
    if (!inside_->admit(full, safe)) return inside_->dropped(full);
    auto& family = inside_->gauges[full];
    if (family == nullptr)
        family = &prometheus::BuildGauge().Name(full).Register(inside_->registry);
    family->Add(safe).Set(value);
}

void Metrics::before_scrape(std::function<void(Metrics&)> refresh) {
    refreshers_.push_back(std::move(refresh));
}

std::string Metrics::text() {
    for (const auto& refresh : refreshers_) refresh(*this);
    return prometheus::TextSerializer().Serialize(inside_->registry.Collect());
}

}  // namespace dvcpay::ops
