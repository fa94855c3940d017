#include "vnptpay/adapter.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "toolkit/contracts.hpp"
#include "vnptpay/answers.hpp"
#include "vnptpay/codes.hpp"
#include "vnptpay/inbound.hpp"
#include "vnptpay/mask.hpp"
#include "vnptpay/messages.hpp"
#include "vnptpay/settings.hpp"
#include "vnptpay/signing.hpp"

namespace dvcpay::vnptpay {
namespace {

MethodCapability method_of(Method method, const Settings& settings, std::int64_t longest_expiry_s) {
    MethodCapability out;
    out.method = method;
    out.finality = Finality::provider;
    out.amount_min = settings.amount_min;
    out.amount_max = settings.amount_max;
    out.longest_expiry_s = longest_expiry_s;
    return out;
}

Capability capability_of(const Settings& settings) {
    Capability out;
    out.provider = "vnptpay";
    out.display_name = "VNPT Pay";
    if (settings.profile != Profile::qr)
        out.methods.push_back(method_of(Method::redirect, settings, settings.redirect_expiry_s));
    if (settings.profile == Profile::qr || settings.offers_qr)
        out.methods.push_back(method_of(Method::qr, settings, settings.qr_expiry_s));
    out.description_max = 255;
    out.opening = Opening::call;
    out.query_attempt = true;
    if (settings.refund_mode == RefundMode::assumed_1) {
        out.refund = true;
        out.refund_route = RefundRoute::back;
        out.refund_repeatable = true;  // REFUND_REQUEST_ID is its idempotency key
    }
    out.ask_plan = settings.ask_plan;
    out.call_timeout_ms = settings.call_timeout_ms;
    out.answer_within_ms = 3000;
    out.inbound_kinds = {std::string(ipn_kind)};
    return out;
}

std::map<AccountKey, Capability> by_account(const std::vector<ProviderAccount>& accounts) {
    std::map<AccountKey, Capability> out;
    for (const auto& account : accounts) {
        if (account.key.provider != "vnptpay") continue;
        const auto settings = read_settings(account);
        if (settings) out.emplace(account.key, capability_of(settings.value()));
    }
    return out;
}

Capability widest(const std::map<AccountKey, Capability>& contracts) {
    const auto out = toolkit::widest(contracts, std::identity());
    if (out) return *out;
    ProviderAccount presets;
    presets.settings = {{"merchant_service_id", "none"}};
    return capability_of(read_settings(presets).value());
}

RefundResult refund_not_sent(const Error& error) {
    RefundResult result;
    // An amount no try can have goes by hand; a set-up can be mended and tried again.
    const bool never = error.fault == Fault::amount_out_of_range;
    result.decided_here = true;
    result.said = never ? RefundSaid::not_refundable : RefundSaid::not_sent;
    result.failure = never ? amount_not_accepted() : setup_unusable();
    result.alarm = error.fault == Fault::configuration;
    return result;
}

class VnptPayAdapter final : public Adapter {
  public:
    VnptPayAdapter(Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts)
        : transport_(&transport),
          keys_(&keys),
          contracts_(by_account(accounts)),
          capability_(widest(contracts_)),
          inbound_(keys) {}

    const Capability& capability() const override { return capability_; }
    const Capability& capability(const AccountKey& account) const override {
        const auto it = contracts_.find(account);
        return it == contracts_.end() ? capability_ : it->second;
    }
    std::optional<NumberPlan> numbers(const AccountKey& /*account*/) const override {
        return std::nullopt;
    }

    Task<CreateResult> initiate(CreateOrder order, Mono due) override;
    Task<QueryResult> query_attempt(QueryOrder order, Mono due) override;
    AccountCall account_call() override { return {}; }

    // The adapter outlives what it hands out: both belong to whoever wired the gateway.
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
        return inbound_.locate(call, accounts);
    }
    VerifyResult verify(const InboundCall& call, const InboundContext& context) const override {
        return inbound_.verify(call, context);
    }
    Task<HttpResponse> answer(InboundCall call, InboundOutcome outcome) override {
        co_return inbound_.answer(call, outcome);
    }
    std::optional<ReturnVisit> read_return(
        std::string_view query, const std::vector<ProviderAccount>& /*accounts*/
    ) const override {
        return vnptpay::read_return(query);
    }
    std::string mask_raw(std::string_view raw) const override { return mask_message(raw); }

