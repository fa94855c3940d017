#include "vpbank/module.hpp"

#include "vpbank/adapter.hpp"
#include "vpbank/inbound.hpp"
#include "vpbank/settings.hpp"

namespace dvcpay::vpbank {
namespace {

Result<AskPlan> check(const ProviderAccount& account) {
    BOOST_OUTCOME_TRY(auto settings, read_settings(account));
    return std::move(settings.ask_plan);
}

}  // namespace

const ProviderModule& module() {
    static const ProviderModule vpbank = {
        .name = "vpbank",
        .inbound_kinds = {credit_kind},
        .routes = {{"POST", std::string(credit_path), std::string(credit_kind)}},
        .keys = keys_needed,
        .check = check,
        .make = make_vpbank,
    };
    return vpbank;
}

}  // namespace dvcpay::vpbank
