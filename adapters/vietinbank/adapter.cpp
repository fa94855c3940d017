#include "vietinbank/adapter.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "crypto/digest.hpp"
#include "toolkit/contracts.hpp"
#include "vietinbank/answers.hpp"
#include "vietinbank/codes.hpp"
#include "vietinbank/inbound.hpp"
#include "vietinbank/mask.hpp"
#include "vietinbank/messages.hpp"
#include "vietinbank/refund.hpp"

namespace dvcpay::vietinbank {
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
    out.provider = "vietinbank";
    out.display_name = "VietinBank";
    out.methods = {qr};
    // The generator moves nothing; without it nothing is sent at all.
    out.opening = settings.qr.source == QrSource::bank ? Opening::repeatable : Opening::local;
    out.query_account = settings.erp.statement;
    out.refund = settings.erp.refunds == Refunds::transfer;
    out.refund_route = out.refund ? RefundRoute::destination : RefundRoute::none;
    out.refund_repeatable = false;  // a transfer is never sent twice
    out.ask_plan = settings.ask_plan;
    out.call_timeout_ms = settings.endpoint.call_timeout_ms;
    // Name inquiry and transfer, each with the whole time of a call.
    if (settings.erp.name_check) out.refund_timeout_ms = 2 * out.call_timeout_ms;
    out.answer_within_ms = settings.inbound.answer_within_ms;
    // Notices first: there the money is told of.
    out.inbound_kinds = {std::string(credit_kind), std::string(bill_kind)};
    return out;
}

Settings presets() {
    ProviderAccount account;
    account.settings = {
        {"client_id", "none"}, {"provider_id", "0"}, {"vac", "NONE"}, {"real_account", "0"}
    };
    return read_settings(account).value();
}

