#pragma once
// MaLoi and TrangThaiGD of the specification (§5), and what each must come to.
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/basic_order.hpp"
#include "sandbox/player.hpp"

namespace dvcpay::sandbox::shb {

/// MoTaLoi.
std::string_view words_of(std::string_view code);
/// TrangThaiGD of an order; refunds show as 7 and 8.
std::string_view digit_of(BasicState state, const BasicOrder& order);
/// TrangThaiGD of a sentence.
std::string_view digit_of(Says says);

/// Operations "create", "query", "refund" by MaLoi; "query" also as "00:<TrangThaiGD>", "refund" as
/// "00:<TrangThai>"; "ipn" by TrangThaiGD.
std::vector<CodeCase> code_cases();

}  // namespace dvcpay::sandbox::shb
