#include "momo/inbound.hpp"

#include <optional>
#include <string>
#include <utility>

#include "domain/invariant.hpp"
#include "momo/codes.hpp"
#include "momo/messages.hpp"
#include "momo/settings.hpp"
#include "momo/signing.hpp"
#include "toolkit/decode_once.hpp"
#include "toolkit/text.hpp"
#include "toolkit/url.hpp"

namespace dvcpay::momo {
namespace {

using toolkit::Fields;

constexpr std::int64_t latest_ms = 253'402'300'799'999;  // the end of the year 9999

/// The account whose partner code is `partner_code`. Disabled ones count: their payers' money still
/// arrives.
const ProviderAccount* account_of(
    std::string_view partner_code, const std::vector<ProviderAccount>& accounts
) {
    if (partner_code.empty()) return nullptr;
    for (const auto& account : accounts) {
        if (account.key.provider == "momo" && account.setting("partner_code") == partner_code)
            return &account;
    }
    return nullptr;
}

/// The members an IPN must have, each as one text or number. Others of its signed members may be
/// absent: they then sign as empty.
bool is_notice(const Incoming& message) {
    for (const char* name :
         {"partnerCode", "orderId", "requestId", "amount", "resultCode", "signature"}) {
        if (message.fields.text(name).empty()) return false;
    }
    // A truth value, list or object in the place of a signed text has no agreed spelling to sign.
    for (const auto name : signed_names(Signed::notice)) {
        if (message.tree.find(name) != nullptr && message.fields.find(name) == nullptr)
            return false;
    }
    return true;
}

Wall read_time(std::string_view literal) {
    const auto ms = toolkit::parse_whole(literal);
    return ms && *ms <= latest_ms ? Wall{*ms} : Wall{};
}

/// Whether the stored order is the one the notice speaks of, in every value that is its own.
bool agrees(
    const StoredOrder& order, const ProviderAccount& account, const Fields& fields, Money amount
) {
    return order.attempt.account == account.key && order.attempt.amount == amount &&
           order.attempt.request_id == fields.text("requestId") &&
           account.setting("extra_data") == fields.text("extraData");
}

/// A signed notice about an order that is not quite ours may start a question and nothing else:
/// money is asked for, an end without money ends nothing.
void hold_back(Notice& notice) {
    notice.ask_first = true;
    switch (notice.said) {
        case Said::paid:
        case Said::authorised:
        case Said::waiting:
        case Said::not_found:
        case Said::unclear:
            break;
        case Said::declined:
        case Said::cancelled:
        case Said::lapsed:
            notice.said = Said::unclear;
            break;
    }
}

}  // namespace

Result<Located> Inbound::locate(
    const InboundCall& call, const std::vector<ProviderAccount>& accounts
) const {
    if (call.kind != ipn_kind) return Error(Fault::malformed, "not a kind of call MoMo makes");
    const auto& read = toolkit::decode_once(call, &decode_message);
    if (!read) return read.error();
    const Incoming& message = read.value();
    if (!is_notice(message)) return Error(Fault::malformed, "not an IPN");
    const ProviderAccount* account = account_of(message.fields.text("partnerCode"), accounts);
    if (account == nullptr) return Error(Fault::forged, "a partner code that is none of ours");
    Located located;
    located.account = account->key;
    const std::string_view order_id = message.fields.text("orderId");
    if (is_order_id(order_id)) located.order_refs.emplace_back(order_id);
    return located;
}

VerifyResult Inbound::verify(const InboundCall& call, const InboundContext& context) const {
    const auto& message = toolkit::decode_once(call, &decode_message);
    if (call.kind != ipn_kind || !message || !is_notice(message.value()))
        return Distrust::malformed;
    const Fields& fields = message.value().fields;
    const ProviderAccount& account = context.account;
    if (account.setting("partner_code") != fields.text("partnerCode"))
        return Distrust::foreign_partner;
    const auto proof = verify_signature(
        *keys_, secret_key_name(account.key), Signed::notice, account.setting("access_key"), fields
    );
    if (!proof) return Distrust::bad_signature;

    const auto amount = toolkit::parse_whole(fields.text("amount"));
    const std::string_view code = fields.text("resultCode");
    const bool readable = amount && Money::dong(*amount) <= largest_amount && is_result_code(code);
    if (!readable || !is_order_id(fields.text("orderId"))) return Distrust::malformed;

    Notice notice;
    notice.account = account.key;
    notice.order_ref = fields.text("orderId");
    notice.amount = Money::dong(*amount);
    notice.provider_code = code;
    notice.occurred_at = read_time(fields.text("responseTime"));
    notice.source = Source::callback;
    const auto transaction = toolkit::parse_whole(fields.text("transId"));
    if (transaction && *transaction > 0) notice.provider_txn = fields.text("transId");
    const ToldMeaning meaning = meaning_at_notice(code);
    notice.said = meaning.said;
    notice.alarm = meaning.blame == Blame::our_setup;
    if (notice.said == Said::authorised) notice.ask_first = true;
    if (notice.said == Said::paid && (notice.provider_txn.empty() || notice.amount.is_zero()))
        notice.ask_first = true;
    const StoredOrder* order = context.find(notice.order_ref);
    if (order == nullptr || !agrees(*order, account, fields, notice.amount)) hold_back(notice);
    if (notice.said == Said::declined || notice.said == Said::cancelled ||
        notice.said == Said::lapsed) {
        notice.failure = failure_of(code);
    }
    std::vector<Verified<Notice>> notices;
    notices.emplace_back(std::move(notice), *proof);
    return notices;
}

std::optional<ReturnVisit> Inbound::read_return(
    std::string_view query, const std::vector<ProviderAccount>& accounts
) const {
    const auto parsed = toolkit::parse_query(query);
    if (!parsed) return std::nullopt;
    const Fields& fields = parsed.value();
    if (!is_order_id(fields.text("orderId"))) return std::nullopt;
    ReturnVisit visit;
    visit.order_ref = fields.text("orderId");
    const ProviderAccount* account = account_of(fields.text("partnerCode"), accounts);
    if (account != nullptr) {
        const auto proof = verify_signature(
            *keys_,
            secret_key_name(account->key),
            Signed::notice,
            account->setting("access_key"),
            fields
        );
        visit.signature_valid = proof.has_value();
    }
    return visit;
}

HttpResponse answer_to(InboundOutcome::Kind outcome) {
    HttpResponse response;
    switch (outcome) {
        case InboundOutcome::Kind::taken:
        case InboundOutcome::Kind::answered:
            response.status = 204;
            return response;
        case InboundOutcome::Kind::distrusted:
            response.status = 400;
            return response;
        case InboundOutcome::Kind::try_again:
            response.status = 503;
            return response;
    }
    invariant_broken("answer_to: value outside its enum");
}

}  // namespace dvcpay::momo
