#pragma once
// A key store whose keys the seeds were made with, for the JOSE targets.
#include <fstream>
#include <string>

#include <nlohmann/json.hpp>

#include "crypto/keys.hpp"

namespace dvcpay::fuzz {

inline std::string armoured(const std::string& what, const std::string& base64) {
    const std::string dashes(5, '-');
    return dashes + "BEGIN " + what + dashes + "\n" + base64 + "\n" + dashes + "END " + what +
           dashes + "\n";
}

/// Names: partner, bank, symmetric.
inline crypto::FileKeys jose_keys(Entropy* entropy = nullptr) {
    std::ifstream in(DVCPAY_JOSE_VECTORS);
    const auto keys = nlohmann::json::parse(in).at("keys");
    crypto::SecretsByName out;
    out["partner"].emplace_back(armoured("CERTIFICATE", keys.at("partner_certificate")));
    out["bank"].emplace_back(armoured("PUBLIC KEY", keys.at("bank_public_spki")));
    out["symmetric"].emplace_back(keys.at("symmetric_key_hex").get<std::string>());
    return crypto::FileKeys::make(std::move(out), {}, entropy).value();
}

}  // namespace dvcpay::fuzz
