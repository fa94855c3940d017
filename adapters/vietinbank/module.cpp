#include "vietinbank/module.hpp"

#include "vietinbank/adapter.hpp"
#include "vietinbank/inbound.hpp"
#include "vietinbank/settings.hpp"

namespace dvcpay::vietinbank {
namespace {

Result<AskPlan> check(const ProviderAccount& account) {
    BOOST_OUTCOME_TRY(auto settings, read_settings(account));
    return settings.ask_plan;
}

ProviderModule make_module() {
    ProviderModule out;
    out.name = "vietinbank";
    out.inbound_kinds = {credit_kind, bill_kind};
    const std::string credit(credit_kind);
    // The bank's paper names the first address of notices, a working partner is called at the
    // second; the third belongs to the record dialect.
    out.routes = {
        {"POST", "/vpg/collection/api/v1/inq-bill", std::string(bill_kind)},
        {"POST", "/vpg/collection/api/v1/notify-bill", credit},
        {"POST", "/api/v1/notify-bill", credit},
        {"POST", "/api/v1/notify-trans", credit},
    };
    out.keys = keys_needed;
    out.check = check;
    out.make = make_vietinbank;
    return out;
}

}  // namespace

const ProviderModule& module() {
    static const ProviderModule the_one = make_module();
    return the_one;
}

}  // namespace dvcpay::vietinbank
