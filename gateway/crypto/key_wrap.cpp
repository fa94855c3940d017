#include "crypto/key_wrap.hpp"

#include <memory>

#include <openssl/err.h>
#include <openssl/evp.h>

namespace dvcpay::crypto {
namespace {

constexpr std::size_t block_bytes = 8;
/// Nobody wraps more than the two keys of a content cipher.
constexpr std::size_t wrapped_bytes_max = 128;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* in(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// Empty where OpenSSL says no.
std::string run(std::string_view wrapping_key, std::string_view input, bool wraps) {
    const Context context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    if (!context) return {};
    EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    std::string out(input.size() + 2 * block_bytes, '\0');
    auto* to = reinterpret_cast<unsigned char*>(out.data());
    int size = 0;
    const bool done =
        EVP_CipherInit_ex(
            context.get(), EVP_aes_256_wrap(), nullptr, in(wrapping_key), nullptr, wraps ? 1 : 0
        ) == 1 &&
        EVP_CipherUpdate(context.get(), to, &size, in(input), static_cast<int>(input.size())) == 1;
    ERR_clear_error();
    out.resize(done && size > 0 ? static_cast<std::size_t>(size) : 0);
    return out;
}

}  // namespace

Result<std::string> wrap_key(std::string_view wrapping_key, std::string_view key) {
    const bool fits = wrapping_key.size() == wrapping_key_bytes && key.size() % block_bytes == 0 &&
                      key.size() >= 2 * block_bytes && key.size() < wrapped_bytes_max;
    std::string out = fits ? run(wrapping_key, key, true) : std::string();
    if (out.empty()) return Error(Fault::internal_error, "a key could not be wrapped");
    return out;
}

Result<std::string> unwrap_key(std::string_view wrapping_key, std::string_view wrapped) {
    const bool fits = wrapping_key.size() == wrapping_key_bytes &&
                      wrapped.size() % block_bytes == 0 && wrapped.size() >= 3 * block_bytes &&
                      wrapped.size() <= wrapped_bytes_max;
    std::string out = fits ? run(wrapping_key, wrapped, false) : std::string();
    if (out.empty()) return Error(Fault::forged, "no key of ours unwraps this one");
    return out;
}

}  // namespace dvcpay::crypto
