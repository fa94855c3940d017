#pragma once
// What the SHB targets share: an account with a shared secret (a fuzz target signs a million times,
// which RSA would spend its day on), its keys, and one order.
#include <string>
#include <utility>

#include "crypto/digest.hpp"
#include "crypto/keys.hpp"
#include "ports/adapter.hpp"

namespace dvcpay::fuzz {

inline constexpr const char* shb_secret = "ShbSharedSecret01";
inline constexpr const char* shb_bill = "KG26100500000001A";
inline constexpr const char* shb_transaction = "SHB26100500012345";
inline constexpr const char* shb_alias = "SHBKG26100500001";
inline constexpr const char* shb_id = "9f0f6f5e-0001-4c11-8d10-000000000001";

inline ProviderAccount shb_account() {
    ProviderAccount out;
    out.key = {"shb", "default"};
    out.settings = {
        {"base_url", "https://shb.test"},
        {"partner_code", "KIENGIANG"},
        {"auth_mode", "none"},
        {"signature_algorithm", "HMAC-SHA256-hex"},
    };
    return out;
}

inline crypto::FileKeys shb_keys() {
    crypto::SecretsByName secrets;
    secrets["shb/default/shared_key"].emplace_back(shb_secret);
    secrets["shb/default/statement_key"].emplace_back("ShbReconKey01");
    return crypto::FileKeys::make(std::move(secrets)).value();
}

inline std::string shb_signature(const std::string& body) {
    return crypto::to_hex(crypto::hmac(MacAlgorithm::hmac_sha256, shb_secret, body));
}

inline Attempt shb_attempt() {
    Attempt out;
    out.account = {"shb", "default"};
    out.method = Method::qr;
    out.order_ref = OrderRef::parse(shb_bill).value();
    out.request_id = shb_id;
    out.provider_ref = shb_transaction;
    out.virtual_account = shb_alias;
    out.amount = Money::dong(150'000);
    return out;
}

}  // namespace dvcpay::fuzz
