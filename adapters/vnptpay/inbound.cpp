#include "vnptpay/inbound.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "domain/invariant.hpp"
#include "toolkit/decode_once.hpp"
#include "toolkit/text.hpp"
#include "toolkit/url.hpp"
#include "vnptpay/settings.hpp"
#include "vnptpay/signing.hpp"

namespace dvcpay::vnptpay {
namespace {

using toolkit::Fields;

/// The account whose merchant service this is. Disabled ones count: their payers' money still
/// arrives.
const ProviderAccount* account_of(
    std::string_view merchant_service_id, const std::vector<ProviderAccount>& accounts
) {
    if (merchant_service_id.empty()) return nullptr;
    for (const auto& account : accounts) {
        if (account.key.provider == "vnptpay" &&
            account.setting("merchant_service_id") == merchant_service_id)
            return &account;
    }
    return nullptr;
}

bool is_notice(const Incoming& message) {
    if (message.fields.text("ACTION") != "CONFIRM") return false;
    for (const char* name :
         {"RESPONSE_CODE", "MERCHANT_SERVICE_ID", "MERCHANT_ORDER_ID", "SECURE_CODE"}) {
        if (message.fields.text(name).empty()) return false;
    }
    // A truth value, list or object in the place of a signed text has no agreed spelling.
    return std::ranges::none_of(signed_names(Signed::confirm), [&](std::string_view name) {
        return std::ranges::find(message.unreadable, name) != message.unreadable.end();
    });
}

CallbackOrder callback_order(const ProviderAccount& account) {
    return account.setting("callback_order") == "received" ? CallbackOrder::received
                                                           : CallbackOrder::listed;
}

/// Whether money may be booked on the notice alone, or an order ended by it.
bool agrees(const StoredOrder& order, const ProviderAccount& account, Money amount) {
    return order.attempt.account == account.key && order.attempt.amount == amount;
}

/// A signed notice that is not quite about our order may start a question and nothing else.
void hold_back(Notice& notice) {
    notice.ask_first = true;
    if (notice.said == Said::declined) notice.said = Said::unclear;
}

Notice read_notice(const ProviderAccount& account, const Fields& fields, Money amount) {
    Notice notice;
    notice.account = account.key;
    notice.order_ref = fields.text("MERCHANT_ORDER_ID");
    notice.amount = amount;
    notice.provider_code = toolkit::printable(fields.text("RESPONSE_CODE"), 16);
    notice.said = meaning_at_confirm(fields.text("RESPONSE_CODE"));
    const std::string_view txn = fields.text("VNPTPAY_TRANSACTION_ID");
    if (is_order_id(txn)) notice.provider_txn = txn;
    notice.occurred_at = read_wire_time(fields.text("PAY_DATE"));
    const bool bookable = !notice.provider_txn.empty() && !notice.amount.is_zero();
    if (notice.said == Said::paid && !bookable) notice.ask_first = true;
    const std::string_view currency = fields.text("CURRENCY_CODE");
    if (!currency.empty() && currency != "VND") {
        notice.said = Said::unclear;
        notice.ask_first = true;
        notice.alarm = true;
    }
    return notice;
}

Reply reply_to(Verdict verdict, const Notice& notice) {
    switch (verdict) {
        case Verdict::kept:
            return Reply::stored;
        case Verdict::repeated:
            return Reply::repeated;
        case Verdict::contradicts:
            return Reply::other;
        case Verdict::stranger:
            // Money that moved is kept, whoever it belongs to: "order unknown" would deny it.
            return notice.said == Said::paid ? Reply::stored : Reply::order_unknown;
        // Only of notices that may be refused, which a CONFIRM is not.
        case Verdict::refused_unknown:
            return Reply::order_unknown;
        case Verdict::refused_amount:
            return Reply::amount_differs;
        case Verdict::refused_closed:
        case Verdict::refused_paid:
            return Reply::other;
    }
    invariant_broken("reply_to: verdict outside its enum");
}

Reply reply_to(Distrust reason) {
    switch (reason) {
        case Distrust::bad_signature:
            return Reply::signature_wrong;
        case Distrust::malformed:
        case Distrust::foreign_partner:
        case Distrust::bad_credentials:
        case Distrust::out_of_bounds:
        case Distrust::reused_message:
            return Reply::other;
    }
    invariant_broken("reply_to: reason outside its enum");
}

}  // namespace

Result<Located> Inbound::locate(
    const InboundCall& call, const std::vector<ProviderAccount>& accounts
) const {
    if (call.kind != ipn_kind) return Error(Fault::malformed, "not a kind of call VNPT Pay makes");
    const auto& read = toolkit::decode_once(call, &decode_call);
    if (!read) return read.error();
    const Incoming& message = read.value();
    if (!is_notice(message)) return Error(Fault::malformed, "not a CONFIRM");
    const Fields& fields = message.fields;
    const ProviderAccount* account = account_of(fields.text("MERCHANT_SERVICE_ID"), accounts);
    if (account == nullptr) return Error(Fault::forged, "a merchant service that is none of ours");
    Located located;
    located.account = account->key;
    const std::string_view order_id = fields.text("MERCHANT_ORDER_ID");
    if (is_order_id(order_id)) located.order_refs.emplace_back(order_id);
    return located;
}

VerifyResult Inbound::verify(const InboundCall& call, const InboundContext& context) const {
    const auto& message = toolkit::decode_once(call, &decode_call);
    if (call.kind != ipn_kind || !message || !is_notice(message.value()))
        return Distrust::malformed;
    const Fields& fields = message.value().fields;
    const ProviderAccount& account = context.account;
    if (account.setting("merchant_service_id") != fields.text("MERCHANT_SERVICE_ID"))
        return Distrust::foreign_partner;
    const bool listed = callback_order(account) == CallbackOrder::listed;
    if (!listed && !message.value().unreadable.empty()) return Distrust::malformed;
    const KeyName key = secret_key_name(account.key);
    const auto proof = listed ? verify_listed(*keys_, key, Signed::confirm, fields)
                              : verify_received(*keys_, key, fields);
    if (!proof) return Distrust::bad_signature;
    const bool one_way =
        listed ? splits_one_way(Signed::confirm, fields) : received_splits_one_way(fields);
    if (!one_way) return Distrust::out_of_bounds;

    const std::string_view literal = fields.text("AMOUNT");
    const auto amount = literal.empty() ? Money() : read_amount(literal);
    if (!amount || !is_order_id(fields.text("MERCHANT_ORDER_ID"))) return Distrust::malformed;
    Notice notice = read_notice(account, fields, *amount);
    const StoredOrder* order = context.find(notice.order_ref);
    // Money for no order of ours cannot be asked about (the question needs the creation time), so
    // the notice itself is the evidence. Money of another size can: the answer then counts.
    if (order != nullptr && !agrees(*order, account, notice.amount)) hold_back(notice);
    if (order == nullptr && notice.said == Said::declined) notice.said = Said::unclear;
    // Over the received order the names are not signed: the values could stand under others.
    if (!listed) hold_back(notice);
    if (notice.said == Said::declined) notice.failure = failure_of(fields.text("RESPONSE_CODE"));
    std::vector<Verified<Notice>> notices;
    notices.emplace_back(std::move(notice), *proof);
    return notices;
}

Reply reply_to(const InboundOutcome& outcome) {
    switch (outcome.kind) {
        case InboundOutcome::Kind::taken:
            if (outcome.verdicts.empty() || outcome.notices.empty()) return Reply::other;
            return reply_to(outcome.verdicts.front(), outcome.notices.front());
        case InboundOutcome::Kind::answered:
            return Reply::other;  // VNPT Pay asks nothing
        case InboundOutcome::Kind::distrusted:
            return reply_to(outcome.distrust);
        case InboundOutcome::Kind::try_again:
            return Reply::busy;
    }
    invariant_broken("reply_to: outcome outside its enum");
}

HttpResponse Inbound::answer(const InboundCall& call, const InboundOutcome& outcome) const {
    std::string order_id;
    if (const auto& message = toolkit::decode_once(call, &decode_call)) {
        const std::string_view named = message.value().fields.text("MERCHANT_ORDER_ID");
        if (is_order_id(named)) order_id = named;  // nothing else of a stranger's is signed
    }
    std::string merchant;
    if (outcome.account_known) merchant = outcome.context.account.setting("merchant_service_id");
    const ReplyWords words = words_of(reply_to(outcome));
    const Outgoing message =
        encode_confirm_answer(words.code, words.description, merchant, order_id, outcome.now);
    std::string code;
    if (outcome.account_known) {
        const KeyName key = secret_key_name(outcome.context.account.key);
        auto made = secure_code(*keys_, key, message.text_before_secret());
        if (made) code = std::move(made.value());
    }
    HttpResponse response;
    response.headers.add("Content-Type", "application/json; charset=UTF-8");
    response.body = message.to_json(code);
    return response;
}

std::optional<ReturnVisit> read_return(std::string_view query) {
    const auto parsed = toolkit::parse_query(query);
    if (!parsed) return std::nullopt;
    const std::string_view order_id = parsed.value().text("MERCHANT_ORDER_ID");
    if (!is_order_id(order_id)) return std::nullopt;
    ReturnVisit visit;
    visit.order_ref = order_id;
    visit.unsigned_protocol = true;
    return visit;
}

}  // namespace dvcpay::vnptpay
