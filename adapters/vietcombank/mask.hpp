#pragma once
// A message as people may see it.
#include <string>
#include <string_view>

namespace dvcpay::vietcombank {

/// JSON, or a form of the checkout: names, numbers and codes are shown, texts of people, addresses
/// and signatures are not. Says only its length where it is neither.
std::string mask_message(std::string_view raw);

}  // namespace dvcpay::vietcombank
