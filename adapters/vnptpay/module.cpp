#include "vnptpay/module.hpp"

#include "vnptpay/adapter.hpp"
#include "vnptpay/inbound.hpp"
#include "vnptpay/settings.hpp"

namespace dvcpay::vnptpay {
namespace {

std::vector<KeyNeed> keys_of(const ProviderAccount& /*account*/) {
    return {
        {"secret_key", KeyNeed::Kind::text, false},
        {"api_key", KeyNeed::Kind::text, false},
    };
}

Result<AskPlan> check(const ProviderAccount& account) {
    BOOST_OUTCOME_TRY(auto settings, read_settings(account));
    return settings.ask_plan;
}

}  // namespace

const ProviderModule& module() {
    static const ProviderModule it = {"vnptpay", {ipn_kind}, {}, &keys_of, &check, &make_vnptpay};
    return it;
}

}  // namespace dvcpay::vnptpay
