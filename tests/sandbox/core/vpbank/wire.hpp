#pragma once
// VPBank's wire by its specification: signatures over wrapped texts (§4.1, §5, §6.1), times,
// members. Pure. Written without a look at the adapter.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/time.hpp"
#include "sandbox/provider.hpp"

namespace dvcpay::sandbox::vpbank {

/// base64(RSA(base64(plain))); empty where the key cannot sign.
std::string sign(std::string_view private_pem, std::string_view plain);
bool verifies(std::string_view pem, std::string_view plain, std::string_view signature);

std::string slashed(Wall at);      ///< dd/MM/yyyy HH:mm:ss in Vietnam
std::string slashed_day(Wall at);  ///< dd/MM/yyyy
std::string compact(Wall at);      ///< yyyyMMddHHmmss
std::string compact_day(Wall at);  ///< yyyyMMdd

/// A text member; empty where it is none.
std::string text_of(const Json& body, std::string_view member);
std::optional<std::int64_t> digits(std::string_view text);
/// [A-Za-z0-9], 1 to `most` of them.
bool is_reference(std::string_view text, std::size_t most);
/// Version 4, lower case.
bool is_uuid(std::string_view text);
/// Unaccented ASCII.
bool is_plain(std::string_view text, std::size_t most);

}  // namespace dvcpay::sandbox::vpbank
