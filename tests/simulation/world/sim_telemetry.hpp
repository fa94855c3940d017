#pragma once
// What the gateway tells ops, kept for tests: alarms by name, counters by name and labels. Reads
// every field for what must never stand there (P9).
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ports/telemetry.hpp"

namespace dvcpay::simulation {

class SimTelemetry final : public Telemetry {
  public:
    void log(Level, std::string_view event, Fields fields) override { look("log", event, fields); }
    void count(std::string_view name, Fields labels, std::int64_t by) override {
        look("metric", name, labels);
        std::string key(name);
        for (const auto& [label, value] : labels) key += " " + std::string(label) + "=" + value;
        counters_[key] += by;
    }
    void observe_ms(std::string_view name, Fields labels, double) override {
        look("metric", name, labels);
    }
    void alarm(std::string_view event, Fields fields) override {
        look("alarm", event, fields);
        ++alarms_[std::string(event)];
    }

    std::int64_t alarms(const std::string& event) const {
        const auto it = alarms_.find(event);
        return it == alarms_.end() ? 0 : it->second;
    }
    /// Sum over all label sets of a counter.
    std::int64_t counted(const std::string& name) const {
        std::int64_t sum = 0;
        for (const auto& [key, value] : counters_) {
            if (key == name || key.starts_with(name + " ")) sum += value;
        }
        return sum;
    }
    std::vector<std::string> forbidden;  ///< texts that must never stand in a field
    std::function<void(const std::string&)> on_leak;
    std::function<void(const std::string&)> echo;

  private:
    void look(std::string_view kind, std::string_view event, const Fields& fields) {
        std::string line = std::string(kind) + " " + std::string(event);
        for (const auto& [name, value] : fields) line += " " + std::string(name) + "=" + value;
        for (const auto& word : forbidden) {
            if (line.find(word) != std::string::npos && on_leak) on_leak(line);
        }
        if (echo && kind != "metric") echo(line);
    }
    std::map<std::string, std::int64_t> counters_;
    std::map<std::string, std::int64_t> alarms_;
};

}  // namespace dvcpay::simulation
