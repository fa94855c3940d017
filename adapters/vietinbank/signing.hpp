#pragma once
// What VietinBank's signatures cover: for each message the members in their order, joined without
// anything between them. Null, absent and empty members contribute nothing; texts and numbers
// contribute the exact characters received. RSA PKCS#1 1.5, Base64.
//
// Such a text is not injective: characters can move across a border between two members. Whoever
// believes a message checks its members by value as well (inbound.cpp).
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ports/keys.hpp"
#include "toolkit/lexeme_json.hpp"

namespace dvcpay::vietinbank {

enum class Signed : std::uint8_t {
    qr_request,
    qr_answer,
    inquiry,                      ///< 1100
    inquiry_answer,               ///< 1110, edition 1.4.1
    inquiry_answer_with_channel,  ///< 1110, an older edition
    notice,
    notice_answer,
    records,         ///< 1200
    records_answer,  ///< 1210
    statement,
    erp_answer,
    register_number,
    number_status,
    name_inquiry,
    transfer,
};

/// `message`: the whole JSON object, headers included.
std::string text_to_sign(Signed what, const toolkit::JsonValue& message);

/// Whether every member under the signature that is there is a text, a number or null. Anything
/// else has no agreed spelling to sign.
bool is_signable(Signed what, const toolkit::JsonValue& message);

/// The member at "header.signature"; the text of a string or number, empty for all else.
std::string_view text_at(const toolkit::JsonValue& message, std::string_view path);
const toolkit::JsonValue* value_at(const toolkit::JsonValue& message, std::string_view path);

/// `base64`: CR and LF in it are dropped, nothing else is forgiven.
std::optional<Proof> verify_signature(
    const Keys& keys,
    const KeyName& key,
    SignAlgorithm algorithm,
    Signed what,
    const toolkit::JsonValue& message,
    std::string_view base64
);

}  // namespace dvcpay::vietinbank
