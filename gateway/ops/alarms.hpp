#pragma once
// What people must look at: the book of alarms behind /health/providers.
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "domain/time.hpp"
#include "ports/telemetry.hpp"

namespace dvcpay::ops {

/// An alarm as people read it. Repetitions of the same event at the same account are one row.
struct AlarmRow {
    std::string event;
    std::string provider;
    std::string account;
    std::string detail;  ///< the other fields of the latest one, redacted, "name=value …"
    std::int64_t times = 0;
    Wall first_at;
    Wall last_at;
};

/// Keeps the latest hundred kinds of alarm. Any thread.
class AlarmBook {
  public:
    void add(Wall at, std::string_view event, const Fields& redacted);
    std::vector<AlarmRow> rows() const;  ///< newest first

  private:
    mutable std::mutex mutex_;
    std::vector<AlarmRow> rows_;
};

}  // namespace dvcpay::ops
