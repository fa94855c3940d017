#pragma once
#include <string>
#include <string_view>

namespace dvcpay::vietinbank {

/// A message as people and logs may see it: structure, codes, ids of transactions, numbers of ours
/// and amounts of movements stay; signatures, names, accounts, remarks, balances and whatever we do
/// not know are replaced by "•••". A list of what may be shown, not of what may not.
std::string mask_message(std::string_view raw);

}  // namespace dvcpay::vietinbank
