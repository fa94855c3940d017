#include "viettelpay/adapter.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "toolkit/contracts.hpp"
#include "viettelpay/answers.hpp"
#include "viettelpay/codes.hpp"
#include "viettelpay/inbound.hpp"
#include "viettelpay/mask.hpp"
#include "viettelpay/messages.hpp"
#include "viettelpay/settings.hpp"
#include "viettelpay/signing.hpp"

namespace dvcpay::viettelpay {
namespace {

MethodCapability method_of(Method method, const Settings& settings, std::int64_t longest_expiry_s) {
    MethodCapability out;
    out.method = method;
    // Viettel asks us before it debits: our "no" ends an attempt.
    out.finality = Finality::refusal;
    out.amount_min = settings.amount_min;
    out.amount_max = settings.amount_max;
    out.longest_expiry_s = longest_expiry_s;
    return out;
}

Capability capability_of(const Settings& settings) {
    Capability out;
    out.provider = "viettelpay";
    out.display_name = "ViettelPay";
    out.methods.push_back(method_of(Method::redirect, settings, settings.redirect_expiry_s));
    if (settings.offers_qr)
        out.methods.push_back(method_of(Method::qr, settings, settings.qr_expiry_s));
    out.description_max = 255;
    out.opening = Opening::local;
    out.query_attempt = true;
    out.refund = true;
    out.refund_route = RefundRoute::back;
    out.refund_full_only = true;
    out.refund_repeatable = false;  // no name of ours goes with it: a second one is a second refund
    out.ask_plan = settings.ask_plan;
    out.call_timeout_ms = settings.call_timeout_ms;
    out.answer_within_ms = 3000;
    out.inbound_kinds = {
        std::string(ipn_kind), std::string(order_check_kind), std::string(status_kind)
    };
    return out;
}

std::map<AccountKey, Capability> by_account(const std::vector<ProviderAccount>& accounts) {
    std::map<AccountKey, Capability> out;
    for (const auto& account : accounts) {
        if (account.key.provider != "viettelpay") continue;
        const auto settings = read_settings(account);
        if (settings) out.emplace(account.key, capability_of(settings.value()));
    }
    return out;
}

Capability widest(const std::map<AccountKey, Capability>& contracts) {
    const auto out = toolkit::widest(contracts, std::identity());
    if (out) return *out;
    ProviderAccount presets;
    presets.settings = {{"merchant_code", "none"}, {"access_code", "none"}};
    return capability_of(read_settings(presets).value());
}

RefundResult refund_not_sent(const Error& error) {
    RefundResult result;
    // A part of a credit goes by hand; a set-up can be mended and tried again.
    const bool never = error.fault == Fault::amount_out_of_range;
    result.decided_here = true;
    result.said = never ? RefundSaid::not_refundable : RefundSaid::not_sent;
    result.failure = never ? only_whole_refunds() : setup_unusable();
    result.alarm = error.fault == Fault::configuration;
    return result;
}

class ViettelPayAdapter final : public Adapter {
  public:
    ViettelPayAdapter(
        Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
    )
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
    RefundCall refund_query_call() override { return {}; }

    Result<Located> locate(const InboundCall& call, const std::vector<ProviderAccount>& accounts)
        const override {
        return inbound_.locate(call, accounts);
    }
    VerifyResult verify(const InboundCall& call, const InboundContext& context) const override {
        return inbound_.verify(call, context);
    }
    Task<HttpResponse> answer(InboundCall call, InboundOutcome outcome) override;
    std::optional<ReturnVisit> read_return(
        std::string_view query, const std::vector<ProviderAccount>& accounts
    ) const override {
        return inbound_.read_return(query, accounts);
    }
    std::string mask_raw(std::string_view raw) const override { return mask_message(raw); }

  private:
    /// Signs and sends. Fault::configuration: the account has no key; nothing was sent.
    Task<Result<SendResult>> exchange(
        AccountKey account, Settings settings, Outgoing message, Mono due
    );
    Task<CreateResult> open_page(CreateOrder order, Settings settings);
    Task<RefundResult> refund(RefundOrder order, Mono due);

