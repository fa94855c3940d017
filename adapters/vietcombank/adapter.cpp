#include "vietcombank/adapter.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "vietcombank/codes.hpp"
#include "vietcombank/collect.hpp"
#include "vietcombank/inbound.hpp"
#include "vietcombank/mask.hpp"
#include "vietcombank/numbers.hpp"
#include "vietcombank/settings.hpp"

namespace dvcpay::vietcombank {
namespace {

constexpr std::int64_t description_max = 255;

MethodCapability qr_of(const Collection& contract) {
    MethodCapability out;
    out.method = Method::qr;
    out.amount_min = contract.amount_min;
    out.amount_max = contract.amount_max;
    out.longest_expiry_s = contract.bill_life_s;
    if (contract.refusal == Refusal::reverses) {
        out.finality = Finality::refusal;
        return out;
    }
    out.finality = Finality::push_only;
    out.grace_s = contract.grace_s;
    out.watch_days = contract.watch_days;
    return out;
}

Capability capability_of(const Settings& settings) {
    Capability out;
    out.provider = "vietcombank";
    out.display_name = "Vietcombank";
    if (settings.collection.offered) out.methods.push_back(qr_of(settings.collection));
    out.description_max = description_max;
    out.opening = Opening::local;
    out.ask_plan = settings.ask_plan;
    out.call_timeout_ms = settings.call_timeout_ms;
    out.answer_within_ms = settings.answer_within_ms;
    out.inbound_kinds = {
        std::string(credit_kind), std::string(bill_kind), std::string(advice_kind)
    };
    return out;
}

void widen(MethodCapability& mine, const MethodCapability& theirs) {
    mine.amount_min = std::min(mine.amount_min, theirs.amount_min);
    mine.amount_max = std::max(mine.amount_max, theirs.amount_max);
    mine.longest_expiry_s = std::max(mine.longest_expiry_s, theirs.longest_expiry_s);
    mine.grace_s = std::max(mine.grace_s, theirs.grace_s);
    mine.watch_days = std::max(mine.watch_days, theirs.watch_days);
}

void widen(Capability& out, const Capability& other) {
    out.call_timeout_ms = std::max(out.call_timeout_ms, other.call_timeout_ms);
    out.answer_within_ms = std::min(out.answer_within_ms, other.answer_within_ms);
    out.query_attempt = out.query_attempt || other.query_attempt;
    out.query_account = out.query_account || other.query_account;
    out.refund = out.refund || other.refund;
    if (out.refund_route == RefundRoute::none) out.refund_route = other.refund_route;
    for (const auto& theirs : other.methods) {
        const auto mine = std::ranges::find(out.methods, theirs.method, &MethodCapability::method);
        if (mine == out.methods.end()) {
            out.methods.push_back(theirs);
        } else {
            widen(*mine, theirs);
        }
    }
}

struct Contract {
    Capability capability;
    std::optional<NumberPlan> numbers;
};

std::map<AccountKey, Contract> by_account(const std::vector<ProviderAccount>& accounts) {
    std::map<AccountKey, Contract> out;
    for (const auto& account : accounts) {
        if (account.key.provider != "vietcombank") continue;
        const auto settings = read_settings(account);
        if (!settings) continue;
        Contract contract{capability_of(settings.value()), std::nullopt};
        if (settings.value().collection.offered)
            contract.numbers = number_plan(settings.value().collection);
        out.emplace(account.key, std::move(contract));
    }
    return out;
}

Capability widest(const std::map<AccountKey, Contract>& contracts) {
    std::optional<Capability> out;
    for (const auto& [key, contract] : contracts) {
        if (!out) {
            out = contract.capability;
        } else {
            widen(*out, contract.capability);
        }
    }
    return out ? *out : capability_of(preset_settings());
}

class VietcombankAdapter final : public Adapter {
  public:
    VietcombankAdapter(
        Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
    )
        : transport_(&transport),
          keys_(&keys),
          contracts_(by_account(accounts)),
          capability_(widest(contracts_)) {}

    const Capability& capability() const override { return capability_; }
    const Capability& capability(const AccountKey& account) const override {
        const auto it = contracts_.find(account);
        return it == contracts_.end() ? capability_ : it->second.capability;
    }
    std::optional<NumberPlan> numbers(const AccountKey& account) const override {
        const auto it = contracts_.find(account);
        if (it == contracts_.end()) return std::nullopt;
        return it->second.numbers;
    }

    Task<CreateResult> initiate(CreateOrder order, Mono due) override;
    Task<QueryResult> query_attempt(QueryOrder order, Mono due) override;
    AccountCall account_call() override { return {}; }
    RefundCall refund_call() override { return {}; }
    RefundCall refund_query_call() override { return {}; }

    Result<Located> locate(const InboundCall& call, const std::vector<ProviderAccount>& accounts)
        const override {
        return locate_bank_call(call, accounts);
    }
    VerifyResult verify(const InboundCall& call, const InboundContext& context) const override {
        return verify_bank_call(*keys_, call, context);
    }
    Task<HttpResponse> answer(InboundCall call, InboundOutcome outcome) override {
        return answer_bank_call(keys_, std::move(call), std::move(outcome));
    }
    std::optional<ReturnVisit> read_return(
        std::string_view /*query*/, const std::vector<ProviderAccount>& /*accounts*/
    ) const override {
        return std::nullopt;
    }
    std::string mask_raw(std::string_view raw) const override { return mask_message(raw); }

  private:
    [[maybe_unused]] Transport* transport_;
    Keys* keys_;
    const std::map<AccountKey, Contract> contracts_;
    const Capability capability_;
};

Task<CreateResult> VietcombankAdapter::initiate(CreateOrder order, Mono /*due*/) {
    const Result<Settings> settings = read_settings(order.account);
    if (!settings) co_return CreateRefused{setup_unusable(), true};
    co_return open_number(settings.value().collection, order);
}

Task<QueryResult> VietcombankAdapter::query_attempt(QueryOrder /*order*/, Mono /*due*/) {
    co_return QuerySilent{"the bank answers no question about one number"};
}

}  // namespace

std::unique_ptr<Adapter> make_vietcombank(
    Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
) {
    return std::make_unique<VietcombankAdapter>(transport, keys, accounts);
}

}  // namespace dvcpay::vietcombank
