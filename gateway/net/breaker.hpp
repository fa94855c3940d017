#pragma once
// A circuit breaker and a five-minute look back, as pure values: time comes in as a parameter.
#include <array>
#include <cstdint>
#include <optional>

#include "domain/time.hpp"

namespace dvcpay::net {

enum class Circuit : std::uint8_t { closed, open, half_open };

/// closed → open after so many failures in a row; open → half_open when `open_ms` have passed, for
/// one probe at a time; the probe's success closes, its failure opens again.
class Breaker {
  public:
    Breaker(std::int64_t failures_to_open, std::int64_t open_ms)
        : failures_to_open_(failures_to_open), open_ms_(open_ms) {}

    enum class Pass : std::uint8_t { ordinary, probe };

    /// Whether a request may go now. Takes no place: see begin().
    bool lets_pass(Mono now) const;
    /// A request that was let pass goes. Each begin() is followed by exactly one of the three
    /// below.
    Pass begin();
    void succeeded(Pass pass);
    void failed(Pass pass, Mono now);
    /// It ended without saying anything about the peer (cancelled, refused by ourselves).
    void abandoned(Pass pass);

    Circuit state(Mono now) const;
    /// Seconds until a request may pass again, at least 1 while the circuit is not closed.
    std::int64_t retry_after_s(Mono now) const;

  private:
    std::int64_t failures_to_open_;
    std::int64_t open_ms_;
    std::int64_t failures_in_a_row_ = 0;
    std::optional<Mono> open_until_;
    bool probing_ = false;
};

/// Counts and times of the last five minutes, in ten slices of thirty seconds.
class Window {
  public:
    void succeeded(Mono now, std::int64_t elapsed_ms);
    void failed(Mono now);
    struct Sums {
        std::int64_t successes = 0;
        std::int64_t failures = 0;
        std::int64_t p95_ms =
            0;  ///< of successes: the upper edge of its class, at most 25 % above; 0 without any
    };
    Sums sums(Mono now) const;

  private:
    static constexpr std::size_t classes = 80;  ///< four per doubling, up to 2^20 ms
    struct Slice {
        std::int64_t number = -1;
        std::int64_t successes = 0;
        std::int64_t failures = 0;
        std::array<std::uint32_t, classes> times{};
    };
    Slice& slice(Mono now);
    static std::size_t class_of(std::int64_t ms);
    static std::int64_t upper_edge(std::size_t index);
    std::array<Slice, 10> slices_{};
};

}  // namespace dvcpay::net
