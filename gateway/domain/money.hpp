#pragma once
// Money is a count of đồng in 64 bits (P10). No floating point, no operator+: a sum can fail.
#include <compare>
#include <cstdint>

#include "domain/result.hpp"

namespace dvcpay {

/// Whole đồng (ISO 4217 VND has no minor unit). May be zero; negative only as a difference.
class Money {
  public:
    constexpr Money() = default;
    static constexpr Money dong(std::int64_t count) { return Money(count); }

    constexpr std::int64_t count() const { return dong_; }
    constexpr bool is_zero() const { return dong_ == 0; }
    friend constexpr auto operator<=>(Money, Money) = default;

  private:
    explicit constexpr Money(std::int64_t count) : dong_(count) {}
    std::int64_t dong_ = 0;
};

/// The largest amount the gateway books: 10^15 đồng. Larger is refused at every edge, so sums stay
/// in 64 bits.
inline constexpr Money largest_amount = Money::dong(1'000'000'000'000'000);

/// Sum and difference; Fault::amount_out_of_range where 64 bits do not hold the result.
Result<Money> add(Money a, Money b);
Result<Money> subtract(Money a, Money b);

}  // namespace dvcpay
