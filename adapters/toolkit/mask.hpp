#pragma once
// Raw bytes of providers as people and logs may see them (P9). A list of what may be shown, not of
// what may not: providers add fields.
#include <span>
#include <string>
#include <string_view>

#include "toolkit/fields.hpp"

namespace dvcpay::toolkit {

/// "name=value name=value …": values of the names in `shown` where they look like a word of a
/// protocol ([0-9A-Za-z-_.], at most 64), "•••" for every other. Names come from outside too: one
/// that holds a digit and is not in `shown`, or that is no such word, is hidden as well.
std::string mask_fields(const Fields& fields, std::span<const std::string_view> shown);

/// A remark on bytes that are no message at all.
std::string no_message(std::string_view raw);

}  // namespace dvcpay::toolkit
