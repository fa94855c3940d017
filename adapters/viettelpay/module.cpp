#include "viettelpay/module.hpp"

#include "viettelpay/adapter.hpp"
#include "viettelpay/inbound.hpp"
#include "viettelpay/settings.hpp"

namespace dvcpay::viettelpay {
namespace {

std::vector<KeyNeed> keys_of(const ProviderAccount& /*account*/) {
    return {{"hash_key", KeyNeed::Kind::text, false}};
}

Result<AskPlan> check(const ProviderAccount& account) {
    BOOST_OUTCOME_TRY(auto settings, read_settings(account));
    return settings.ask_plan;
}

}  // namespace

const ProviderModule& module() {
    static const ProviderModule it = {
        "viettelpay", {ipn_kind, order_check_kind, status_kind}, {}, keys_of, check, make_viettelpay
    };
    return it;
}

}  // namespace dvcpay::viettelpay
