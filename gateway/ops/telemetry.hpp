#pragma once
// Structured logs (one JSON object per line), metrics and alarms behind the one port.
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "ops/alarms.hpp"
#include "ops/metrics.hpp"
#include "ops/redact.hpp"
#include "ports/clock.hpp"
#include "ports/telemetry.hpp"

namespace dvcpay::ops {

struct LogOptions {
    Level level = Level::info;  ///< lines below are not written
    std::string file;           ///< empty: standard output
    /// Tests: each finished line, without its line feed, besides the file or instead of standard
    /// output.
    std::function<void(std::string_view)> tap;
};

/// A line: {"ts":…,"level":…,"event":…,<fields in their order>}. A field named like one of the
/// three is written with a trailing underscore. Every value passes KnownSecrets and redact(), is
/// cut at 2000 bytes, and is valid UTF-8 afterwards. Lines are written at once; a full disk loses
/// lines, never a payment. Any thread.
class JsonTelemetry final : public Telemetry {
  public:
    /// Fault::configuration where the file cannot be opened. `clock` must outlive it.
    static Result<std::unique_ptr<JsonTelemetry>> make(
        LogOptions options, const Clock* clock, KnownSecrets secrets
    );
    ~JsonTelemetry() override;

    void log(Level level, std::string_view event, Fields fields) override;
    void count(std::string_view name, Fields labels, std::int64_t by) override;
    void observe_ms(std::string_view name, Fields labels, double ms) override;
    void alarm(std::string_view event, Fields fields) override;

    /// After a log file was rotated: opens it anew. Fault::configuration where that fails; the old
    /// file stays in use.
    Result<void> reopen();

    /// From now on these are hidden too. What was known stays known: an old secret may still stand
    /// in a text that is on its way.
    void learn(const KnownSecrets& secrets);

    Metrics& metrics() { return metrics_; }
    std::vector<AlarmRow> alarms() const { return alarms_.rows(); }

  private:
    struct Sink;
    JsonTelemetry(LogOptions options, const Clock* clock, std::unique_ptr<Sink> sink);
    std::string clean(std::string text) const;
    Fields cleaned(Fields fields) const;
    void write(Level level, std::string_view event, const Fields& cleaned_fields);

    LogOptions options_;
    const Clock* clock_;
    std::unique_ptr<Sink> sink_;
    Metrics metrics_;
    AlarmBook alarms_;
};

std::string_view to_string(Level level);

}  // namespace dvcpay::ops
