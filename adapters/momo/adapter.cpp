#include "momo/adapter.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "crypto/digest.hpp"
#include "momo/answers.hpp"
#include "momo/codes.hpp"
#include "momo/inbound.hpp"
#include "momo/mask.hpp"
#include "momo/messages.hpp"
#include "momo/signing.hpp"
#include "toolkit/contracts.hpp"

namespace dvcpay::momo {
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
    out.provider = "momo";
    out.display_name = "MoMo";
    out.methods = {
        method_of(Method::redirect, settings, settings.redirect_expiry_s),
        method_of(Method::qr, settings, settings.qr_expiry_s),
        method_of(Method::app, settings, settings.app_expiry_s),
    };
    out.description_max = 255;
    out.query_attempt = true;
    out.cancel = false;
    out.opening = Opening::call;
    out.refund = true;
    out.refund_route = RefundRoute::back;
    out.refund_repeatable = true;  // spec §9: after a time-out replay with identical ids, or query
    out.ask_plan = settings.ask_plan;
    out.call_timeout_ms = settings.call_timeout_ms;
    out.answer_within_ms = 15'000;
    out.inbound_kinds = {std::string(ipn_kind)};
    return out;
}

std::map<AccountKey, Capability> by_account(const std::vector<ProviderAccount>& accounts) {
    std::map<AccountKey, Capability> out;
    for (const auto& account : accounts) {
        if (account.key.provider != "momo") continue;
        const auto settings = read_settings(account);
        if (settings) out.emplace(account.key, capability_of(settings.value()));
    }
    return out;
}

Capability widest(const std::map<AccountKey, Capability>& contracts) {
    const auto out = toolkit::widest(contracts, std::identity());
    if (out) return *out;
    ProviderAccount presets;
    presets.settings = {{"partner_code", "none"}, {"access_key", "none"}};
    return capability_of(read_settings(presets).value());
}

RefundResult refund_not_sent(const Error& error) {
    RefundResult result;
    // An amount no try can have goes by hand; a set-up can be mended and tried again.
    result.decided_here = true;
    result.said = error.fault == Fault::amount_out_of_range ? RefundSaid::not_refundable
                                                            : RefundSaid::not_sent;
    result.failure =
        error.fault == Fault::amount_out_of_range ? amount_not_accepted() : setup_unusable();
    result.alarm = error.fault == Fault::configuration;
    return result;
}

class MomoAdapter final : public Adapter {
  public:
    MomoAdapter(Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts)
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
        return [this](RefundOrder order, Mono due) { return refund(std::move(order), due); };
    }
    RefundCall refund_query_call() override {
        return [this](RefundOrder order, Mono due) { return refund_query(std::move(order), due); };
    }

    Result<Located> locate(const InboundCall& call, const std::vector<ProviderAccount>& accounts)
        const override {
        return inbound_.locate(call, accounts);
    }
    VerifyResult verify(const InboundCall& call, const InboundContext& context) const override {
        return inbound_.verify(call, context);
    }
    /// Nothing to sign: answers at once.
    Task<HttpResponse> answer(InboundCall /*call*/, InboundOutcome outcome) override {
        co_return answer_to(outcome.kind);
    }
    std::optional<ReturnVisit> read_return(
        std::string_view query, const std::vector<ProviderAccount>& accounts
    ) const override {
        return inbound_.read_return(query, accounts);
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

Task<Result<SendResult>> MomoAdapter::exchange(
    AccountKey account, Settings settings, Outgoing message, Mono due
) {
    std::string text = text_to_sign(message.kind(), settings.access_key, message.fields());
    KeyName key = secret_key_name(account);
    Result<std::string> mac =
        co_await keys_->mac(std::move(key), MacAlgorithm::hmac_sha256, std::move(text));
    if (!mac) co_return mac.error();
    OutboundRequest request;
    request.channel = "momo/" + account.account;
    request.url = settings.endpoint + settings.prefix + message.path();
    request.headers.add("Content-Type", "application/json; charset=UTF-8");
    request.body = message.to_json(crypto::to_hex(mac.value()));
    SendResult sent = co_await transport_->send(std::move(request), due);
    co_return sent;
}

Task<CreateResult> MomoAdapter::initiate(CreateOrder order, Mono due) {
    const Result<Settings> settings = read_settings(order.account);
    if (!settings) co_return CreateRefused{setup_unusable(), true};
    Result<Outgoing> message = encode_create(settings.value(), order);
    if (!message && message.error().fault == Fault::amount_out_of_range)
        co_return CreateNotSent{amount_not_accepted()};
    if (!message) co_return CreateRefused{setup_unusable(), true};
    Result<SendResult> sent =
        co_await exchange(order.account.key, settings.value(), std::move(message.value()), due);
    if (!sent) co_return CreateRefused{setup_unusable(), true};
    co_return decode_create(settings.value(), order, *keys_, sent.value());
}

Task<QueryResult> MomoAdapter::query_attempt(QueryOrder order, Mono due) {
    const Result<Settings> settings = read_settings(order.account);
    if (!settings) co_return QuerySilent{"the account's settings cannot be used", true};
    Result<Outgoing> message = encode_query(settings.value(), order);
    if (!message) co_return QuerySilent{message.error().detail};
    Result<SendResult> sent =
        co_await exchange(order.account.key, settings.value(), std::move(message.value()), due);
    if (!sent) co_return QuerySilent{sent.error().detail, true};
    co_return decode_query(settings.value(), order, sent.value());
}

Task<RefundResult> MomoAdapter::refund(RefundOrder order, Mono due) {
    const Result<Settings> settings = read_settings(order.account);
    if (!settings) co_return refund_not_sent(settings.error());
    Result<Outgoing> message = encode_refund(settings.value(), order);
    if (!message) co_return refund_not_sent(message.error());
    Result<SendResult> sent =
        co_await exchange(order.account.key, settings.value(), std::move(message.value()), due);
    if (!sent) co_return refund_not_sent(sent.error());
    co_return decode_refund(settings.value(), order, sent.value());
}

Task<RefundResult> MomoAdapter::refund_query(RefundOrder order, Mono due) {
    RefundResult unknown;
    const Result<Settings> settings = read_settings(order.account);
    if (!settings) {
        unknown.alarm = true;
        co_return unknown;
    }
    Result<Outgoing> message = encode_refund_query(settings.value(), order);
    if (!message) co_return unknown;
    Result<SendResult> sent =
        co_await exchange(order.account.key, settings.value(), std::move(message.value()), due);
    if (!sent) {
        unknown.alarm = true;
        co_return unknown;
    }
    RefundQueryAnswer first = decode_refund_query(settings.value(), order, sent.value());
    if (first.next == AskPurchase::no) co_return first.result;

    // MoMo's pages leave open under which id it keeps refunds; the purchase's own query lists them
    // too.
    QueryOrder purchase;
    purchase.account = order.account;
    purchase.order_ref = order.order_ref;
    purchase.request_id =
        order.request_id + "-p";  // an id is used once: requestId is an idempotency key here too
    purchase.locale = order.locale;
    Result<Outgoing> question = encode_query(settings.value(), purchase);
    if (!question) co_return first.result;
    Result<SendResult> again =
        co_await exchange(order.account.key, settings.value(), std::move(question.value()), due);
    if (!again) co_return first.result;
    co_return decode_refund_in_query(settings.value(), order, purchase.request_id, again.value());
}

}  // namespace

std::unique_ptr<Adapter> make_momo(
    Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
) {
    return std::make_unique<MomoAdapter>(transport, keys, accounts);
}

}  // namespace dvcpay::momo
