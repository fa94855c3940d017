#pragma once
// How VietinBank writes times, amounts and references.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/time.hpp"

namespace dvcpay::sandbox::vietinbank {

std::string stamp(Wall at);        ///< yyyyMMddHHmmss in Vietnam
std::string row_time(Wall at);     ///< DD-MM-YYYY HH:mm:ss in Vietnam
std::string slashed_day(Wall at);  ///< DD/MM/YYYY in Vietnam
/// The core's own name of a transaction: 16 characters, "164T" and twelve of `txn`.
std::string core_reference(std::string_view txn);
/// The number under which a notice tells of it.
std::string notice_id(std::string_view core_reference);
std::optional<std::int64_t> whole_number(std::string_view text);

}  // namespace dvcpay::sandbox::vietinbank
