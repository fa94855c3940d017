// JWS and JWE of crypto.hpp.
#include <array>
#include <memory>

#include <nlohmann/json.hpp>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "domain/invariant.hpp"
#include "sandbox/crypto.hpp"

namespace dvcpay::sandbox::crypto {

namespace {

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

constexpr std::size_t key_size = 32;
constexpr std::size_t half = 16;
constexpr std::size_t gcm_tag = 16;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

Context fresh() {
    Context context(EVP_CIPHER_CTX_new());
    DVC_INVARIANT(context != nullptr);
    EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    return context;
}

enum class Way : std::uint8_t { in, out };

/// AES key wrap and CBC: one key, one IV, the whole text at once.
std::optional<std::string> run(
    const EVP_CIPHER* cipher,
    Way way,
    std::string_view key,
    const unsigned char* iv,
    std::string_view text
) {
    const auto context = fresh();
    std::string out(text.size() + 2 * half + 16, '\0');
    int size = 0;
    int rest = 0;
    const bool done =
        EVP_CipherInit_ex(context.get(), cipher, nullptr, bytes_of(key), iv, way == Way::in) == 1 &&
        EVP_CipherUpdate(
            context.get(), bytes_of(out), &size, bytes_of(text), static_cast<int>(text.size())
        ) == 1 &&
        EVP_CipherFinal_ex(context.get(), bytes_of(out) + size, &rest) == 1;
    ERR_clear_error();
    if (!done) return std::nullopt;
    out.resize(static_cast<std::size_t>(size + rest));
    return out;
}

/// RFC 7518 §5.2.2: HMAC over AAD ‖ IV ‖ ciphertext ‖ bits of AAD, its first half.
std::string cbc_tag(
    std::string_view mac_key,
    std::string_view authenticated,
    std::string_view iv,
    std::string_view ciphertext
) {
    std::string text;
    text.append(authenticated).append(iv).append(ciphertext);
    const auto bits = static_cast<std::uint64_t>(authenticated.size()) * 8;
    for (int shift = 56; shift >= 0; shift -= 8) text += static_cast<char>((bits >> shift) & 255U);
    return hmac(Hash::sha256, mac_key, text).substr(0, half);
}

void seal_gcm(
    std::string_view key, std::string_view clear, std::string_view authenticated, Jwe& jwe
) {
    const auto context = fresh();
    jwe.ciphertext.resize(clear.size());
    jwe.tag.resize(gcm_tag);
    int size = 0;
    const bool done =
        EVP_EncryptInit_ex(
            context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key), bytes_of(jwe.iv)
        ) == 1 &&
        EVP_EncryptUpdate(
            context.get(),
            nullptr,
            &size,
            bytes_of(authenticated),
            static_cast<int>(authenticated.size())
        ) == 1 &&
        EVP_EncryptUpdate(
            context.get(),
            bytes_of(jwe.ciphertext),
            &size,
            bytes_of(clear),
            static_cast<int>(clear.size())
        ) == 1 &&
        EVP_EncryptFinal_ex(context.get(), bytes_of(jwe.ciphertext) + size, &size) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, gcm_tag, bytes_of(jwe.tag)) == 1;
    DVC_INVARIANT(done);
}

std::optional<std::string> open_gcm(
    std::string_view key, const Jwe& jwe, std::string_view authenticated
) {
    if (jwe.iv.size() != 12 || jwe.tag.size() != gcm_tag) return std::nullopt;
    const auto context = fresh();
    std::string clear(jwe.ciphertext.size() + 1, '\0');
    std::string tag = jwe.tag;
    int size = 0;
    int rest = 0;
    const bool done =
        EVP_DecryptInit_ex(
            context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key), bytes_of(jwe.iv)
        ) == 1 &&
        EVP_DecryptUpdate(
            context.get(),
            nullptr,
            &size,
            bytes_of(authenticated),
            static_cast<int>(authenticated.size())
        ) == 1 &&
        EVP_DecryptUpdate(
            context.get(),
            bytes_of(clear),
            &size,
            bytes_of(jwe.ciphertext),
            static_cast<int>(jwe.ciphertext.size())
        ) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, gcm_tag, bytes_of(tag)) == 1 &&
        EVP_DecryptFinal_ex(context.get(), bytes_of(clear) + size, &rest) == 1;
    ERR_clear_error();
    if (!done) return std::nullopt;
    clear.resize(static_cast<std::size_t>(size));
    return clear;
}

}  // namespace