std::map<AccountKey, Settings> by_account(const std::vector<ProviderAccount>& accounts) {
    std::map<AccountKey, Settings> out;
    for (const auto& account : accounts) {
        if (account.key.provider != "vietinbank") continue;
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

class VietinbankAdapter final : public Adapter {
  public:
    VietinbankAdapter(
        Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
    )
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
    std::optional<NumberPlan> numbers(const AccountKey& account) const override {
        const auto it = contracts_.find(account);
        if (it == contracts_.end()) return std::nullopt;
        NumberPlan plan;
        // Contracts that share a code and a word spell the same numbers: one counter for both.
        plan.series = "vietinbank/" + it->second.vac + it->second.vav_prefix;
        plan.per_day = true;
        plan.size = serials_a_day;
        plan.spell = [vac = it->second.vac, word = it->second.vav_prefix](
                         Day day, std::int64_t serial
                     ) { return spell_number(vac, word, day, serial); };
        return plan;
    }

    Task<CreateResult> initiate(CreateOrder order, Mono due) override;
    Task<QueryResult> query_attempt(QueryOrder, Mono) override {
        co_return QuerySilent{"VietinBank cannot be asked for one payment"};
    }
    AccountCall account_call() override {
        if (!capability_.query_account) return {};
        return [this](AccountQuery query, Mono due) { return read_day(std::move(query), due); };
    }
    RefundCall refund_call() override {
        if (!capability_.refund) return {};
        return [this](RefundOrder order, Mono due) { return refund(std::move(order), due); };
    }
    RefundCall refund_query_call() override {
        if (!capability_.refund || !capability_.query_account) return {};
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
    std::optional<ReturnVisit> read_return(std::string_view, const std::vector<ProviderAccount>&)
        const override {
        return std::nullopt;  // nobody is sent away, so nobody returns
    }
    std::string mask_raw(std::string_view raw) const override { return mask_message(raw); }

  private:
    /// Signs and sends. Fault::configuration: a key is missing; nothing was sent.
    Task<Result<SendResult>> exchange(
        AccountKey account, Endpoint endpoint, SignAlgorithm algorithm, Outgoing message, Mono due
    );
    Task<AccountResult> read_day(AccountQuery query, Mono due);
    Task<RefundResult> refund(RefundOrder order, Mono due);
    Task<RefundResult> refund_query(RefundOrder order, Mono due);
    Task<RefundResult> find_debit(RefundOrder order, Settings settings, Day day, Mono due);

    Transport* transport_;
    Keys* keys_;
    const std::map<AccountKey, Settings> contracts_;
    const std::map<AccountKey, Capability> capabilities_;
    const Capability capability_;
    Inbound inbound_;
};

Task<Result<SendResult>> VietinbankAdapter::exchange(
    AccountKey account, Endpoint endpoint, SignAlgorithm algorithm, Outgoing message, Mono due
) {
    KeyName key = key_name(account, partner_key);
    std::string text = message.text();
    Result<std::string> signature =
        co_await keys_->sign(std::move(key), algorithm, std::move(text));
    if (!signature) co_return signature.error();
    OutboundRequest request;
    request.channel = "vietinbank/" + account.account;
    request.url = endpoint.base_url + message.path;
    request.headers.add("Content-Type", "application/json; charset=utf-8");
    request.headers.add("Accept", "application/json");
    request.headers.add("x-ibm-client-id", endpoint.client_id);
    Credential secret;
    secret.kind = Credential::Kind::text;
    secret.header = "x-ibm-client-secret";
    secret.key = key_name(account, client_secret);
    request.credentials.push_back(std::move(secret));
    request.body = message.to_json(crypto::to_base64(signature.value()));
    SendResult sent = co_await transport_->send(std::move(request), due);
    co_return sent;
}

CreateResult opened_here(const Settings& settings, const CreateOrder& order, bool alarm) {
    auto offer = local_offer(settings, order);
    if (!offer && offer.error().fault == Fault::amount_out_of_range)
        return CreateNotSent{amount_not_accepted()};
    if (!offer) return CreateRefused{number_unusable(), true};
    CreateOpened opened;
    opened.next_action = std::move(offer.value());
    opened.alarm = alarm;
    return opened;
}

Task<CreateResult> VietinbankAdapter::initiate(CreateOrder order, Mono due) {
    const Result<Settings> read = read_settings(order.account);
    if (!read) co_return CreateRefused{setup_unusable(), true};
    const Settings& settings = read.value();
    if (settings.qr.source == QrSource::local) co_return opened_here(settings, order, false);
    Result<Outgoing> message = encode_qr(settings, order);
    if (!message && message.error().fault == Fault::amount_out_of_range)
        co_return CreateNotSent{amount_not_accepted()};
    if (!message) co_return CreateRefused{number_unusable(), true};
    Result<SendResult> sent = co_await exchange(
        order.account.key, settings.endpoint, settings.qr.algorithm, std::move(message.value()), due
    );
    if (sent) co_return decode_qr(settings, order, *keys_, sent.value());
    // Without our key the bank cannot be asked; the number can be paid to all the same.
    if (settings.qr.local_fallback) co_return opened_here(settings, order, true);
    co_return CreateRefused{setup_unusable(), true};
}

Task<AccountResult> VietinbankAdapter::read_day(AccountQuery query, Mono due) {
    const Result<Settings> read = read_settings(query.account);
    if (!read) co_return QuerySilent{"the account's settings cannot be used", true};
    const Settings& settings = read.value();
    if (!settings.erp.statement) co_return QuerySilent{"the contract has no statement"};
    if (query.page != 1) co_return AccountPage{};  // a day is one answer
    Result<Outgoing> message = encode_statement(settings, query.day, query.request_id, query.now);
    if (!message) co_return QuerySilent{message.error().detail};
    Result<SendResult> sent = co_await exchange(
        query.account.key,
        settings.endpoint,
        settings.erp.algorithm,
        std::move(message.value()),
        due
    );
    if (!sent) co_return QuerySilent{sent.error().detail, true};
    co_return decode_statement(settings, query, *keys_, sent.value());
}

Task<RefundResult> VietinbankAdapter::refund(RefundOrder order, Mono due) {
    const Result<Settings> read = read_settings(order.account);
    if (!read) co_return refund_not_sent(read.error());
    const Settings& settings = read.value();
    if (settings.erp.refunds != Refunds::transfer)
        co_return refund_not_sent(Error(Fault::configuration));
    Result<Outgoing> question = encode_name_inquiry(settings, order);
    if (!question) co_return refund_not_sent(question.error());
    Result<Outgoing> message = encode_transfer(settings, order);
    if (!message) co_return refund_not_sent(message.error());
    if (settings.erp.name_check) {
        // A slow bank must not leave the transfer a part of its time: its outcome would be unknown,
        // though nothing had gone out yet. Without an answer by then nothing is sent.
        const Mono named_by = due.plus_ms(-settings.endpoint.call_timeout_ms);
        Result<SendResult> named = co_await exchange(
            order.account.key,
            settings.endpoint,
            settings.erp.algorithm,
            std::move(question.value()),
            named_by
        );
        if (!named) co_return refund_not_sent(named.error());
        if (auto over = decode_name_inquiry(settings, order, *keys_, named.value()))
            co_return std::move(*over);
    }
    Result<SendResult> sent = co_await exchange(
        order.account.key,
        settings.endpoint,
        settings.erp.algorithm,
        std::move(message.value()),
        due
    );
    if (!sent) co_return refund_not_sent(sent.error());
    co_return decode_transfer(settings, order, *keys_, sent.value());
}

Task<RefundResult> VietinbankAdapter::find_debit(
    RefundOrder order, Settings settings, Day day, Mono due
) {
    // The same question for two days needs two ids.
    const std::string id = erp_id(order.request_id, std::to_string(day.day % 10));
    RefundResult unknown;
    Result<Outgoing> message = encode_statement(settings, day, id, order.now);
    if (!message) co_return unknown;
    Result<SendResult> sent = co_await exchange(
        order.account.key,
        settings.endpoint,
        settings.erp.algorithm,
        std::move(message.value()),
        due
    );
    if (!sent) {
        unknown.alarm = true;
        co_return unknown;
    }
    co_return decode_refund_in_statement(settings, order, *keys_, id, sent.value());
}

Task<RefundResult> VietinbankAdapter::refund_query(RefundOrder order, Mono due) {
    RefundResult unknown;
    const Result<Settings> read = read_settings(order.account);
    if (!read || !read.value().erp.statement) {
        unknown.alarm = !read;
        co_return unknown;
    }
    // Approval takes its time: the debit may stand on any day since. Each question reads today and
    // yesterday, so that questions of every day miss none.
    const Day today = ict_day(order.now);
    RefundResult result = co_await find_debit(order, read.value(), today, due);
    if (result.said == RefundSaid::done || result.alarm) co_return result;
    const Day yesterday = plus_days(today, -1);
    if (yesterday < ict_day(order.submitted_at)) co_return result;
    RefundResult before = co_await find_debit(order, read.value(), yesterday, due);
    co_return before;
}

Task<HttpResponse> VietinbankAdapter::answer(InboundCall call, InboundOutcome outcome) {
    HttpResponse response;
    // Our configuration is wrong, not the call: nothing was taken, and the bank repeats it.
    if (outcome.kind == InboundOutcome::Kind::distrusted && outcome.account_known &&
        inbound_.only_another_contract_doubts(call, outcome.context))
        outcome.kind = InboundOutcome::Kind::try_again;
    const bool again = outcome.kind == InboundOutcome::Kind::try_again;
    const Result<Settings> read = read_settings(outcome.context.account);
    const bool can_sign = outcome.account_known && read.has_value();
    if (!can_sign && again) {
        response.status = 503;  // anything but 200 makes the bank repeat
        co_return response;
    }
    const Settings settings = can_sign ? read.value() : presets();
    const Reply reply = reply_to(call, outcome, settings);
    std::string signature;
    if (can_sign) {
        const SignAlgorithm algorithm = call.kind == bill_kind ? settings.inbound.inquiry_algorithm
                                                               : settings.inbound.notice_algorithm;
        KeyName key = key_name(outcome.context.account.key, partner_key);
        std::string text = reply.message.text();
        Result<std::string> made = co_await keys_->sign(std::move(key), algorithm, std::move(text));
        if (!made) {
            response.status = 503;
            co_return response;
        }
        signature = crypto::to_base64(made.value());
    }
    response.status = reply.status;
    response.headers.add("Content-Type", "application/json; charset=utf-8");
    response.body = reply.message.to_json(signature);
    co_return response;
}

}  // namespace

std::unique_ptr<Adapter> make_vietinbank(
    Transport& transport, Keys& keys, const std::vector<ProviderAccount>& accounts
) {
    return std::make_unique<VietinbankAdapter>(transport, keys, accounts);
}

}  // namespace dvcpay::vietinbank
