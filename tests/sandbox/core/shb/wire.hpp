#pragma once
// SHB's wire by its specification: signatures (§3), times, texts of JSON, its own QR codes (§4.1).
// Pure. Written without a look at the adapter.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "domain/time.hpp"
#include "ports/http.hpp"
#include "sandbox/provider.hpp"

namespace dvcpay::sandbox::shb {

/// §3: how messages are signed, and with what.
struct Signer {
    bool hmac = false;            ///< sig.alg HMAC-SHA256-hex
    bool id_before_body = false;  ///< sig.payload reqid_dot_body
    std::string bank_key;         ///< PEM private
    std::string next_bank_key;    ///< PEM private, after a rotation; may be empty
    std::string partner_key;      ///< PEM; of it the public half is used
    std::string secret;           ///< HMAC
    std::string next_secret;

    std::string text(std::string_view id, std::string_view body) const;
    enum class With : std::uint8_t { right, next, wrong };
    /// The value of x-request-signature.
    std::string sign(With with, std::string_view id, std::string_view body) const;
    /// Whether the partner signed this.
    bool from_partner(std::string_view id, std::string_view body, std::string_view signature) const;
};

std::string time_text(Wall at);  ///< yyyyMMddHHmmss, UTC+7
std::optional<Wall> read_time(std::string_view text);
std::string day_text(Wall at);  ///< yyMMdd

/// A text member; empty where it is none.
std::string text_of(const Json& body, std::string_view member);
/// Digits of an amount, 1 to 999,999,999,999.
std::optional<std::int64_t> amount_of(const Json& body, std::string_view member);
/// 1 to `most` of [A-Z0-9].
bool is_code(std::string_view text, std::size_t most);

/// The EMV text of a transfer to `account` at SHB.
std::string qr_text(std::string_view account, std::int64_t amount, std::string_view memo);

}  // namespace dvcpay::sandbox::shb
