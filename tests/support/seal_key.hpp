#pragma once
// An Ed25519 key for tests, made from a seed: PKCS#8 (RFC 8410) in PEM.
#include <string>

#include "crypto/digest.hpp"

namespace dvcpay::support {

inline std::string seal_key_pem(char seed) {
    const std::string der = *crypto::from_hex("302e020100300506032b657004220420");
    const std::string kind = "PRIVATE KEY-----\n";
    return "-----BEGIN " + kind + crypto::to_base64(der + std::string(32, seed)) + "\n-----END " +
           kind;
}

}  // namespace dvcpay::support
