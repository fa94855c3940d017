#include "vpbank/adapter.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "toolkit/contracts.hpp"
#include "vpbank/answers.hpp"
#include "vpbank/codes.hpp"
#include "vpbank/inbound.hpp"
#include "vpbank/mask.hpp"
#include "vpbank/messages.hpp"
#include "vpbank/settings.hpp"
#include "vpbank/signing.hpp"

namespace dvcpay::vpbank {
namespace {

Capability capability_of(const Settings& settings) {
    MethodCapability qr;
    qr.method = Method::qr;
    qr.finality = Finality::push_only;
    qr.amount_min = settings.amount_min;
    qr.amount_max = settings.amount_max;
    qr.longest_expiry_s = settings.longest_expiry_s;
    qr.grace_s = settings.grace_s;
    qr.watch_days = settings.watch_days;
    Capability out;
    out.provider = "vpbank";
    out.display_name = "VPBank";
    out.methods = {qr};
    const bool api = settings.va_mode == VaMode::api;
    out.opening = api ? Opening::repeatable : Opening::local;
    out.query_attempt = api;
    out.refund = settings.transfer.refunds == Refunds::transfer;
    out.refund_route = out.refund ? RefundRoute::destination : RefundRoute::none;
    out.refund_repeatable = false;  // spec §4.2: a transfer is asked about, never sent twice
    out.ask_plan = settings.ask_plan;
    out.call_timeout_ms = settings.endpoint.call_timeout_ms;
    // Name inquiry and transfer, each with the whole time of a call.
    if (settings.transfer.name_check) out.refund_timeout_ms = 2 * out.call_timeout_ms;
    out.answer_within_ms = settings.answer_within_ms;
    out.inbound_kinds = {std::string(credit_kind)};
    return out;
}

Settings presets() {
    ProviderAccount account;
    account.settings = {{"master_account", "0"}, {"va_prefix", "NONE"}, {"va_last", "1"}};
    return read_settings(account).value();
}

std::map<AccountKey, Settings> by_account(const std::vector<ProviderAccount>& accounts) {
    std::map<AccountKey, Settings> out;
    for (const auto& account : accounts) {
        if (account.key.provider != "vpbank") continue;
        auto settings = read_settings(account);
        if (settings) out.emplace(account.key, std::move(settings.value()));
    }
    return out;
}

std::map<AccountKey, Capability> capabilities_of(const std::map<AccountKey, Settings>& contracts) {
    std::map<AccountKey, Capability> out;
    for (const auto& [key, settings] : contracts) out.emplace(key, capability_of(settings));
    return out;
}

Capability widest(const std::map<AccountKey, Capability>& contracts) {
    const auto out = toolkit::widest(contracts, std::identity());
    return out ? *out : capability_of(presets());
}

/// How the bank's gateway is logged in to; the transport puts the secrets on the wire.
Credential login_of(const Endpoint& endpoint, const AccountKey& account) {
    Credential out;
    out.kind = Credential::Kind::token;
    out.token.url = endpoint.base_url + endpoint.token_path;
    out.token.client_id = endpoint.client_id;
    out.token.client_secret = key_name(account, client_secret);
    out.token.scope = endpoint.scope;
    out.token.login = TokenPlan::Login::basic_header;
    if (endpoint.token_has_idn_app) out.token.headers.add("IDN-App", endpoint.idn_app);
    return out;
}

OutboundRequest request_of(
    const Endpoint& endpoint, const AccountKey& account, const Outgoing& message, std::string body
) {
    OutboundRequest out;
    out.channel = "vpbank/" + account.account;
    out.method = message.method;
    out.url = endpoint.base_url + message.path;
    out.headers.add("Content-Type", "application/json");
    out.headers.add("Accept", "application/json");
    out.headers.add("IDN-App", endpoint.idn_app);
    out.headers.add("x-request-id", message.request_id);
    for (const auto& [name, text] : message.headers.all()) out.headers.add(name, text);
    out.credentials.push_back(login_of(endpoint, account));
    out.body = std::move(body);
    return out;
}

CreateResult opened_here(const Settings& settings, const CreateOrder& order) {
    auto offer = offer_on(settings, order, order.attempt.virtual_account);
    if (!offer && offer.error().fault == Fault::amount_out_of_range)
        return CreateNotSent{amount_not_accepted()};
    if (!offer) return CreateRefused{number_unusable(), true};
    CreateOpened opened;
    opened.next_action = std::move(offer.value());
    return opened;
}

class VpbankAdapter final : public Adapter {
  public:
    VpbankAdapter(Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts)
        : transport_(&transport),
          keys_(&keys),
          contracts_(by_account(accounts)),
          capabilities_(capabilities_of(contracts_)),
          capability_(widest(capabilities_)),
          inbound_(keys) {}

    const Capability& capability() const override { return capability_; }
    const Capability& capability(const AccountKey& account) const override {
        const auto it = capabilities_.find(account);
        return it == capabilities_.end() ? capability_ : it->second;
    }
    std::optional<NumberPlan> numbers(const AccountKey& account) const override;

    Task<CreateResult> initiate(CreateOrder order, Mono due) override;
    Task<QueryResult> query_attempt(QueryOrder order, Mono due) override;
    AccountCall account_call() override { return {}; }  // the statement is a file
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
    /// Nothing to sign: answers at once.
    Task<HttpResponse> answer(InboundCall call, InboundOutcome outcome) override {
        co_return acknowledge(call, outcome);
    }
    std::optional<ReturnVisit> read_return(
        std::string_view /*query*/, const std::vector<ProviderAccount>& /*accounts*/
    ) const override {
        return std::nullopt;  // nobody is sent away, so nobody returns
    }
    std::string mask_raw(std::string_view raw) const override { return mask_message(raw); }

