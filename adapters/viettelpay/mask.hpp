#pragma once
#include <string>
#include <string_view>

namespace dvcpay::viettelpay {

/// A message as people and logs may see it: codes, ids and amounts stay; check_sum, the payer's
/// phone, free text, addresses and whatever we do not know are replaced. What is neither a form nor
/// a JSON object becomes a remark on its length.
std::string mask_message(std::string_view raw);

}  // namespace dvcpay::viettelpay
