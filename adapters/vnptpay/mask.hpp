#pragma once
#include <string>
#include <string_view>

namespace dvcpay::vnptpay {

/// A message as people and logs may see it: structure, codes, ids and amounts stay; signatures,
/// free text, links and whatever we do not know are replaced. What is none of VNPT Pay's shapes
/// becomes a remark on its length.
std::string mask_message(std::string_view raw);

}  // namespace dvcpay::vnptpay
