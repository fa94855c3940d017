#pragma once
// Texts under VPBank's signatures (spec §4.1, §5, §6.1): values joined without names, wrapped in
// base64, and the base64 text signed: RSA PKCS#1 1.5 with SHA-256, the signature in base64.
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "domain/evidence.hpp"
#include "domain/result.hpp"
#include "ports/keys.hpp"
#include "ports/task.hpp"

namespace dvcpay::vpbank {

enum class Wrap : std::uint8_t { base64, none };

/// referenceNumber + sourceNumber + targetNumber + amount, with nothing between them.
std::string transfer_text(
    std::string_view reference,
    std::string_view source,
    std::string_view target,
    std::string_view amount
);
/// requestId + masterAccountNumber + virtualAlkey + amount; an empty amount (any) adds nothing.
std::string number_text(
    std::string_view request_id,
    std::string_view master,
    std::string_view alkey,
    std::string_view amount
);

/// What is really signed.
std::string wrapped(std::string_view plain, Wrap wrap);

/// base64(RSA(wrapped)). Fault::configuration where the key cannot sign.
Task<Result<std::string>> sign(Keys* keys, KeyName key, Wrap wrap, std::string plain);
/// With each certificate of the name: two at once while the bank rolls over.
std::optional<Proof> verify(
    const Keys& keys,
    const KeyName& key,
    Wrap wrap,
    std::string_view plain,
    std::string_view signature_base64
);
/// The first generation: `signature` is the plain text, encrypted to us. Whether it is this one. It
/// proves nothing about the sender.
bool decrypts_to(
    const Keys& keys, const KeyName& key, std::string_view ciphertext_base64, std::string_view plain
);

}  // namespace dvcpay::vpbank
