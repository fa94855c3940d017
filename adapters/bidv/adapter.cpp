#include "bidv/adapter.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "bidv/answers.hpp"
#include "bidv/codes.hpp"
#include "bidv/envelope.hpp"
#include "bidv/inbound.hpp"
#include "bidv/login.hpp"
#include "bidv/mask.hpp"
#include "bidv/messages.hpp"
#include "bidv/numbers.hpp"
#include "bidv/settings.hpp"
#include "toolkit/contracts.hpp"

namespace dvcpay::bidv {
namespace {

constexpr std::int64_t description_max = 50;

Capability capability_of(const Settings& settings) {
    MethodCapability qr;
    qr.method = Method::qr;
    qr.finality = Finality::push_only;
    qr.amount_min = settings.amount_min;
    qr.amount_max = settings.amount_max;
    qr.longest_expiry_s = settings.qr_expiry_s;
    qr.grace_s = settings.grace_s;
    qr.watch_days = settings.watch_days;
    Capability out;
    out.provider = "bidv";
    out.display_name = "BIDV";
    out.methods = {qr};
    out.description_max = description_max;
    out.opening = Opening::repeatable;
    out.query_account = true;
    out.ask_plan = settings.ask_plan;
    out.call_timeout_ms = settings.call_timeout_ms;
    out.answer_within_ms = settings.answer_within_ms;
    out.inbound_kinds = {std::string(credit_kind), std::string(bill_kind), std::string(token_kind)};
    return out;
}

struct Contract {
    Capability capability;
    NumberPlan numbers;
    int status_on_error = 200;
};

std::map<AccountKey, Contract> by_account(const std::vector<ProviderAccount>& accounts) {
    std::map<AccountKey, Contract> out;
    for (const auto& account : accounts) {
        if (account.key.provider != "bidv") continue;
        const auto settings = read_settings(account);
        if (!settings) continue;
        Contract contract{
            capability_of(settings.value()),
            number_plan(settings.value()),
            settings.value().http_status_on_error
        };
        out.emplace(account.key, std::move(contract));
    }
    return out;
}

Capability widest(const std::map<AccountKey, Contract>& contracts) {
    const auto out = toolkit::widest(contracts, std::mem_fn(&Contract::capability));
    return out ? *out : capability_of(preset_settings());
}

/// A call that names no contract is answered as all contracts would; 200 where they differ.
int status_for_strangers(const std::map<AccountKey, Contract>& contracts) {
    int status = contracts.empty() ? 200 : contracts.begin()->second.status_on_error;
    for (const auto& [key, contract] : contracts) {
        if (contract.status_on_error != status) status = 200;
    }
    return status;
}

// The counter of an interaction id has two digits and must tell the calls of one second apart:
// below 50 stand orders by the serial of their number, above them lists by day and page.
constexpr std::int64_t half = 50;
constexpr std::int64_t quarter = 25;
constexpr std::int64_t day_ms = 86'400'000;

std::int64_t counter_of(std::string_view number) {
    std::int64_t value = 0;
    for (const char c : number.substr(number.size() - std::min<std::size_t>(number.size(), 2)))
        value = value * 10 + (c >= '0' && c <= '9' ? c - '0' : 0);
    return value % half;
}

std::int64_t counter_of(const AccountQuery& query) {
    const bool odd = (start_of(query.day).ms + ict_offset_ms) / day_ms % 2 == 1;
    return half + (odd ? quarter : 0) + query.page % quarter;
}

class BidvAdapter final : public Adapter {
  public:
    BidvAdapter(Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts)
        : transport_(&transport),
          keys_(&keys),
          contracts_(by_account(accounts)),
          capability_(widest(contracts_)),
          inbound_(keys) {}

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
        return
            [this](AccountQuery query, Mono due) { return query_account(std::move(query), due); };
    }
    RefundCall refund_call() override { return {}; }
    RefundCall refund_query_call() override { return {}; }

