#include "crypto/gcm.hpp"

#include <climits>
#include <memory>

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace dvcpay::crypto {
namespace {

/// OpenSSL counts in int; nothing we seal comes near it.
constexpr std::size_t longest_clear_bytes = INT_MAX / 2;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* in(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* out(std::string& text, std::size_t at) {
    return reinterpret_cast<unsigned char*>(text.data()) + at;
}

Error cipher_failed() {
    return Error(Fault::internal_error, "the AES-GCM implementation refused to work");
}

}  // namespace

Result<std::string> gcm_encrypt(
    std::string_view key, const GcmNonce& nonce, std::string_view aad, std::string_view clear
) {
    if (clear.size() > longest_clear_bytes) return Error(Fault::body_too_large, "too long to seal");
    const Context context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    std::string blob(gcm_nonce_bytes + clear.size() + gcm_tag_bytes, '\0');
    const auto* nonce_begin = reinterpret_cast<const char*>(nonce.data());
    blob.replace(0, gcm_nonce_bytes, nonce_begin, gcm_nonce_bytes);
    int size = 0;
    int rest = 0;
    const bool worked =
        context &&
        EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, in(key), in(blob)) == 1 &&
        EVP_EncryptUpdate(context.get(), nullptr, &size, in(aad), static_cast<int>(aad.size())) ==
            1 &&
        EVP_EncryptUpdate(
            context.get(),
            out(blob, gcm_nonce_bytes),
            &size,
            in(clear),
            static_cast<int>(clear.size())
        ) == 1 &&
        EVP_EncryptFinal_ex(context.get(), out(blob, gcm_nonce_bytes + clear.size()), &rest) == 1 &&
        EVP_CIPHER_CTX_ctrl(
            context.get(),
            EVP_CTRL_GCM_GET_TAG,
            static_cast<int>(gcm_tag_bytes),
            out(blob, gcm_nonce_bytes + clear.size())
        ) == 1;
    if (!worked) return cipher_failed();
    return blob;
}

Result<std::string> gcm_decrypt(std::string_view key, std::string_view aad, std::string_view blob) {
    if (blob.size() < gcm_nonce_bytes + gcm_tag_bytes || blob.size() > longest_clear_bytes) {
        return Error(Fault::malformed, "not a sealed blob");
    }
    const std::string_view body =
        blob.substr(gcm_nonce_bytes, blob.size() - gcm_nonce_bytes - gcm_tag_bytes);
    std::string tag(blob.substr(blob.size() - gcm_tag_bytes));
    std::string clear(body.size(), '\0');
    const Context context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    int size = 0;
    int rest = 0;
    const bool worked =
        context &&
        EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, in(key), in(blob)) == 1 &&
        EVP_DecryptUpdate(context.get(), nullptr, &size, in(aad), static_cast<int>(aad.size())) ==
            1 &&
        EVP_DecryptUpdate(
            context.get(), out(clear, 0), &size, in(body), static_cast<int>(body.size())
        ) == 1 &&
        EVP_CIPHER_CTX_ctrl(
            context.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(gcm_tag_bytes), out(tag, 0)
        ) == 1;
    if (!worked) return cipher_failed();
    if (EVP_DecryptFinal_ex(context.get(), out(clear, clear.size()), &rest) != 1) {
        OPENSSL_cleanse(clear.data(), clear.size());  // not authenticated: nobody may see it
        return Error(
            Fault::forged, "a sealed blob was changed, or belongs to another record or field"
        );
    }
    return clear;
}

std::string length_prefixed(std::initializer_list<std::string_view> parts) {
    std::string text;
    for (const auto part : parts) {
        text += std::to_string(part.size());
        text += ':';
        text += part;
    }
    return text;
}

}  // namespace dvcpay::crypto
