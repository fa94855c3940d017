#pragma once
#include <memory>
#include <vector>

#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "ports/transport.hpp"

namespace dvcpay::vietinbank {

/// The ports outlive it. Connections and limits belong to channel "vietinbank/<account>".
std::unique_ptr<Adapter> make_vietinbank(
    Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
);

}  // namespace dvcpay::vietinbank
