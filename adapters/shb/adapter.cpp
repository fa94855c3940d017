#include "shb/adapter.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "shb/answers.hpp"
#include "shb/bill.hpp"
#include "shb/codes.hpp"
#include "shb/inbound.hpp"
#include "shb/mask.hpp"
#include "shb/messages.hpp"
#include "shb/settings.hpp"
#include "shb/signing.hpp"
#include "toolkit/contracts.hpp"

namespace dvcpay::shb {
namespace {

Capability capability_of(const Settings& settings) {
    MethodCapability qr;
    qr.method = Method::qr;
    qr.finality = Finality::provider;
    qr.amount_min = settings.amount_min;
    qr.amount_max = settings.amount_max;
    qr.longest_expiry_s = settings.longest_expiry_s;

    Capability out;
    out.provider = "shb";
    out.display_name = "SHB";
    out.methods = {qr};
    out.description_max = 100;
    out.opening = Opening::repeatable;
    out.query_attempt = true;
    out.refund = true;
    out.refund_route = RefundRoute::back;
    out.refund_repeatable = true;
    out.refund_timeout_ms = 60'000;  // the bank's own advice for 3.6
    out.wants_payer_name = true;
    out.ask_plan = settings.ask_plan;
    out.call_timeout_ms = settings.call_timeout_ms;
    out.answer_within_ms = 15'000;
    out.inbound_kinds = {std::string(ipn_kind)};
    if (settings.pull_mode) out.inbound_kinds.emplace_back(bill_kind);
    return out;
}

std::map<AccountKey, Capability> by_account(const std::vector<ProviderAccount>& accounts) {
    std::map<AccountKey, Capability> out;
    for (const auto& account : accounts) {
        if (account.key.provider != "shb") continue;
        const auto settings = read_settings(account);
        if (settings) out.emplace(account.key, capability_of(settings.value()));
    }
    return out;
}

Capability widest(const std::map<AccountKey, Capability>& contracts) {
    const auto out = toolkit::widest(contracts, std::identity());
    if (out) return *out;
    ProviderAccount presets;
    presets.key = {"shb", "none"};
    presets.settings = {
        {"base_url", "https://none"}, {"partner_code", "NONE"}, {"client_id", "none"}
    };
    return capability_of(read_settings(presets).value());
}

/// How the call proves who we are; the transport puts the secret itself on the wire.
std::vector<Credential> credentials_of(const Settings& settings, const AccountKey& account) {
    Credential out;
    switch (settings.login) {
        case Login::oauth2:
            out.kind = Credential::Kind::token;
            out.token.url = settings.base_url + settings.token_path;
            out.token.client_id = settings.client_id;
            out.token.client_secret = client_secret_name(account);
            out.token.early_s = settings.token_early_s;
            return {out};
        case Login::api_key:
            out.kind = Credential::Kind::text;
            out.header = settings.api_key_header;
            out.key = api_key_name(account);
            return {out};
        case Login::none:
            return {};
    }
    return {};
}

/// Nothing went out, and the adapter knows it.
RefundResult refund_held_back(const Error& error) {
    RefundResult result;
    result.decided_here = true;
    const bool amount = error.fault == Fault::amount_out_of_range;
    result.said = amount ? RefundSaid::not_refundable : RefundSaid::not_sent;
    result.failure = amount ? amount_not_accepted() : setup_unusable();
    result.alarm = error.fault == Fault::configuration;
    return result;
}

/// Money of nobody's order came without a transaction of ours at SHB: it goes back by hand.
RefundResult refund_by_hand() {
    RefundResult result;
    result.decided_here = true;
    result.said = RefundSaid::not_refundable;
    result.failure = no_transaction();
    return result;
}

class ShbAdapter final : public Adapter {
  public:
    ShbAdapter(Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts)
        : transport_(&transport),
          keys_(&keys),
          contracts_(by_account(accounts)),
          capability_(widest(contracts_)),
          inbound_(keys, accounts) {}

    const Capability& capability() const override { return capability_; }
    const Capability& capability(const AccountKey& account) const override {
        const auto it = contracts_.find(account);
        return it == contracts_.end() ? capability_ : it->second;
    }
    // The bank issues the alias account with each transaction.
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
    Task<HttpResponse> answer(InboundCall call, InboundOutcome outcome) override;
    std::optional<ReturnVisit> read_return(
        std::string_view /*query*/, const std::vector<ProviderAccount>& /*accounts*/
    ) const override {
        return std::nullopt;  // SHB has no page of its own that a browser could come back from
    }
    std::string mask_raw(std::string_view raw) const override { return mask_message(raw); }

