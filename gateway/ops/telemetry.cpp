#include "ops/telemetry.hpp"

#include <mutex>

#include <nlohmann/json.hpp>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace dvcpay::ops {
namespace {

constexpr std::size_t value_length_max = 2000;

std::string json_text(std::string_view text) {
    using nlohmann::json;
    return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string field_name(std::string_view name) {
    std::string out(name);
    if (name == "ts" || name == "level" || name == "event") out += '_';
    return out;
}

std::string value_of(const Fields& fields, std::string_view name) {
    for (const auto& [n, v] : fields) {
        if (n == name) return v;
    }
    return {};
}

}  // namespace

std::string_view to_string(Level level) {
    switch (level) {
        case Level::debug:
            return "debug";
        case Level::info:
            return "info";
        case Level::warning:
            return "warning";
        case Level::error:
            return "error";
        case Level::critical:
            return "critical";
    }
    return "error";
}

/// spdlog writes and locks; level, time and shape of the line are ours, so its pattern is the bare
/// message.
struct JsonTelemetry::Sink {
    std::mutex mutex;
    std::shared_ptr<spdlog::logger> logger;
    std::shared_ptr<const KnownSecrets> secrets;

    static std::shared_ptr<spdlog::logger> open(const LogOptions& options) {
        spdlog::sink_ptr out;
        if (!options.file.empty()) {
            out = std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file);
        } else if (!options.tap) {
            out = std::make_shared<spdlog::sinks::stdout_sink_mt>();
        } else {
            return nullptr;
        }
        auto logger = std::make_shared<spdlog::logger>("dvcpay", std::move(out));
        logger->set_pattern("%v");
        logger->set_level(spdlog::level::trace);
        logger->flush_on(spdlog::level::trace);
        return logger;
    }
    std::shared_ptr<spdlog::logger> current() {
        const std::lock_guard lock(mutex);
        return logger;
    }
    std::shared_ptr<const KnownSecrets> known() {
        const std::lock_guard lock(mutex);
        return secrets;
    }
};

JsonTelemetry::JsonTelemetry(LogOptions options, const Clock* clock, std::unique_ptr<Sink> sink)
    : options_(std::move(options)), clock_(clock), sink_(std::move(sink)) {}
JsonTelemetry::~JsonTelemetry() = default;

Result<std::unique_ptr<JsonTelemetry>> JsonTelemetry::make(
    LogOptions options, const Clock* clock, KnownSecrets secrets
) {
    auto sink = std::make_unique<Sink>();
    try {
        sink->logger = Sink::open(options);
    } catch (const spdlog::spdlog_ex& why) {
        return Error(Fault::configuration, std::string("log file cannot be opened: ") + why.what());
    }
    sink->secrets = std::make_shared<const KnownSecrets>(std::move(secrets));
    return std::unique_ptr<JsonTelemetry>(
        new JsonTelemetry(std::move(options), clock, std::move(sink))
    );
}

void JsonTelemetry::learn(const KnownSecrets& secrets) {
    const std::lock_guard lock(sink_->mutex);
    auto all = std::make_shared<KnownSecrets>();
    all->add_all(*sink_->secrets);
    all->add_all(secrets);
    sink_->secrets = std::move(all);
}

Result<void> JsonTelemetry::reopen() {
    try {
        auto fresh = Sink::open(options_);
        const std::lock_guard lock(sink_->mutex);
        sink_->logger = std::move(fresh);
    } catch (const spdlog::spdlog_ex& why) {
        return Error(Fault::configuration, std::string("log file cannot be opened: ") + why.what());
    }
    return ok();
}

std::string JsonTelemetry::clean(std::string text) const {
    return redact(sink_->known()->hide(std::move(text)));
}

Fields JsonTelemetry::cleaned(Fields fields) const {
    for (auto& [name, value] : fields) {
        // Cut after hiding: a secret cut in two would no longer be recognised.
        value = clean(std::move(value));
        if (value.size() > value_length_max) value = value.substr(0, value_length_max) + "…";
    }
    return fields;
}

void JsonTelemetry::write(Level level, std::string_view event, const Fields& cleaned_fields) {
    // An event is a stable word of the source; hiding costs little and forgives whoever builds one
    // from a value.
    const std::string word = clean(std::string(event));
    std::string line = "{\"ts\":\"" + to_rfc3339(clock_->wall()) + "\",\"level\":\"";
    line.append(to_string(level)).append("\",\"event\":").append(json_text(word));
    for (const auto& [name, value] : cleaned_fields) {
        line.append(",").append(json_text(field_name(name))).append(":").append(json_text(value));
    }
    line += '}';
    if (options_.tap) options_.tap(line);
    if (const auto logger = sink_->current())
        logger->log(spdlog::level::info, spdlog::string_view_t(line));
}

void JsonTelemetry::log(Level level, std::string_view event, Fields fields) {
    if (level < options_.level) return;
    write(level, event, cleaned(std::move(fields)));
}

void JsonTelemetry::count(std::string_view name, Fields labels, std::int64_t by) {
    metrics_.count(name, cleaned(std::move(labels)), by);
}

void JsonTelemetry::observe_ms(std::string_view name, Fields labels, double ms) {
    metrics_.observe_ms(name, cleaned(std::move(labels)), ms);
}

void JsonTelemetry::alarm(std::string_view event, Fields fields) {
    Fields safe = cleaned(std::move(fields));
    const std::string word = clean(std::string(event));
    metrics_.count("alarms", Fields{{"event", word}, {"provider", value_of(safe, "provider")}}, 1);
    alarms_.add(clock_->wall(), word, safe);
    safe.emplace_back("alarm", "true");
    write(Level::error, word, safe);
}

}  // namespace dvcpay::ops
