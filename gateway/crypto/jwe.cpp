#include "crypto/jwe.hpp"

#include <span>
#include <utility>

#include "crypto/content_cipher.hpp"
#include "crypto/digest.hpp"
#include "crypto/key_wrap.hpp"

namespace dvcpay::crypto {
namespace {

std::string draw(Entropy& entropy, std::size_t size) {
    std::string out(size, '\0');
    entropy.fill(std::as_writable_bytes(std::span<char>(out)));
    return out;
}

}  // namespace

Result<Secret> parse_symmetric_key(std::string_view text) {
    auto bytes = from_hex(text);
    if (!bytes || bytes->size() != content_key_bytes)
        return Error(Fault::configuration, "a symmetric key is 64 hex digits");
    return Secret(std::move(*bytes));
}

Result<JweParts> jwe_seal(
    const Secret& key,
    KeyManagement management,
    ContentCipher cipher,
    std::string_view clear,
    std::string_view authenticated,
    Entropy& entropy
) {
    JweParts out;
    Secret content_key;
    switch (management) {
        case KeyManagement::direct:
            content_key = key.copy();
            break;
        case KeyManagement::a256kw: {
            content_key = Secret(draw(entropy, content_key_bytes));
            auto wrapped = key.reveal([&content_key](std::string_view wrapping) {
                return content_key.reveal([wrapping](std::string_view inner) {
                    return wrap_key(wrapping, inner);
                });
            });
            BOOST_OUTCOME_TRY(out.encrypted_key, std::move(wrapped));
            break;
        }
    }
    out.iv = draw(entropy, content_iv_bytes(cipher));
    auto content = content_key.reveal([&](std::string_view bytes) {
        return seal_content(cipher, bytes, out.iv, authenticated, clear);
    });
    BOOST_OUTCOME_TRY(auto sealed, std::move(content));
    out.ciphertext = std::move(sealed.ciphertext);
    out.tag = std::move(sealed.tag);
    return out;
}

Result<std::string> jwe_open(
    const Secret& key,
    KeyManagement management,
    ContentCipher cipher,
    const JweParts& parts,
    std::string_view authenticated
) {
    Secret content_key;
    switch (management) {
        case KeyManagement::direct:
            if (!parts.encrypted_key.empty())
                return Error(Fault::forged, "a key came along where none is expected");
            content_key = key.copy();
            break;
        case KeyManagement::a256kw: {
            auto unwrapped = key.reveal([&parts](std::string_view wrapping) {
                return unwrap_key(wrapping, parts.encrypted_key);
            });
            BOOST_OUTCOME_TRY(auto bytes, std::move(unwrapped));
            content_key = Secret(std::move(bytes));
            break;
        }
    }
    return content_key.reveal([&](std::string_view bytes) {
        return open_content(cipher, bytes, parts.iv, authenticated, parts.ciphertext, parts.tag);
    });
}

}  // namespace dvcpay::crypto
