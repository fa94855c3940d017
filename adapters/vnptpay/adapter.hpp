#pragma once
// VNPT Pay as the core sees it. The pure halves stand in messages, answers and inbound; the
// coroutines here only sequence them.
#include <memory>
#include <vector>

#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "ports/transport.hpp"

namespace dvcpay::vnptpay {

/// One adapter for all VNPT Pay accounts of the configuration; other providers' accounts are
/// ignored, and so are those whose settings cannot be read (`read_settings` is how they are
/// checked). `transport` and `keys` must outlive the adapter. Loop thread only; the pure steps on
/// any thread.
std::unique_ptr<Adapter> make_vnptpay(
    Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
);

}  // namespace dvcpay::vnptpay