  private:
    /// Signs where the message is signed, and sends. Fault::configuration: a key is missing;
    /// nothing was sent.
    Task<Result<SendResult>> exchange(
        AccountKey account, Settings settings, Outgoing message, Mono due
    );
    Task<RefundResult> refund(RefundOrder order, Mono due);
    Task<RefundResult> refund_query(RefundOrder order, Mono due);

    Transport* transport_;
    Keys* keys_;
    const std::map<AccountKey, Settings> contracts_;
    const std::map<AccountKey, Capability> capabilities_;
    const Capability capability_;
    Inbound inbound_;
};

std::optional<NumberPlan> VpbankAdapter::numbers(const AccountKey& account) const {
    const auto it = contracts_.find(account);
    if (it == contracts_.end() || it->second.va_mode == VaMode::api) return std::nullopt;
    const Settings& settings = it->second;
    NumberPlan plan;
    // Contracts that share a prefix spell the same numbers: one counter for both.
    plan.series = "vpbank/" + settings.stock.prefix;
    plan.size = settings.stock.size();
    plan.pooled = settings.va_mode == VaMode::pool;
    plan.quarantine_s = plan.pooled ? settings.quarantine_s : 0;
    plan.spell = [stock = settings.stock](Day, std::int64_t serial) { return stock.spell(serial); };
    return plan;
}

Task<Result<SendResult>> VpbankAdapter::exchange(
    AccountKey account, Settings settings, Outgoing message, Mono due
) {
    std::string signature;
    if (!message.to_sign.empty()) {
        KeyName key = key_name(account, partner_key);
        Result<std::string> made =
            co_await sign(keys_, std::move(key), settings.sign_wrap, message.to_sign);
        if (!made) co_return made.error();
        signature = std::move(made.value());
    }
    OutboundRequest request =
        request_of(settings.endpoint, account, message, message.to_json(signature));
    SendResult sent = co_await transport_->send(std::move(request), due);
    co_return sent;
}

Task<CreateResult> VpbankAdapter::initiate(CreateOrder order, Mono due) {
    const Result<Settings> read = read_settings(order.account);
    if (!read) co_return CreateRefused{setup_unusable(), true};
    const Settings& settings = read.value();
    if (settings.va_mode != VaMode::api) co_return opened_here(settings, order);
    Result<Outgoing> message = encode_open_number(settings, order);
    if (!message && message.error().fault == Fault::amount_out_of_range)
        co_return CreateNotSent{amount_not_accepted()};
    if (!message) co_return CreateRefused{setup_unusable(), true};
    Result<SendResult> sent =
        co_await exchange(order.account.key, settings, std::move(message.value()), due);
    if (!sent) co_return CreateRefused{setup_unusable(), true};
    co_return decode_open_number(settings, order, sent.value());
}

Task<QueryResult> VpbankAdapter::query_attempt(QueryOrder order, Mono due) {
    const Result<Settings> read = read_settings(order.account);
    if (!read) co_return QuerySilent{"the account's settings cannot be used", true};
    const Settings& settings = read.value();
    if (settings.va_mode != VaMode::api)
        co_return QuerySilent{"VPBank cannot be asked for one payment of this contract"};
    Result<Outgoing> message = encode_number_history(settings, order);
    if (!message) co_return QuerySilent{message.error().detail};
    Result<SendResult> sent =
        co_await exchange(order.account.key, settings, std::move(message.value()), due);
    if (!sent) co_return QuerySilent{sent.error().detail, true};
    co_return decode_number_history(settings, order, sent.value());
}

Task<RefundResult> VpbankAdapter::refund(RefundOrder order, Mono due) {
    const Result<Settings> read = read_settings(order.account);
    if (!read) co_return refund_held_back(read.error());
    const Settings& settings = read.value();
    if (settings.transfer.refunds != Refunds::transfer)
        co_return refund_held_back(Error(Fault::configuration));
    Result<Outgoing> question = encode_beneficiary(settings, order);
    if (!question) co_return refund_held_back(question.error());
    Result<Outgoing> message = encode_transfer(settings, order);
    if (!message) co_return refund_held_back(message.error());
    if (settings.transfer.name_check) {
        // A slow bank must not leave the transfer a part of its time: its outcome would be unknown,
        // though nothing had gone out yet. Without an answer by then nothing is sent.
        const Mono named_by = due.plus_ms(-settings.endpoint.call_timeout_ms);
        Result<SendResult> named =
            co_await exchange(order.account.key, settings, std::move(question.value()), named_by);
        if (!named) co_return refund_held_back(named.error());
        if (auto over = decode_beneficiary(settings, order, named.value()))
            co_return std::move(*over);
    }
    Result<SendResult> sent =
        co_await exchange(order.account.key, settings, std::move(message.value()), due);
    if (!sent) co_return refund_held_back(sent.error());
    co_return decode_transfer(settings, order, sent.value());
}

Task<RefundResult> VpbankAdapter::refund_query(RefundOrder order, Mono due) {
    RefundResult unknown;
    const Result<Settings> read = read_settings(order.account);
    unknown.alarm = !read;
    if (!read || read.value().transfer.refunds != Refunds::transfer) co_return unknown;
    const Settings& settings = read.value();
    Result<Outgoing> message = encode_transfer_status(settings, order);
    if (!message) co_return unknown;
    Result<SendResult> sent =
        co_await exchange(order.account.key, settings, std::move(message.value()), due);
    if (!sent) {
        unknown.alarm = true;
        co_return unknown;
    }
    co_return decode_transfer_status(settings, order, sent.value());
}

}  // namespace

std::unique_ptr<Adapter> make_vpbank(
    Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
) {
    return std::make_unique<VpbankAdapter>(transport, keys, accounts);
}

}  // namespace dvcpay::vpbank
