#pragma once
// ViettelPay's check_sum (PaymentGateway 2.0): HMAC over access_code and the values of an
// operation's fields, alphabetical by name, joined without anything between; Base64 of SHA-1, or
// what the contract says. An empty value contributes nothing.
//
// Without separators one check_sum fits many messages: whoever believes one compares every field
// with the stored order, too (inbound.cpp, answers.cpp).
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/evidence.hpp"
#include "domain/result.hpp"
#include "ports/keys.hpp"
#include "ports/task.hpp"
#include "toolkit/fields.hpp"
#include "viettelpay/settings.hpp"

namespace dvcpay::viettelpay {

enum class Signed : std::uint8_t {
    payment,             ///< the address a payer is sent to
    order_check,         ///< inbound; trans_amount is signed and not sent
    order_check_answer,  ///< ours
    result,              ///< inbound, and the browser's return
    result_answer,       ///< ours, also to a question about a result
    result_question,     ///< inbound
    inquiry,
    inquiry_answer,
    refund,
    refund_answer,
};

std::span<const std::string_view> signed_names(Signed what);
std::string text_to_sign(Signed what, std::string_view access_code, const toolkit::Fields& fields);

/// As it stands in a message: not percent-encoded.
std::string write_checksum(Encoding encoding, std::string_view mac);
/// Base64 (a space counts as the '+' it was) or hex of a MAC of this hash; empty for anything else.
std::optional<std::string> read_checksum(MacAlgorithm hash, std::string_view text);

/// Fault::configuration where the account has no key.
Task<Result<std::string>> sign(
    Keys* keys, Settings settings, KeyName key, Signed what, toolkit::Fields fields
);
/// Checks the message's own check_sum in constant time. Empty: no proof.
std::optional<Proof> verify(
    const Keys& keys,
    const KeyName& key,
    MacAlgorithm hash,
    std::string_view access_code,
    Signed what,
    const toolkit::Fields& fields
);

}  // namespace dvcpay::viettelpay
