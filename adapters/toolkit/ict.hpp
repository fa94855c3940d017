#pragma once
// Times as providers write them: by the clock of Vietnam (UTC+7, no summer time) unless the text
// says otherwise. A small pattern says how; a Wall is what it means.
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/time.hpp"

namespace dvcpay::toolkit {

// A pattern is made of these, each as often as it is shown, and of characters that stand for
// themselves (anything but letters; of letters T alone):
//   yyyy  yy (2000–2099)  MM  dd  HH (00–23)  mm  ss
//   S…S   as many digits of a second's fraction, 1 to 9; what is below a millisecond is dropped
//   X     an offset: written "+07:00"; read so, as any other offset, or as Z
//   Z     the time is in UTC, and the letter says so
// Year, month and day are needed; what is left out of the time is zero.
namespace ict {
inline constexpr std::string_view compact = "yyyyMMddHHmmss";
inline constexpr std::string_view compact_day = "yyyyMMdd";
inline constexpr std::string_view dashes = "yyyy-MM-dd HH:mm:ss";
inline constexpr std::string_view dashes_day = "yyyy-MM-dd";
inline constexpr std::string_view day_first_dashes = "dd-MM-yyyy HH:mm:ss";
inline constexpr std::string_view day_first_dashes_day = "dd-MM-yyyy";
inline constexpr std::string_view day_first_slashes = "dd/MM/yyyy HH:mm:ss";
inline constexpr std::string_view day_first_slashes_day = "dd/MM/yyyy";
inline constexpr std::string_view iso_offset_s = "yyyy-MM-ddTHH:mm:ssX";
inline constexpr std::string_view iso_offset_ms = "yyyy-MM-ddTHH:mm:ss.SSSX";
inline constexpr std::string_view iso_utc_ms = "yyyy-MM-ddTHH:mm:ss.SSSZ";
}  // namespace ict

/// Which years are believed; both belong to them.
struct Years {
    int first = 2020;
    int last = 2099;
};
inline constexpr Years any_year = {.first = 1970, .last = 9999};

/// For patterns out of a configuration; every other function takes an unusable one for a bug of
/// ours or (when reading) for one that fits nothing.
bool is_ict_pattern(std::string_view pattern);

/// `at` by the clock of Vietnam, or in UTC where the pattern ends so.
std::string format_ict(Wall at, std::string_view pattern);

/// The whole of `text`, exactly as the pattern says: every digit, real dates, a clock of 24 hours
/// without leap seconds. A date alone is its first instant in Vietnam.
std::optional<Wall> parse_ict(std::string_view text, std::string_view pattern, Years years = {});

/// By the first pattern that fits. Where several could, their order decides: ddMMyyyy and yyyyMMdd
/// fit the same digits.
std::optional<Wall> parse_first_of(
    std::span<const std::string_view> patterns, std::string_view text, Years years = {}
);
std::optional<Wall> parse_first_of(
    std::initializer_list<std::string_view> patterns, std::string_view text, Years years = {}
);

}  // namespace dvcpay::toolkit