Result<std::string> jws(
    std::string_view private_pem, std::string_view protected_header, std::string_view payload
) {
    const auto text = base64url(protected_header) + '.' + base64url(payload);
    BOOST_OUTCOME_TRY(const auto signature, sign(Scheme::rsa_sha256, private_pem, text));
    return text + '.' + base64url(signature);
}

std::optional<JwsSeen> verify_jws(
    std::string_view pem, std::string_view compact, std::optional<std::string_view> beside
) {
    const auto first = compact.find('.');
    const auto second = compact.find('.', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) return std::nullopt;
    const auto header_part = compact.substr(0, first);
    const auto payload_part = compact.substr(first + 1, second - first - 1);
    const auto header = unbase64url(header_part);
    const auto signature = unbase64url(compact.substr(second + 1));
    if (!header || !signature) return std::nullopt;
    const auto said = nlohmann::json::parse(*header, nullptr, false);
    if (!said.is_object() || said.value("alg", nlohmann::json()) != "RS256") return std::nullopt;
    const auto carried = unbase64url(payload_part);
    if (!carried || (beside && !carried->empty() && *carried != *beside)) return std::nullopt;
    const std::string payload = beside ? std::string(*beside) : *carried;
    const auto text = std::string(header_part) + '.' + base64url(payload);
    if (!verify(Scheme::rsa_sha256, pem, text, *signature)) return std::nullopt;
    return JwsSeen{*header, payload};
}

Jwe seal(
    Wrap wrap,
    Content content,
    std::string_view key,
    std::string_view random,
    std::string_view clear,
    std::string_view authenticated
) {
    DVC_INVARIANT(key.size() == key_size && random.size() >= 2 * key_size);
    Jwe jwe;
    std::string content_key(wrap == Wrap::direct ? key : random.substr(0, key_size));
    if (wrap == Wrap::a256kw) {
        auto wrapped = run(EVP_aes_256_wrap(), Way::in, key, nullptr, content_key);
        DVC_INVARIANT(wrapped.has_value());
        jwe.encrypted_key = std::move(*wrapped);
    }
    jwe.iv = random.substr(key_size, content == Content::a256gcm ? 12 : half);
    if (content == Content::a256gcm) {
        seal_gcm(content_key, clear, authenticated, jwe);
        return jwe;
    }
    const auto aes_key = std::string_view(content_key).substr(half);
    auto ciphertext = run(EVP_aes_128_cbc(), Way::in, aes_key, bytes_of(jwe.iv), clear);
    DVC_INVARIANT(ciphertext.has_value());
    jwe.ciphertext = std::move(*ciphertext);
    jwe.tag = cbc_tag(
        std::string_view(content_key).substr(0, half), authenticated, jwe.iv, jwe.ciphertext
    );
    return jwe;
}

std::optional<std::string> open(
    Wrap wrap,
    Content content,
    std::string_view key,
    const Jwe& parts,
    std::string_view authenticated
) {
    if (key.size() != key_size) return std::nullopt;
    std::string content_key(key);
    if (wrap == Wrap::a256kw) {
        if (parts.encrypted_key.size() != key_size + 8) return std::nullopt;
        auto unwrapped = run(EVP_aes_256_wrap(), Way::out, key, nullptr, parts.encrypted_key);
        if (!unwrapped || unwrapped->size() != key_size) return std::nullopt;
        content_key = std::move(*unwrapped);
    } else if (!parts.encrypted_key.empty()) {
        return std::nullopt;
    }
    if (content == Content::a256gcm) return open_gcm(content_key, parts, authenticated);
    const auto mac_key = std::string_view(content_key).substr(0, half);
    const auto tag = cbc_tag(mac_key, authenticated, parts.iv, parts.ciphertext);
    if (!same(tag, parts.tag) || parts.iv.size() != half) return std::nullopt;
    return run(
        EVP_aes_128_cbc(),
        Way::out,
        std::string_view(content_key).substr(half),
        bytes_of(parts.iv),
        parts.ciphertext
    );
}

}  // namespace dvcpay::sandbox::crypto
