#include "momo/module.hpp"

#include "momo/adapter.hpp"
#include "momo/inbound.hpp"
#include "momo/settings.hpp"

namespace dvcpay::momo {
namespace {

std::vector<KeyNeed> keys_of(const ProviderAccount& /*account*/) {
    return {{"secret_key", KeyNeed::Kind::text, false}};
}

Result<AskPlan> check(const ProviderAccount& account) {
    BOOST_OUTCOME_TRY(auto settings, read_settings(account));
    return settings.ask_plan;
}

}  // namespace

const ProviderModule& module() {
    static const ProviderModule it = {"momo", {ipn_kind}, {}, keys_of, check, make_momo};
    return it;
}

}  // namespace dvcpay::momo
