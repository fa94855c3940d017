#pragma once
// SHB as the core sees it. The pure halves stand in messages, answers and inbound; the coroutines
// here only sequence them. No socket, thread, clock, random source, database or key of its own.
#include <memory>
#include <vector>

#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "ports/transport.hpp"

namespace dvcpay::shb {

/// One adapter for all SHB accounts of the configuration; other providers' accounts are ignored,
/// and those whose settings cannot be read do not count for the capability record. `transport` and
/// `keys` must outlive it. Loop thread only; the pure steps on any thread.
std::unique_ptr<Adapter> make_shb(
    Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
);

}  // namespace dvcpay::shb
