#include "vietcombank/adapter.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "toolkit/contracts.hpp"
#include "vietcombank/bank_api.hpp"
#include "vietcombank/checkout.hpp"
#include "vietcombank/checkout_messages.hpp"
#include "vietcombank/codes.hpp"
#include "vietcombank/collect.hpp"
#include "vietcombank/inbound.hpp"
#include "vietcombank/ipn.hpp"
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

MethodCapability redirect_of(const Checkout& contract) {
    MethodCapability out;
    out.method = Method::redirect;
    out.finality = Finality::provider;
    out.amount_min = contract.amount_min;
    out.amount_max = contract.amount_max;
    out.longest_expiry_s = contract.expiry_s;
    return out;
}

/// Of a QR code; the checkout is always told.
Opening opening_of(const Settings& settings) {
    return settings.api.qr_maker == QrMaker::bank ? Opening::repeatable : Opening::local;
}

Capability capability_of(const Settings& settings) {
    Capability out;
    out.provider = "vietcombank";
    out.display_name = "Vietcombank";
    if (settings.collection.offered) {
        out.methods.push_back(qr_of(settings.collection));
        out.methods.back().opening = opening_of(settings);
    }
    if (settings.checkout.offered) out.methods.push_back(redirect_of(settings.checkout));
    out.description_max = description_max;
    out.opening = settings.checkout.offered ? Opening::call : opening_of(settings);
    out.query_attempt = settings.asks_by_attempt();
    out.query_account = settings.api.question == BankQuestion::statement;
    out.refund = settings.checkout.offered;
    if (out.refund) out.refund_route = RefundRoute::back;
    out.ask_plan = settings.ask_plan;
    out.call_timeout_ms = settings.call_timeout_ms;
    out.answer_within_ms = settings.answer_within_ms;
    out.inbound_kinds = {
        std::string(ipn_kind),  // the only one whose address we name
        std::string(credit_kind),
        std::string(bill_kind),
        std::string(advice_kind)
    };
    return out;
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
    const auto out = toolkit::widest(contracts, std::mem_fn(&Contract::capability));
    return out ? *out : capability_of(preset_settings());
}

RefundResult refund_not_sent() {
    RefundResult out;
    out.said = RefundSaid::not_sent;
    out.failure = setup_unusable();
    out.decided_here = true;
    out.alarm = true;
    return out;
}

/// Money that came to a number goes back by a transfer that people make.
RefundResult refund_by_hand() {
    RefundResult out;
    out.said = RefundSaid::not_refundable;
    out.failure = setup_unusable();
    out.failure.code = "not_refundable_by_interface";
    out.decided_here = true;
    return out;
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

    // The adapter outlives what it hands out: both belong to whoever wired the gateway.
    AccountCall account_call() override {
        if (!capability_.query_account) return {};
        return
            [this](AccountQuery query, Mono due) { return query_account(std::move(query), due); };
    }
    RefundCall refund_call() override {
        if (!capability_.refund) return {};
        return [this](RefundOrder order, Mono due) { return refund(std::move(order), due); };
    }
    RefundCall refund_query_call() override {
        if (!capability_.refund) return {};
        return [this](RefundOrder order, Mono due) { return refund_query(std::move(order), due); };
    }

    Result<Located> locate(const InboundCall& call, const std::vector<ProviderAccount>& accounts)
        const override {
        return call.kind == ipn_kind ? locate_notice(call, accounts)
                                     : locate_bank_call(call, accounts);
    }
    VerifyResult verify(const InboundCall& call, const InboundContext& context) const override {
        return call.kind == ipn_kind ? verify_notice(*keys_, call, context)
                                     : verify_bank_call(*keys_, call, context);
    }
    Task<HttpResponse> answer(InboundCall call, InboundOutcome outcome) override;
    std::optional<ReturnVisit> read_return(
        std::string_view query, const std::vector<ProviderAccount>& /*accounts*/
    ) const override {
        return read_return_of(query);
    }
    std::string mask_raw(std::string_view raw) const override { return mask_message(raw); }

  private:
    /// Fault::configuration: a key is missing or unusable; nothing was sent.
    Task<Result<SendResult>> ask_bank(
        AccountKey account, Settings settings, BankCall call, Mono due
    );
    Task<Result<SendResult>> ask_checkout(
        AccountKey account, Checkout contract, CheckoutCall call, Mono due
    );
    Task<CreateResult> open_qr(Settings settings, CreateOrder order, Mono due);
    Task<CreateResult> open_checkout(Settings settings, CreateOrder order, Mono due);
    Task<AccountResult> query_account(AccountQuery query, Mono due);
    Task<RefundResult> refund(RefundOrder order, Mono due);
    Task<RefundResult> refund_query(RefundOrder order, Mono due);

    Transport* transport_;
    Keys* keys_;
    const std::map<AccountKey, Contract> contracts_;
    const Capability capability_;
};

Task<Result<SendResult>> VietcombankAdapter::ask_bank(
    AccountKey account, Settings settings, BankCall call, Mono due
) {
    Result<OutboundRequest> request =
        co_await bank_request(keys_, std::move(account), std::move(settings), std::move(call));
    if (!request) co_return request.error();
    SendResult sent = co_await transport_->send(std::move(request.value()), due);
    co_return sent;
}

Task<Result<SendResult>> VietcombankAdapter::ask_checkout(
    AccountKey account, Checkout contract, CheckoutCall call, Mono due
) {
    Result<OutboundRequest> request = checkout_request(*keys_, account, contract, std::move(call));
    if (!request) co_return request.error();
    SendResult sent = co_await transport_->send(std::move(request.value()), due);
    co_return sent;
}

