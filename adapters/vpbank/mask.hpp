#pragma once
#include <string>
#include <string_view>

namespace dvcpay::vpbank {

/// A message as people and logs may see it: structure, codes, references and amounts stay; names,
/// free text, signatures and whatever we do not know are replaced by "•••". What is no JSON becomes
/// a remark on its length.
std::string mask_message(std::string_view raw);

}  // namespace dvcpay::vpbank
