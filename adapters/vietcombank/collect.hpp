#pragma once
// The offer of a number: a VietQR of ours, or one that the bank has made and we have checked.
#include <string>
#include <string_view>

#include "ports/adapter.hpp"
#include "vietcombank/settings.hpp"

namespace dvcpay::vietcombank {

/// A QR of our making; nothing is sent. CreateNotSent: an amount no transfer can have.
/// CreateRefused: the attempt has no number of this contract.
CreateResult open_number(const Collection& contract, const CreateOrder& order);
/// The offer around a QR text.
CreateOpened offer_of(const Collection& contract, const CreateOrder& order, std::string payload);
/// Whether a QR of the bank is the one that was asked for, in each value that decides where money
/// goes.
bool is_qr_of(const Collection& contract, const CreateOrder& order, std::string_view payload);

}  // namespace dvcpay::vietcombank
