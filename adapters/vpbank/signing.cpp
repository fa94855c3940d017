#include "vpbank/signing.hpp"

#include <utility>

#include "crypto/digest.hpp"
#include "toolkit/canonical.hpp"

namespace dvcpay::vpbank {
namespace {

constexpr SignAlgorithm algorithm = SignAlgorithm::rsa_pkcs1_sha256;
constexpr std::size_t signature_characters_max = 1024;

}  // namespace

std::string transfer_text(
    std::string_view reference,
    std::string_view source,
    std::string_view target,
    std::string_view amount
) {
    return toolkit::joined({reference, source, target, amount}, "");
}

std::string number_text(
    std::string_view request_id,
    std::string_view master,
    std::string_view alkey,
    std::string_view amount
) {
    return toolkit::joined({request_id, master, alkey, amount}, "");
}

std::string wrapped(std::string_view plain, Wrap wrap) {
    return wrap == Wrap::base64 ? crypto::to_base64(plain) : std::string(plain);
}

Task<Result<std::string>> sign(Keys* keys, KeyName key, Wrap wrap, std::string plain) {
    std::string text = wrapped(plain, wrap);
    Result<std::string> made = co_await keys->sign(std::move(key), algorithm, std::move(text));
    if (!made) co_return made.error();
    co_return crypto::to_base64(made.value());
}

std::optional<Proof> verify(
    const Keys& keys,
    const KeyName& key,
    Wrap wrap,
    std::string_view plain,
    std::string_view signature_base64
) {
    if (signature_base64.size() > signature_characters_max) return std::nullopt;
    const auto signature = crypto::from_base64(signature_base64);
    if (!signature) return std::nullopt;
    return keys.verify_signature(key, algorithm, wrapped(plain, wrap), *signature);
}

bool decrypts_to(
    const Keys& keys, const KeyName& key, std::string_view ciphertext_base64, std::string_view plain
) {
    if (ciphertext_base64.size() > signature_characters_max) return false;
    const auto ciphertext = crypto::from_base64(ciphertext_base64);
    if (!ciphertext) return false;
    const auto clear = keys.decrypt_rsa(key, *ciphertext);
    return clear && crypto::equal_constant_time(clear.value(), plain);
}

}  // namespace dvcpay::vpbank
