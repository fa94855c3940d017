#include "bidv/module.hpp"

#include "bidv/adapter.hpp"
#include "bidv/inbound.hpp"
#include "bidv/settings.hpp"

namespace dvcpay::bidv {
namespace {

std::vector<KeyNeed> keys_of_account(const ProviderAccount& account) {
    const auto settings = read_settings(account);
    return settings ? keys_of(settings.value()) : keys_of(preset_settings());
}

Result<AskPlan> check(const ProviderAccount& account) {
    BOOST_OUTCOME_TRY(auto settings, read_settings(account));
    return settings.ask_plan;
}

}  // namespace

const ProviderModule& module() {
    static const ProviderModule it = {
        "bidv",
        {credit_kind, bill_kind, token_kind},
        {{"POST", "/bidv/token_generate", std::string(token_kind)},
         {"POST", "/bidv/getbill", std::string(bill_kind)},
         {"POST", "/bidv/paybill", std::string(credit_kind)}},
        keys_of_account,
        check,
        make_bidv
    };
    return it;
}

}  // namespace dvcpay::bidv
