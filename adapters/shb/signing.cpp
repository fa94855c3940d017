#include "shb/signing.hpp"

#include <algorithm>
#include <utility>

#include "crypto/digest.hpp"
#include "domain/invariant.hpp"
#include "shb/settings.hpp"

namespace dvcpay::shb {
namespace {

constexpr std::size_t message_id_max = 64;
constexpr std::size_t header_max = 1024;  // RSA-4096 in Base64 has 684
constexpr std::size_t mac_hex_digits = 64;

}  // namespace

std::string text_to_sign(
    const SignatureProfile& profile, std::string_view message_id, std::string_view body
) {
    std::string text;
    switch (profile.payload) {
        case SignatureProfile::Payload::body:
            return std::string(body);
        case SignatureProfile::Payload::id_dot_body:
            text.reserve(message_id.size() + 1 + body.size());
            text.append(message_id).append(".").append(body);
            return text;
    }
    invariant_broken("text_to_sign: value outside its enum");
}

bool is_message_id(std::string_view text) {
    return !text.empty() && text.size() <= message_id_max && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '-' || c == '_';
    });
}

Task<Result<std::string>> signature_of(
    Keys* keys,
    SignatureProfile profile,
    AccountKey account,
    std::string message_id,
    std::string body
) {
    std::string text = text_to_sign(profile, message_id, body);
    if (profile.algorithm == SignatureProfile::Algorithm::hmac_sha256_hex) {
        KeyName shared = shared_key_name(account);
        Result<std::string> mac =
            co_await keys->mac(std::move(shared), MacAlgorithm::hmac_sha256, std::move(text));
        if (!mac) co_return mac.error();
        co_return crypto::to_hex(mac.value());
    }
    KeyName own = partner_key_name(account);
    Result<std::string> signature =
        co_await keys->sign(std::move(own), SignAlgorithm::rsa_pkcs1_sha256, std::move(text));
    if (!signature) co_return signature.error();
    co_return crypto::to_base64(signature.value());
}

std::optional<Proof> verify_signature(
    const Keys& keys,
    const SignatureProfile& profile,
    const AccountKey& account,
    std::string_view message_id,
    std::string_view body,
    const Headers& headers
) {
    if (headers.count(profile.header) != 1) return std::nullopt;
    const std::string_view given = headers.get(profile.header);
    if (given.empty() || given.size() > header_max) return std::nullopt;
    const std::string text = text_to_sign(profile, message_id, body);
    if (profile.algorithm == SignatureProfile::Algorithm::hmac_sha256_hex) {
        if (given.size() != mac_hex_digits) return std::nullopt;
        const auto mac = crypto::from_hex(given);
        if (!mac) return std::nullopt;
        return keys.verify_mac(shared_key_name(account), MacAlgorithm::hmac_sha256, text, *mac);
    }
    const auto signature = crypto::from_base64(given);
    if (!signature) return std::nullopt;
    return keys.verify_signature(
        bank_key_name(account), SignAlgorithm::rsa_pkcs1_sha256, text, *signature
    );
}

}  // namespace dvcpay::shb
