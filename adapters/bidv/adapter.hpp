#pragma once
// BIDV as the core sees it: a QR on a number of ours, the bank's calls when money came, the day's
// list. The pure halves stand in messages, answers, lists and inbound; the coroutines here only
// sequence them. No socket, thread, clock, random source, database or key of its own.
#include <memory>
#include <vector>

#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "ports/transport.hpp"

namespace dvcpay::bidv {

/// One adapter for all BIDV contracts of the configuration; other providers' accounts in `accounts`
/// are ignored, and so are contracts whose settings cannot be read: `read_settings` is how the
/// configuration is checked. `transport` and `keys` must outlive the adapter. Loop thread only; the
/// pure steps on any thread.
std::unique_ptr<Adapter> make_bidv(
    Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
);

}  // namespace dvcpay::bidv
