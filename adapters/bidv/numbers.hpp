#pragma once
// Identified accounts: the numbers by which BIDV tells our payments apart. A number is the bank's
// prefix and our code: two letters, yyMMdd, six digits of the day's serial ("V2KG" +
// "KG261005000001"). The bank's calls name the code, or the whole number.
#include <optional>
#include <string>
#include <string_view>

#include "bidv/settings.hpp"
#include "domain/time.hpp"
#include "ports/capability.hpp"

namespace dvcpay::bidv {

inline constexpr std::string_view bank_bin = "970418";

/// Contracts that share prefix and letters share the counter.
NumberPlan number_plan(const Settings& settings);

/// Our part of a number; empty where it is no number of this contract.
std::optional<std::string> code_of(const Settings& settings, std::string_view number);
/// The whole number a bank's customer id means, with or without the prefix; empty where it cannot
/// be one of this contract.
std::optional<std::string> number_of(const Settings& settings, std::string_view customer);

/// The only code or number of this contract that stands in a transfer's text, as a whole number;
/// empty where there is none or more than one. Banks drop and insert spaces.
std::optional<std::string> number_in(const Settings& settings, std::string_view remark);

}  // namespace dvcpay::bidv
