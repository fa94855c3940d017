#include "shb/module.hpp"

#include "shb/adapter.hpp"
#include "shb/bill.hpp"
#include "shb/inbound.hpp"
#include "shb/settings.hpp"

namespace dvcpay::shb {
namespace {

Result<AskPlan> check(const ProviderAccount& account) {
    BOOST_OUTCOME_TRY(auto settings, read_settings(account));
    return std::move(settings.ask_plan);
}

}  // namespace

const ProviderModule& module() {
    static const ProviderModule shb = {
        .name = "shb",
        .inbound_kinds = {ipn_kind, bill_kind},
        // Money told on the pull mode's path is money, whether the mode is on or off.
        .routes =
            {{"POST", std::string(ipn_path), std::string(ipn_kind)},
             {"POST", std::string(bill_paid_path), std::string(ipn_kind)},
             {"POST", std::string(bill_path), std::string(bill_kind)}},
        .keys = keys_needed,
        .check = check,
        .make = make_shb,
    };
    return shb;
}

}  // namespace dvcpay::shb
