#pragma once
// Numbers for Prometheus. One registry per process, served by our own private listener.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ports/telemetry.hpp"

namespace dvcpay::ops {

/// Counters become dvcpay_<name>_total, histograms dvcpay_<name>_seconds (a trailing _ms of the
/// name is dropped), gauges dvcpay_<name>. Labels come from a fixed list (metrics.cpp); another
/// label is left out, because its values could be anybody's data. A family holds at most 1000
/// series; what comes after is counted in dvcpay_metrics_dropped_total{metric}. Any thread.
class Metrics {
  public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    void count(std::string_view name, const Fields& labels, std::int64_t by);
    void observe_ms(std::string_view name, const Fields& labels, double ms);
    void gauge(std::string_view name, const Fields& labels, double value);
    /// Called before each rendering, on the caller's thread: sets gauges that are cheap to read.
    void before_scrape(std::function<void(Metrics&)> refresh);
    /// Prometheus text format 0.0.4.
    std::string text();

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
    std::vector<std::function<void(Metrics&)>> refreshers_;
};

}  // namespace dvcpay::ops