  private:
    /// Signs and sends. Fault::configuration: the account has no key; nothing was sent.
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

Task<Result<SendResult>> ShbAdapter::exchange(
    AccountKey account, Settings settings, Outgoing message, Mono due
) {
    Result<std::string> signature =
        co_await signature_of(keys_, settings.signature, account, message.message_id, message.body);
    if (!signature) co_return signature.error();
    OutboundRequest request;
    request.channel = "shb/" + account.account;
    request.url = settings.url(message.operation);
    request.headers.add("Content-Type", "application/json; charset=utf-8");
    request.headers.add(settings.id_header, message.message_id);
    request.headers.add(settings.signature.header, std::move(signature.value()));
    request.credentials = credentials_of(settings, account);
    request.body = std::move(message.body);
    SendResult sent = co_await transport_->send(std::move(request), due);
    co_return sent;
}

Task<CreateResult> ShbAdapter::initiate(CreateOrder order, Mono due) {
    const Result<Settings> settings = read_settings(order.account);
    if (!settings) co_return CreateRefused{setup_unusable(), true};
    Result<Outgoing> message = encode_create(settings.value(), order);
    if (!message && message.error().fault == Fault::amount_out_of_range)
        co_return CreateNotSent{amount_not_accepted()};
    if (!message) co_return CreateRefused{setup_unusable(), true};
    const std::string id = message.value().message_id;
    Result<SendResult> sent =
        co_await exchange(order.account.key, settings.value(), std::move(message.value()), due);
    if (!sent) co_return CreateRefused{setup_unusable(), true};
    const Asked asked{settings.value(), order.account.key, *keys_, id};
    co_return decode_create(asked, order, sent.value());
}

Task<QueryResult> ShbAdapter::query_attempt(QueryOrder order, Mono due) {
    const Result<Settings> settings = read_settings(order.account);
    if (!settings) co_return QuerySilent{"the account's settings cannot be used", true};
    Result<Outgoing> message = encode_status(settings.value(), order);
    if (!message) co_return QuerySilent{message.error().detail};
    Result<SendResult> sent =
        co_await exchange(order.account.key, settings.value(), std::move(message.value()), due);
    if (!sent) co_return QuerySilent{sent.error().detail, true};
    const Asked asked{settings.value(), order.account.key, *keys_, order.request_id};
    co_return decode_status(asked, order, sent.value());
}

Task<RefundResult> ShbAdapter::refund(RefundOrder order, Mono due) {
    if (order.provider_ref.empty()) co_return refund_by_hand();
    const Result<Settings> settings = read_settings(order.account);
    if (!settings) co_return refund_held_back(settings.error());
    Result<Outgoing> message = encode_refund(settings.value(), order);
    if (!message) co_return refund_held_back(message.error());
    const std::string id = message.value().message_id;
    Result<SendResult> sent =
        co_await exchange(order.account.key, settings.value(), std::move(message.value()), due);
    if (!sent) co_return refund_held_back(sent.error());
    const Asked asked{settings.value(), order.account.key, *keys_, id};
    co_return decode_refund(asked, order, sent.value());
}

// SHB has no question about a refund: the same refund, sent again with the same ids, is the
// question. That this repetition did not go out says nothing about the first one.
Task<RefundResult> ShbAdapter::refund_query(RefundOrder order, Mono due) {
    RefundResult result = co_await refund(std::move(order), due);
    if (result.decided_here || result.said == RefundSaid::not_sent) {
        RefundResult unknown;
        unknown.alarm = result.alarm;
        co_return unknown;
    }
    // "Not known, not paid, too much" may be said because the first one went through.
    const std::string& code = result.failure.provider_code;
    const bool may_be_of_the_first = code == "07" || code == "08" || code == "12";
    if (result.said == RefundSaid::refused && may_be_of_the_first)
        result.said = RefundSaid::unknown;
    co_return result;
}

Task<HttpResponse> ShbAdapter::answer(InboundCall call, InboundOutcome outcome) {
    Ack ack = ack_of(call, outcome);
    HttpResponse response;
    response.status = ack.status;
    response.headers.add("Content-Type", "application/json; charset=utf-8");
    const Result<Settings> settings = read_settings(outcome.context.account);
    if (outcome.account_known && settings) {
        Result<std::string> signature = co_await signature_of(
            keys_, settings.value().signature, outcome.context.account.key, ack.message_id, ack.body
        );
        // Unsigned the bank does not believe it and repeats: nothing is lost.
        if (signature) {
            response.headers.add(settings.value().signature.header, signature.value());
        }
        if (!ack.message_id.empty()) {
            response.headers.add(settings.value().id_header, ack.message_id);
        }
    }
    response.body = std::move(ack.body);
    co_return response;
}

}  // namespace

std::unique_ptr<Adapter> make_shb(
    Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
) {
    return std::make_unique<ShbAdapter>(transport, keys, accounts);
}

}  // namespace dvcpay::shb
