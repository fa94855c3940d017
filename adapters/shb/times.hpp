#pragma once
// SHB's times: yyyyMMddHHmmss and yyyyMMdd, on the clock of Vietnam (UTC+7, no summer time). Pure.
#include <optional>
#include <string>
#include <string_view>

#include "domain/time.hpp"

namespace dvcpay::shb {

std::string stamp(Wall at);  ///< yyyyMMddHHmmss; parts of a second are dropped
std::string stamp(Day day);  ///< yyyyMMdd
/// What stamp(Wall) writes; empty for anything else, also for a day or hour that does not exist.
std::optional<Wall> parse_stamp(std::string_view text);

}  // namespace dvcpay::shb
