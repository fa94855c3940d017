#include "crypto/content_cipher.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include <openssl/err.h>
#include <openssl/evp.h>

#include "crypto/digest.hpp"
#include "crypto/gcm.hpp"
#include "domain/invariant.hpp"

namespace dvcpay::crypto {
namespace {

constexpr std::size_t half_key_bytes = 16;
constexpr std::size_t block_bytes = 16;
constexpr std::size_t content_bytes_max = 16U * 1024U * 1024U;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

Error no_seal() {
    return Error(Fault::forged, "an encrypted text was changed, or is of another key");
}

const unsigned char* in(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// AES-128-CBC with PKCS#7 padding. Empty optional where the padding is wrong.
std::optional<std::string> cbc(
    std::string_view key, std::string_view iv, std::string_view text, bool encrypts
) {
    const Context context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    std::string out(text.size() + block_bytes, '\0');
    auto* to = reinterpret_cast<unsigned char*>(out.data());
    int size = 0;
    int rest = 0;
    const bool done =
        context &&
        EVP_CipherInit_ex(
            context.get(), EVP_aes_128_cbc(), nullptr, in(key), in(iv), encrypts ? 1 : 0
        ) == 1 &&
        EVP_CipherUpdate(context.get(), to, &size, in(text), static_cast<int>(text.size())) == 1 &&
        EVP_CipherFinal_ex(context.get(), to + size, &rest) == 1;
    ERR_clear_error();
    if (!done) return std::nullopt;
    out.resize(static_cast<std::size_t>(size) + static_cast<std::size_t>(rest));
    return out;
}

/// RFC 7518 §5.2.2.1: the first half of HMAC-SHA256(A ‖ IV ‖ E ‖ bits of A in 64 bits).
std::string cbc_tag(
    std::string_view key,
    std::string_view iv,
    std::string_view authenticated,
    std::string_view ciphertext
) {
    std::string text;
    text.reserve(authenticated.size() + iv.size() + ciphertext.size() + 8);
    text.append(authenticated).append(iv).append(ciphertext);
    const std::uint64_t bits = std::uint64_t{authenticated.size()} * 8;
    for (unsigned shift = 64; shift > 0; shift -= 8)
        text.push_back(static_cast<char>((bits >> (shift - 8)) & 0xffU));
    return hmac(MacAlgorithm::hmac_sha256, key.substr(0, half_key_bytes), text)
        .substr(0, content_tag_bytes);
}

Result<SealedContent> seal_cbc(
    std::string_view key,
    std::string_view iv,
    std::string_view authenticated,
    std::string_view clear
) {
    auto ciphertext = cbc(key.substr(half_key_bytes), iv, clear, true);
    if (!ciphertext) return Error(Fault::internal_error, "the AES implementation refused to work");
    SealedContent out;
    out.tag = cbc_tag(key, iv, authenticated, *ciphertext);
    out.ciphertext = std::move(*ciphertext);
    return out;
}

Result<SealedContent> seal_gcm(
    std::string_view key,
    std::string_view iv,
    std::string_view authenticated,
    std::string_view clear
) {
    GcmNonce nonce{};
    for (std::size_t i = 0; i < nonce.size(); ++i) nonce[i] = static_cast<std::byte>(iv[i]);
    BOOST_OUTCOME_TRY(const auto blob, gcm_encrypt(key, nonce, authenticated, clear));
    SealedContent out;
    out.ciphertext = blob.substr(gcm_nonce_bytes, clear.size());
    out.tag = blob.substr(gcm_nonce_bytes + clear.size());
    return out;
}

Result<std::string> open_gcm(
    std::string_view key,
    std::string_view iv,
    std::string_view authenticated,
    std::string_view ciphertext,
    std::string_view tag
) {
    std::string blob(iv);
    blob.append(ciphertext).append(tag);
    auto clear = gcm_decrypt(key, authenticated, blob);
    if (!clear) return no_seal();
    return clear;
}

}  // namespace

std::size_t content_iv_bytes(ContentCipher cipher) {
    switch (cipher) {
        case ContentCipher::a128cbc_hs256:
            return block_bytes;
        case ContentCipher::a256gcm:
            return gcm_nonce_bytes;
    }
    invariant_broken("content_iv_bytes: value outside its enum");
}

Result<SealedContent> seal_content(
    ContentCipher cipher,
    std::string_view key,
    std::string_view iv,
    std::string_view authenticated,
    std::string_view clear
) {
    if (clear.size() > content_bytes_max)
        return Error(Fault::body_too_large, "too long to encrypt");
    if (key.size() != content_key_bytes || iv.size() != content_iv_bytes(cipher))
        return Error(Fault::internal_error, "a content key or IV of a wrong length");
    switch (cipher) {
        case ContentCipher::a128cbc_hs256:
            return seal_cbc(key, iv, authenticated, clear);
        case ContentCipher::a256gcm:
            return seal_gcm(key, iv, authenticated, clear);
    }
    invariant_broken("seal_content: value outside its enum");
}

Result<std::string> open_content(
    ContentCipher cipher,
    std::string_view key,
    std::string_view iv,
    std::string_view authenticated,
    std::string_view ciphertext,
    std::string_view tag
) {
    // A shorter tag is easier to guess: its length is ours to say, never the sender's.
    if (key.size() != content_key_bytes || iv.size() != content_iv_bytes(cipher) ||
        tag.size() != content_tag_bytes || ciphertext.size() > content_bytes_max + block_bytes)
        return no_seal();
    switch (cipher) {
        case ContentCipher::a128cbc_hs256: {
            if (!equal_constant_time(cbc_tag(key, iv, authenticated, ciphertext), tag))
                return no_seal();
            auto clear = cbc(key.substr(half_key_bytes), iv, ciphertext, false);
            if (!clear) return no_seal();
            return std::move(*clear);
        }
        case ContentCipher::a256gcm:
            return open_gcm(key, iv, authenticated, ciphertext, tag);
    }
    invariant_broken("open_content: value outside its enum");
}

}  // namespace dvcpay::crypto
