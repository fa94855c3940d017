#pragma once
// Notices of the checkout (`ipn`), by POST with a form or by GET with a query, on the exact
// received values; and the browser's return. Pure. Source: checkout of Vietcombank, notify_url.
#include <optional>
#include <string_view>
#include <vector>

#include "ports/adapter.hpp"
#include "ports/keys.hpp"
#include "vietcombank/settings.hpp"

namespace dvcpay::vietcombank {

inline constexpr std::string_view ipn_kind = "ipn";

/// By the site code in the token. Fault::malformed: no notice. Fault::forged: no merchant of ours.
Result<Located> locate_notice(
    const InboundCall& call, const std::vector<ProviderAccount>& accounts
);
VerifyResult verify_notice(
    const Keys& keys, const InboundCall& call, const InboundContext& context
);
/// Never one of the codes that ask the checkout to give money back.
HttpResponse answer_notice(const InboundOutcome& outcome);

/// Names the order that we wrote into the address; nothing in it is signed.
std::optional<ReturnVisit> read_return_of(std::string_view query);

}  // namespace dvcpay::vietcombank
