#pragma once
#include <string>
#include <string_view>

namespace dvcpay::shb {

/// A message as people and logs may see it: names, identity numbers, account numbers and free text
/// hidden. What is not one JSON object is only measured.
std::string mask_message(std::string_view raw);

}  // namespace dvcpay::shb
