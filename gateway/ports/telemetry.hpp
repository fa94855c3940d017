#pragma once
// What ops sees. Values are masked by the caller's types; free text from outside never goes in
// (P9).
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dvcpay {

enum class Level : std::uint8_t { debug, info, warning, error, critical };

using Fields = std::vector<std::pair<std::string_view, std::string>>;

class Telemetry {
  public:
    virtual ~Telemetry() = default;
    /// One structured line. `event` is a stable word, fields are ids, codes, counts.
    virtual void log(Level level, std::string_view event, Fields fields) = 0;
    /// A monotonic counter; `name` without prefix, labels in a fixed order.
    virtual void count(std::string_view name, Fields labels, std::int64_t by = 1) = 0;
    /// One duration of a histogram.
    virtual void observe_ms(std::string_view name, Fields labels, double ms) = 0;
    /// People must look: logged as error, counted, shown in /health/providers.
    virtual void alarm(std::string_view event, Fields fields) = 0;
};

}  // namespace dvcpay
