#pragma once
// VNPT Pay's bytes: what is signed, how, and its fourteen-digit times. Source: the protocol
// description, sections "SECURE_CODE rule" and the field tables of each operation.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/time.hpp"
#include "sandbox/provider.hpp"

namespace dvcpay::sandbox::vnptpay {

/// Names a message signs, in order. `message`: "init", "init_m_merch", "pay_qrcode", "query",
/// "refund", "query_refund", "confirm", "acknowledgement".
std::vector<std::string> members_of(std::string_view message);

/// A member as it signs: texts as they are, whole numbers in decimal, null and absent as nothing.
std::string plain(const Json& message, const std::string& member);

/// v1|v2|…|vn|secret → 64 hex digits.
std::string code_of_members(
    const Json& message, const std::vector<std::string>& members, std::string_view secret
);
/// All members but SECURE_CODE, as they stand: how answers are signed.
std::string code_of_all(const Json& message, std::string_view secret);

std::string fourteen_digits(Wall at);  ///< UTC+7

}  // namespace dvcpay::sandbox::vnptpay
