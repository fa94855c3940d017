#pragma once
// Amounts as protocols write them. One spelling by default; each leniency is asked for by name.
// Never through floating point.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/money.hpp"

namespace dvcpay::toolkit {

enum class Decimals : std::uint8_t {
    refused,
    zeros,  ///< a point and one or two zeros: "150000.00"
};
enum class Grouping : std::uint8_t {
    refused,
    comma,  ///< "30,000": groups of three, all of them or none
};
enum class Zero : std::uint8_t { refused, allowed };

struct AmountSpelling {
    Decimals decimals = Decimals::refused;
    Grouping grouping = Grouping::refused;
    Zero zero = Zero::refused;
};

/// Whole đồng up to largest_amount. Empty for everything else: an empty text, signs, spaces,
/// leading zeros, exponents, NaN, decimals other than zeros, a larger amount.
std::optional<Money> read_amount(std::string_view text, AmountSpelling spelling = {});

/// The digits alone: the inverse of read_amount.
std::string amount_text(Money amount);

}  // namespace dvcpay::toolkit
