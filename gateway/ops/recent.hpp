#pragma once
// What happened in the last five minutes at each channel, and what people must look at: the inputs
// of /health/providers.
#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "domain/time.hpp"
#include "ports/telemetry.hpp"

namespace dvcpay::ops {

/// Calls of one channel over a sliding five minutes, in buckets of ten seconds. Percentiles come
/// from fixed bounds, so memory does not grow with load. Times are the caller's; older than the
/// newest seen are counted in the present bucket.
class RecentCalls {
  public:
    void add(Wall at, bool success, std::int64_t ms);

    struct Summary {
        std::int64_t calls = 0;
        std::int64_t successes = 0;
        std::optional<std::int64_t> p95_ms;           ///< upper bound of the bucket that holds it
        std::optional<std::int64_t> success_percent;  ///< rounded down; empty without calls
    };
    Summary summary(Wall now) const;

    static constexpr std::int64_t bucket_ms = 10'000;
    static constexpr std::size_t buckets = 30;
    static constexpr std::array<std::int64_t, 14> bounds_ms = {
        10, 25, 50, 100, 250, 500, 1000, 2000, 3000, 5000, 10000, 20000, 35000, 60000
    };

  private:
    struct Bucket {
        std::int64_t number = -1;  ///< at.ms / bucket_ms
        std::int64_t calls = 0;
        std::int64_t successes = 0;
        std::array<std::int64_t, bounds_ms.size() + 1> slower{};
    };
    std::array<Bucket, buckets> ring_{};
};

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