Task<CreateResult> VietcombankAdapter::initiate(CreateOrder order, Mono due) {
    Result<Settings> settings = read_settings(order.account);
    if (!settings) co_return CreateRefused{setup_unusable(), true};
    if (order.attempt.method == Method::qr) {
        CreateResult opened = co_await open_qr(std::move(settings.value()), std::move(order), due);
        co_return opened;
    }
    CreateResult opened =
        co_await open_checkout(std::move(settings.value()), std::move(order), due);
    co_return opened;
}

Task<CreateResult> VietcombankAdapter::open_qr(Settings settings, CreateOrder order, Mono due) {
    CreateResult ours = open_number(settings.collection, order);
    const bool possible = std::holds_alternative<CreateOpened>(ours);
    if (!possible || settings.api.qr_maker == QrMaker::gateway) co_return ours;
    BankCall call = qr_call(settings, order);
    const std::string id = call.message_id;
    Result<SendResult> sent = co_await ask_bank(order.account.key, settings, std::move(call), due);
    if (sent) co_return decode_bank_qr(settings, order, id, sent.value());
    std::get<CreateOpened>(ours).alarm = true;
    co_return ours;
}

Task<CreateResult> VietcombankAdapter::open_checkout(
    Settings settings, CreateOrder order, Mono due
) {
    if (!settings.checkout.offered) co_return CreateRefused{setup_unusable(), true};
    Result<CheckoutCall> call = create_order_call(settings.checkout, order);
    if (!call) co_return CreateNotSent{amount_not_accepted()};
    Result<SendResult> sent =
        co_await ask_checkout(order.account.key, settings.checkout, std::move(call.value()), due);
    if (!sent) co_return CreateRefused{setup_unusable(), true};
    co_return decode_checkout(settings.checkout, order, sent.value());
}

Task<QueryResult> VietcombankAdapter::query_attempt(QueryOrder order, Mono due) {
    const Result<Settings> settings = read_settings(order.account);
    if (!settings) co_return QuerySilent{"the account's settings cannot be used", true};
    // Only attempts by QR have a number.
    if (!order.virtual_account.empty()) {
        if (settings.value().api.question != BankQuestion::history)
            co_return QuerySilent{"the bank answers no question about a number"};
        BankCall call = history_call(settings.value(), order);
        const std::string id = call.message_id;
        Result<SendResult> sent =
            co_await ask_bank(order.account.key, settings.value(), std::move(call), due);
        if (!sent) co_return QuerySilent{sent.error().detail, true};
        co_return decode_history(order, id, sent.value());
    }
    const Checkout& contract = settings.value().checkout;
    if (!contract.offered) co_return QuerySilent{"the contract has no checkout"};
    CheckoutCall call = check_order_call(contract, order);
    Result<SendResult> sent =
        co_await ask_checkout(order.account.key, contract, std::move(call), due);
    if (!sent) co_return QuerySilent{sent.error().detail, true};
    co_return decode_check(contract, order, sent.value());
}

Task<AccountResult> VietcombankAdapter::query_account(AccountQuery query, Mono due) {
    const Result<Settings> settings = read_settings(query.account);
    if (!settings) co_return QuerySilent{"the account's settings cannot be used", true};
    if (settings.value().api.question != BankQuestion::statement)
        co_return QuerySilent{"the contract has no statement"};
    BankCall call = statement_call(settings.value(), query);
    const std::string id = call.message_id;
    Result<SendResult> sent =
        co_await ask_bank(query.account.key, settings.value(), std::move(call), due);
    if (!sent) co_return QuerySilent{sent.error().detail, true};
    co_return decode_statement(settings.value(), query, id, sent.value());
}

Task<RefundResult> VietcombankAdapter::refund(RefundOrder order, Mono due) {
    const Result<Settings> settings = read_settings(order.account);
    if (!settings) co_return refund_not_sent();
    const Checkout& contract = settings.value().checkout;
    if (!can_refund(contract, order)) co_return refund_by_hand();
    CheckoutCall call = refund_call_of(contract, order);
    Result<SendResult> sent =
        co_await ask_checkout(order.account.key, contract, std::move(call), due);
    if (!sent) co_return refund_not_sent();
    co_return decode_refund(contract, order, *keys_, sent.value());
}

Task<RefundResult> VietcombankAdapter::refund_query(RefundOrder order, Mono due) {
    RefundResult unknown;
    const Result<Settings> settings = read_settings(order.account);
    if (!settings) {
        unknown.alarm = true;
        co_return unknown;
    }
    const Checkout& contract = settings.value().checkout;
    if (!can_refund(contract, order)) co_return unknown;
    CheckoutCall call = refund_check_call(contract, order);
    Result<SendResult> sent =
        co_await ask_checkout(order.account.key, contract, std::move(call), due);
    if (!sent) {
        unknown.alarm = true;
        co_return unknown;
    }
    co_return decode_refund_check(contract, order, *keys_, sent.value());
}

Task<HttpResponse> VietcombankAdapter::answer(InboundCall call, InboundOutcome outcome) {
    if (call.kind == ipn_kind) co_return answer_notice(outcome);
    HttpResponse response = co_await answer_bank_call(keys_, std::move(call), std::move(outcome));
    co_return response;
}

}  // namespace

std::unique_ptr<Adapter> make_vietcombank(
    Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
) {
    return std::make_unique<VietcombankAdapter>(transport, keys, accounts);
}

}  // namespace dvcpay::vietcombank
