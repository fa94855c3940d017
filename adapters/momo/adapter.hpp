#pragma once
// MoMo as the core sees it. The pure halves stand in messages, answers and inbound; the coroutines
// here only sequence them. No socket, thread, clock, random source, database or key of its own.
#include <memory>
#include <vector>

#include "momo/settings.hpp"
#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "ports/transport.hpp"

namespace dvcpay::momo {

/// One adapter for all MoMo accounts of the configuration; other providers' accounts in `accounts`
/// are ignored. The capability record covers what any of them allows; each call keeps the limits of
/// its own account. Accounts whose settings cannot be read do not count here: `read_settings` is
/// how the configuration is checked. `transport` and `keys` must outlive the adapter. Loop thread
/// only; the pure steps on any thread.
std::unique_ptr<Adapter> make_momo(
    Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
);

}  // namespace dvcpay::momo
