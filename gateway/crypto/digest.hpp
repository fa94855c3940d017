#pragma once
// Digests, MACs, encodings and the only comparison of secrets. OpenSSL underneath; pure functions,
// any thread.
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "ports/keys.hpp"

namespace dvcpay::crypto {

std::string sha256(std::string_view bytes);      ///< 32 raw bytes
std::string sha256_hex(std::string_view bytes);  ///< 64 lower-case hex digits
/// The same over bytes that come in pieces.
class Sha256 {
  public:
    Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    ~Sha256();
    void add(std::string_view bytes);
    std::string hex();  ///< of everything added; nothing may be added behind it

  private:
    struct State;
    std::unique_ptr<State> state_;
};
/// Raw MAC bytes (20, 32 or 64).
std::string hmac(MacAlgorithm algorithm, std::string_view key, std::string_view text);
/// Raw digest (16 or 32 bytes) of the parts one behind the other.
std::string digest(DigestAlgorithm algorithm, std::initializer_list<std::string_view> parts);
/// CRYPTO_memcmp; different lengths are unequal. The only comparison of MACs, keys and tokens.
bool equal_constant_time(std::string_view a, std::string_view b);

std::string to_hex(std::string_view bytes);                     ///< lower case
std::optional<std::string> from_hex(std::string_view text);     ///< either case, even length
std::string to_base64(std::string_view bytes);                  ///< RFC 4648 §4, padded
std::optional<std::string> from_base64(std::string_view text);  ///< strict: padded, no white space
std::string to_base64url(std::string_view bytes);               ///< RFC 4648 §5, unpadded
/// Strict: no padding, no white space, idle bits zero, so that bytes have one spelling.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace dvcpay::crypto