    Result<Located> locate(const InboundCall& call, const std::vector<ProviderAccount>& accounts)
        const override {
        return inbound_.locate(call, accounts);
    }
    VerifyResult verify(const InboundCall& call, const InboundContext& context) const override {
        return inbound_.verify(call, context);
    }
    Task<HttpResponse> answer(InboundCall call, InboundOutcome outcome) override;
    /// BIDV sends no browser anywhere.
    std::optional<ReturnVisit> read_return(
        std::string_view /*query*/, const std::vector<ProviderAccount>& /*accounts*/
    ) const override {
        return std::nullopt;
    }
    std::string mask_raw(std::string_view raw) const override { return mask_message(raw); }

  private:
    /// Fault::configuration: a key is missing or unusable; nothing was sent.
    Task<Result<SendResult>> exchange(AccountKey account, Settings settings, Call call, Mono due);
    Task<AccountResult> query_account(AccountQuery query, Mono due);

    Transport* transport_;
    Keys* keys_;
    const std::map<AccountKey, Contract> contracts_;
    const Capability capability_;
    Inbound inbound_;
};

Task<Result<SendResult>> BidvAdapter::exchange(
    AccountKey account, Settings settings, Call call, Mono due
) {
    Result<OutboundRequest> request =
        co_await wrap(keys_, std::move(account), std::move(settings), std::move(call));
    if (!request) co_return request.error();
    SendResult sent = co_await transport_->send(std::move(request.value()), due);
    co_return sent;
}

Task<CreateResult> BidvAdapter::initiate(CreateOrder order, Mono due) {
    const Result<Settings> settings = read_settings(order.account);
    if (!settings) co_return CreateRefused{setup_unusable(), true};
    Result<std::string> body = encode_qr(settings.value(), order);
    if (!body && body.error().fault == Fault::amount_out_of_range)
        co_return CreateNotSent{amount_not_accepted()};
    if (!body) co_return CreateRefused{setup_unusable(), true};
    const Attempt& attempt = order.attempt;
    Call call;
    call.path = settings.value().paygate_path + "/virtualAccount/genVietQR/v1";
    call.body = std::move(body.value());
    call.seal = settings.value().seal_create;
    call.interaction_id = interaction_id(
        settings.value(), order.now, attempt.request_id, counter_of(attempt.virtual_account)
    );
    call.idempotency_key = uuid_of(attempt.request_id);
    call.now = order.now;
    Result<SendResult> sent =
        co_await exchange(order.account.key, settings.value(), std::move(call), due);
    if (!sent)
        co_return open_without_bank(settings.value(), order, CreateRefused{setup_unusable(), true});
    co_return decode_create(settings.value(), order, *keys_, sent.value());
}

Task<QueryResult> BidvAdapter::query_attempt(QueryOrder /*order*/, Mono /*due*/) {
    co_return QuerySilent{"BIDV answers no question about one order"};
}

Task<AccountResult> BidvAdapter::query_account(AccountQuery query, Mono due) {
    const Result<Settings> settings = read_settings(query.account);
    if (!settings) co_return QuerySilent{"the account's settings cannot be used", true};
    const Settings& contract = settings.value();
    const bool statement = contract.account_list == AccountList::statement;
    Call call;
    call.path =
        statement ? contract.statement_path : contract.paygate_path + "/common/reconciliation/v1";
    call.body = statement ? encode_statement(contract, query.day, query.page)
                          : encode_reconciliation(contract, query.day);
    call.seal = statement ? contract.seal_statement : contract.seal_reconciliation;
    call.interaction_id = interaction_id(contract, query.now, query.request_id, counter_of(query));
    call.now = query.now;
    const std::string id = call.interaction_id;
    Result<SendResult> sent = co_await exchange(query.account.key, contract, std::move(call), due);
    if (!sent) co_return QuerySilent{sent.error().detail, true};
    co_return statement ? decode_statement_answer(contract, query, id, *keys_, sent.value())
                        : decode_list_answer(contract, query, *keys_, sent.value());
}

Task<HttpResponse> BidvAdapter::answer(InboundCall call, InboundOutcome outcome) {
    if (call.kind == token_kind) {
        HttpResponse response = co_await answer_login(keys_, std::move(outcome));
        co_return response;
    }
    co_return answer_to(call, outcome, status_for_strangers(contracts_));
}

}  // namespace

std::unique_ptr<Adapter> make_bidv(
    Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
) {
    return std::make_unique<BidvAdapter>(transport, keys, accounts);
}

}  // namespace dvcpay::bidv
