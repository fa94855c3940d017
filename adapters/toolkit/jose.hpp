#pragma once
// Signed and encrypted texts of the JOSE family (RFC 7515, 7516, 7518), as banks use them: one
// algorithm that the contract names, one recipient. What a header asks for is only ever compared
// with the contract, never obeyed. base64url is strict: one spelling for each text.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/evidence.hpp"
#include "domain/result.hpp"
#include "ports/keys.hpp"
#include "ports/task.hpp"

namespace dvcpay::toolkit {

enum class JwsAlgorithm : std::uint8_t { rs256, es256 };
enum class JwsForm : std::uint8_t {
    without_payload,  ///< header..signature (RFC 7515 appendix F)
    compact           ///< header.payload.signature
};

/// Over the exact bytes of `body`, under the header {"alg":"…"}. Faults as of Keys::sign().
Task<Result<std::string>> sign_jws(
    Keys* keys, KeyName key, JwsAlgorithm algorithm, JwsForm form, std::string body
);
/// Either form; the payload of the compact one must be `body`. Other members of the header are
/// tolerated, `crit` is not. A proof of kind `signature`.
std::optional<Proof> verify_jws(
    const Keys& keys,
    const KeyName& key,
    JwsAlgorithm algorithm,
    std::string_view jws,
    std::string_view body
);

struct JwePlan {
    KeyManagement management = KeyManagement::a256kw;
    ContentCipher cipher = ContentCipher::a128cbc_hs256;
    /// What stands in recipients[0].header besides the protected header.
    enum class RecipientHeader : std::uint8_t {
        empty,
        repeated
    } recipient = RecipientHeader::empty;
};

/// General JSON serialisation, one recipient, in the member order recipients, protected,
/// ciphertext, iv, tag. Faults as of Keys::encrypt().
Result<std::string> encrypt_jwe(
    Keys& keys, const KeyName& key, const JwePlan& plan, std::string_view clear
);
/// General, flattened or compact. Faults: malformed, where it is none of them (also: several
/// recipients, `aad`); forged, where it asks for another algorithm, for `crit` or `zip`, or does
/// not open. Not one byte of the text is given then.
Result<std::string> decrypt_jwe(
    const Keys& keys, const KeyName& key, const JwePlan& plan, std::string_view jwe
);

/// ECDSA of P-256: DER (X9.62), which `Keys` speaks, and R ‖ S of 32 bytes each, which ES256 is
/// (RFC 7518 §3.4). Empty where the input is not exactly that.
std::optional<std::string> ecdsa_der_of(std::string_view pair);
std::optional<std::string> ecdsa_pair_of(std::string_view der);

}  // namespace dvcpay::toolkit
