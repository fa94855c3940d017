#pragma once
// VPBank as the core sees it. The pure halves stand in messages, answers and inbound; the
// coroutines here only sequence them. No socket, thread, clock, random source, database or key of
// its own.
#include <memory>
#include <vector>

#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "ports/transport.hpp"

namespace dvcpay::vpbank {

/// One adapter for all VPBank accounts of the configuration; other providers' accounts are ignored.
/// The capability record covers what any of them allows; each call keeps the limits of its own
/// account. `transport` and `keys` must outlive the adapter. Loop thread only; the pure steps on
/// any thread.
std::unique_ptr<Adapter> make_vpbank(
    Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
);

}  // namespace dvcpay::vpbank
