#include "vietcombank/module.hpp"

#include "vietcombank/adapter.hpp"
#include "vietcombank/inbound.hpp"
#include "vietcombank/ipn.hpp"
#include "vietcombank/settings.hpp"

namespace dvcpay::vietcombank {
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
        "vietcombank",
        {ipn_kind, credit_kind, bill_kind, advice_kind},
        {{"POST", "/VCBPayment/Inquiry", std::string(bill_kind)},
         {"POST", "/VCBPayment/Payment", std::string(credit_kind)},
         {"POST", "/VCBPayment/AccountAdvice", std::string(advice_kind)},
         {"POST", "/VCBPayment/Checkout", std::string(ipn_kind)},
         {"GET", "/VCBPayment/Checkout", std::string(ipn_kind)}},
        keys_of_account,
        check,
        make_vietcombank
    };
    return it;
}

}  // namespace dvcpay::vietcombank
