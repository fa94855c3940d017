#pragma once
// The numbers of a contract: the bank's prefix and digits of ours, 19 characters by default. The
// number is at once the account of the QR code, the customer code and the bill of the bank's calls.
// Source: virtual accounts of Vietcombank as two partners use them.
#include <optional>
#include <string>
#include <string_view>

#include "ports/capability.hpp"
#include "vietcombank/settings.hpp"

namespace dvcpay::vietcombank {

NumberPlan number_plan(const Collection& contract);

/// Exactly a number of this contract.
bool is_number(const Collection& contract, std::string_view text);

/// What the payer's transfer says.
std::string content_of(const Collection& contract, const Attempt& attempt);

/// Whose money an entry of the account is, by its text.
struct Whose {
    std::string number;     ///< the one number of ours in the text; or empty
    std::string order_ref;  ///< the one reference of ours in the text; or empty
};
/// Two candidates of a kind are none: that is for people.
Whose whose_in(const Collection& contract, std::string_view text);

}  // namespace dvcpay::vietcombank
