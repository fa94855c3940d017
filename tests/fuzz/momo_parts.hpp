#pragma once
// What the MoMo targets share: an account with the vectors' credentials, its keys, and one order.
#include <string>
#include <utility>

#include "crypto/keys.hpp"
#include "ports/adapter.hpp"

namespace dvcpay::fuzz {

inline constexpr const char* access_key = "AKtest0000000001";
inline constexpr const char* secret_key = "SKtest-momo-000000000000000001";
inline constexpr const char* order_ref = "KG7Q2M9XC4T8W1ZB";
inline constexpr const char* request_id = "7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a01";

inline ProviderAccount momo_account() {
    ProviderAccount out;
    out.key = {"momo", "default"};
    out.settings = {{"partner_code", "MOMOTEST01"}, {"access_key", access_key}};
    return out;
}

inline crypto::FileKeys momo_keys() {
    crypto::SecretsByName secrets;
    secrets["momo/default/secret_key"].emplace_back(secret_key);
    return crypto::FileKeys::make(std::move(secrets)).value();
}

inline Attempt momo_attempt() {
    Attempt out;
    out.account = {"momo", "default"};
    out.order_ref = OrderRef::parse(order_ref).value();
    out.request_id = request_id;
    out.amount = Money::dong(50'000);
    return out;
}

}  // namespace dvcpay::fuzz
