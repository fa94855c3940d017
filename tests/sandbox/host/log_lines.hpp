#pragma once
// Log lines for people at a terminal: time, event, name=value. Written to a C stream; never fails
// loudly.
#include <cstdio>
#include <string>
#include <string_view>

#include "ports/clock.hpp"
#include "ports/telemetry.hpp"

namespace dvcpay::sandbox {

/// One line without its newline. Values from outside cannot begin a second line or fake a field.
std::string log_line(Wall at, Level level, std::string_view event, const Fields& fields);

class LogLines final : public Telemetry {
  public:
    /// `out` null: silent. Both outlive this.
    LogLines(const Clock& clock, std::FILE* out) : clock_(clock), out_(out) {}
    void log(Level level, std::string_view event, Fields fields) override;
    void count(std::string_view, Fields, std::int64_t) override {}
    void observe_ms(std::string_view, Fields, double) override {}
    void alarm(std::string_view event, Fields fields) override;

  private:
    const Clock& clock_;
    std::FILE* out_;
};

}  // namespace dvcpay::sandbox
