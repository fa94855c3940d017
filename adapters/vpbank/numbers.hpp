#pragma once
// Virtual accounts and our reference as the bank hands them back. Source: spec §5, VietQR §7.
#include <cstdint>
#include <string>
#include <string_view>

namespace dvcpay::vpbank {

inline constexpr std::size_t account_characters_max = 19;  ///< of NAPAS, in a QR code

/// Numbers of one series: prefix + serial with leading zeros, first … last.
struct Stock {
    std::string prefix;
    std::int64_t digits = 0;
    std::int64_t first = 1;
    std::int64_t last = 0;

    std::int64_t size() const { return last - first + 1; }
    /// `serial` from 1 to size().
    std::string spell(std::int64_t serial) const;
    /// Prefix, so many digits, a serial of the series.
    bool has(std::string_view number) const;
};

/// [A-Z0-9], 1 to 19 characters: what may stand in a QR code as a number of VPBank's.
bool is_number(std::string_view text);

/// What the payer's transfer says: prefix + order_ref. In capitals and digits alone, so that a
/// bank's folding leaves it as it is.
std::string content_of(std::string_view prefix, std::string_view order_ref);
/// The order_ref in a transfer's text, also where banks put spaces, dots or dashes into it; empty
/// where it names none or several.
std::string find_reference(std::string_view memo, std::string_view prefix);

}  // namespace dvcpay::vpbank
