#pragma once
// Bodies of forms (application/x-www-form-urlencoded) and the media type that announces them.
#include <cstddef>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "toolkit/fields.hpp"
#include "toolkit/url.hpp"

namespace dvcpay::toolkit {

inline constexpr std::string_view form_media_type = "application/x-www-form-urlencoded";
inline constexpr std::string_view json_media_type = "application/json";

/// Whether a Content-Type header says `type` (lower case), whatever its case and parameters.
bool is_media_type(std::string_view content_type, std::string_view type);

/// A form as large as a body from a provider may be.
inline constexpr QueryLimits form_limits = {.bytes_max = 64 * 1024, .fields_max = 128};

/// parse_query under the limits of a body. A form may carry UTF-8 only: Fault::malformed otherwise,
/// and for everything parse_query refuses. Values may be empty; white space around the body is not
/// cut off.
Result<Fields> parse_form(std::string_view body, QueryLimits limits = form_limits);

/// As browsers and Java's URLEncoder write it: letters, digits and "*-._" stay, a space is '+',
/// every other byte %XX in upper case.
std::string encode_form(const Fields& fields);

}  // namespace dvcpay::toolkit
