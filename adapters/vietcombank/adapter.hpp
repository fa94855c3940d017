#pragma once
// Vietcombank as the core sees it.
#include <memory>
#include <vector>

#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "ports/transport.hpp"

namespace dvcpay::vietcombank {

/// The ports outlive it. Accounts whose settings cannot be used are left out.
std::unique_ptr<Adapter> make_vietcombank(
    Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
);

}  // namespace dvcpay::vietcombank
