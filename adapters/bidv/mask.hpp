#pragma once
#include <string>
#include <string_view>

namespace dvcpay::bidv {

/// A message as people and logs may see it: structure, codes, ids and amounts stay; signatures,
/// free text, links and whatever we do not know are replaced by "•••". A list of what may be shown,
/// not of what may not: BIDV adds fields. What is not a JSON object becomes a remark on its length.
std::string mask_message(std::string_view raw);

}  // namespace dvcpay::bidv