  private:
    /// Signs and sends. Fault::configuration: the account has no secret; nothing was sent.
    Task<Result<SendResult>> exchange(
        AccountKey account, Settings settings, Outgoing message, Mono due
    );
    Task<RefundResult> refund(RefundOrder order, Mono due);
    Task<RefundResult> refund_query(RefundOrder order, Mono due);

    Transport* transport_;
    Keys* keys_;
    const std::map<AccountKey, Capability> contracts_;
    const Capability capability_;
    Inbound inbound_;
};

Task<Result<SendResult>> VnptPayAdapter::exchange(
    AccountKey account, Settings settings, Outgoing message, Mono due
) {
    const KeyName key = secret_key_name(account);
    const Result<std::string> code = secure_code(*keys_, key, message.text_before_secret());
    if (!code) co_return code.error();
    Credential bearer;
    bearer.before = "Bearer ";
    bearer.key = api_key_name(account);
    OutboundRequest request;
    request.channel = "vnptpay/" + account.account;
    request.url = settings.base_url + message.path();
    request.headers.add("Content-Type", "application/json");
    request.headers.add("Accept", "application/json");
    request.credentials.push_back(std::move(bearer));
    request.body = message.to_json(code.value());
    SendResult sent = co_await transport_->send(std::move(request), due);
    co_return sent;
}

Task<CreateResult> VnptPayAdapter::initiate(CreateOrder order, Mono due) {
    const Result<Settings> settings = read_settings(order.account);
    if (!settings) co_return CreateRefused{setup_unusable(), true};
    Result<Outgoing> message = encode_open(settings.value(), order);
    if (!message && message.error().fault == Fault::amount_out_of_range)
        co_return CreateNotSent{amount_not_accepted()};
    if (!message) co_return CreateRefused{setup_unusable(), true};
    Result<SendResult> sent =
        co_await exchange(order.account.key, settings.value(), std::move(message.value()), due);
    if (!sent) co_return CreateRefused{setup_unusable(), true};
    co_return decode_open(settings.value(), order, *keys_, sent.value());
}

Task<QueryResult> VnptPayAdapter::query_attempt(QueryOrder order, Mono due) {
    const Result<Settings> settings = read_settings(order.account);
    if (!settings) co_return QuerySilent{"the account's settings cannot be used", true};
    Result<Outgoing> message = encode_query(settings.value(), order);
    if (!message) co_return QuerySilent{message.error().detail};
    Result<SendResult> sent =
        co_await exchange(order.account.key, settings.value(), std::move(message.value()), due);
    if (!sent) co_return QuerySilent{sent.error().detail, true};
    co_return decode_query(settings.value(), order, *keys_, sent.value());
}

Task<RefundResult> VnptPayAdapter::refund(RefundOrder order, Mono due) {
    const Result<Settings> settings = read_settings(order.account);
    if (!settings) co_return refund_not_sent(settings.error());
    Result<Outgoing> message = encode_refund(settings.value(), order);
    if (!message) co_return refund_not_sent(message.error());
    Result<SendResult> sent =
        co_await exchange(order.account.key, settings.value(), std::move(message.value()), due);
    if (!sent) co_return refund_not_sent(sent.error());
    co_return decode_refund(settings.value(), order, *keys_, sent.value());
}

Task<RefundResult> VnptPayAdapter::refund_query(RefundOrder order, Mono due) {
    RefundResult unknown;
    unknown.alarm = true;
    const Result<Settings> settings = read_settings(order.account);
    if (!settings) co_return unknown;
    Result<Outgoing> message = encode_refund_query(settings.value(), order);
    if (!message) co_return unknown;
    Result<SendResult> sent =
        co_await exchange(order.account.key, settings.value(), std::move(message.value()), due);
    if (!sent) co_return unknown;
    co_return decode_refund_query(settings.value(), order, *keys_, sent.value());
}

}  // namespace

std::unique_ptr<Adapter> make_vnptpay(
    Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
) {
    return std::make_unique<VnptPayAdapter>(transport, keys, accounts);
}

}  // namespace dvcpay::vnptpay