    Transport* transport_;
    Keys* keys_;
    const std::map<AccountKey, Capability> contracts_;
    const Capability capability_;
    Inbound inbound_;
};

Task<Result<SendResult>> ViettelPayAdapter::exchange(
    AccountKey account, Settings settings, Outgoing message, Mono due
) {
    KeyName key = hash_key_name(account);
    toolkit::Fields fields = message.fields;
    Result<std::string> checksum =
        co_await sign(keys_, settings, std::move(key), message.kind, std::move(fields));
    if (!checksum) co_return checksum.error();
    OutboundRequest request;
    request.channel = "viettelpay/" + account.account;
    request.url = settings.api_url;
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.headers.add("Accept", "application/json");
    request.body = form_body(std::move(message.fields), std::move(checksum.value()));
    SendResult sent = co_await transport_->send(std::move(request), due);
    co_return sent;
}

CreateResult not_opened(const Error& error) {
    if (error.fault == Fault::amount_out_of_range) return CreateNotSent{amount_not_accepted()};
    return CreateRefused{setup_unusable(), true};
}

Task<CreateResult> ViettelPayAdapter::open_page(CreateOrder order, Settings settings) {
    Result<Outgoing> message = encode_payment(settings, order);
    if (!message) co_return not_opened(message.error());
    KeyName key = hash_key_name(order.account.key);
    toolkit::Fields fields = message.value().fields;
    Result<std::string> checksum =
        co_await sign(keys_, settings, std::move(key), Signed::payment, std::move(fields));
    if (!checksum) co_return not_opened(checksum.error());
    CreateOpened opened;
    opened.next_action.kind = NextAction::Kind::redirect;
    opened.next_action.url =
        payment_url(settings, std::move(message.value().fields), std::move(checksum.value()));
    co_return opened;
}

Task<CreateResult> ViettelPayAdapter::initiate(CreateOrder order, Mono /*due*/) {
    const Result<Settings> settings = read_settings(order.account);
    if (!settings) co_return not_opened(settings.error());
    const Method method = order.attempt.method;
    if (method == Method::redirect) {
        CreateResult opened = co_await open_page(std::move(order), settings.value());
        co_return opened;
    }
    if (method != Method::qr || !settings.value().offers_qr)
        co_return not_opened(Error(Fault::configuration, "the contract has no such method"));
    Result<std::string> text = encode_qr(settings.value(), order);
    if (!text) co_return not_opened(text.error());
    CreateOpened opened;
    opened.next_action.kind = NextAction::Kind::qr;
    opened.next_action.qr_payload = std::move(text.value());
    co_return opened;
}

Task<QueryResult> ViettelPayAdapter::query_attempt(QueryOrder order, Mono due) {
    const Result<Settings> settings = read_settings(order.account);
    if (!settings) co_return QuerySilent{"the account's settings cannot be used", true};
    Result<Outgoing> message = encode_inquiry(settings.value(), order);
    if (!message) co_return QuerySilent{message.error().detail};
    Result<SendResult> sent =
        co_await exchange(order.account.key, settings.value(), std::move(message.value()), due);
    if (!sent) co_return QuerySilent{sent.error().detail, true};
    co_return decode_inquiry(settings.value(), order, *keys_, sent.value());
}

Task<RefundResult> ViettelPayAdapter::refund(RefundOrder order, Mono due) {
    const Result<Settings> settings = read_settings(order.account);
    if (!settings) co_return refund_not_sent(settings.error());
    Result<Outgoing> message = encode_refund(settings.value(), order);
    if (!message) co_return refund_not_sent(message.error());
    Result<SendResult> sent =
        co_await exchange(order.account.key, settings.value(), std::move(message.value()), due);
    if (!sent) co_return refund_not_sent(sent.error());
    co_return decode_refund(settings.value(), order, *keys_, sent.value());
}

Task<HttpResponse> ViettelPayAdapter::answer(InboundCall call, InboundOutcome outcome) {
    Outgoing message = answer_to(call, outcome);
    std::string checksum;
    const Result<Settings> settings = read_settings(outcome.context.account);
    if (outcome.account_known && settings) {
        KeyName key = hash_key_name(outcome.context.account.key);
        toolkit::Fields fields = message.fields;
        Result<std::string> made =
            co_await sign(keys_, settings.value(), std::move(key), message.kind, std::move(fields));
        if (made) checksum = std::move(made.value());
    }
    HttpResponse response;
    response.headers.add("Content-Type", "application/json; charset=UTF-8");
    response.body = json_body(message.fields, checksum);
    co_return response;
}

}  // namespace

std::unique_ptr<Adapter> make_viettelpay(
    Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
) {
    return std::make_unique<ViettelPayAdapter>(transport, keys, accounts);
}

}  // namespace dvcpay::viettelpay
