#include "viettelpay/inbound.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "domain/invariant.hpp"
#include "toolkit/form.hpp"
#include "toolkit/text.hpp"
#include "toolkit/url.hpp"
#include "viettelpay/codes.hpp"
#include "viettelpay/settings.hpp"
#include "viettelpay/signing.hpp"

namespace dvcpay::viettelpay {
namespace {

using toolkit::Fields;

constexpr std::size_t phone_max = 20;
constexpr std::size_t code_max = 16;

bool is_kind(std::string_view kind) {
    return kind == ipn_kind || kind == order_check_kind || kind == status_kind;
}

/// The account of a merchant code. Disabled ones count: their payers' money still arrives.
const ProviderAccount* account_of(
    std::string_view merchant_code, const std::vector<ProviderAccount>& accounts
) {
    if (merchant_code.empty()) return nullptr;
    for (const auto& account : accounts) {
        if (account.key.provider == "viettelpay" &&
            account.setting("merchant_code") == merchant_code)
            return &account;
    }
    return nullptr;
}

/// A form with what every call of Viettel has.
Result<Fields> read_call(const InboundCall& call) {
    if (!is_kind(call.kind)) return Error(Fault::malformed, "not a kind of call Viettel makes");
    BOOST_OUTCOME_TRY(auto fields, toolkit::parse_form(call.request.body));
    for (const char* name : {"merchant_code", "order_id", "check_sum"}) {
        if (fields.text(name).empty()) return Error(Fault::malformed, "a field is missing");
    }
    return fields;
}

bool is_error_code(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '_';
    };
    return !text.empty() && text.size() <= code_max && std::ranges::all_of(text, fits);
}

/// A status as it is written, known or not. One that is not known only asks.
bool is_short(std::string_view status) {
    return !status.empty() && status.size() <= 2 &&
           status.find_first_not_of("-0123456789") == std::string_view::npos;
}

/// Where a result's fields begin and end is said by their forms alone: an id that ends with a
/// letter, a short status, digits.
bool stands_so(const Fields& fields) {
    const std::string_view phone = fields.text("cust_msisdn");
    const std::string_view txn = fields.text("vt_transaction_id");
    const bool phone_fits = phone.size() <= phone_max &&
                            phone.find_first_not_of("0123456789") == std::string_view::npos;
    return is_order_id(fields.text("order_id")) && phone_fits &&
           is_error_code(fields.text("error_code")) && is_short(fields.text("payment_status")) &&
           (txn.empty() || is_transaction(txn));
}

/// The same check_sum also covers the stored amount with another transaction: the border between
/// the two has been moved.
bool cut_elsewhere(const StoredOrder& order, const Fields& fields) {
    const std::string asked = std::to_string(order.attempt.amount.count());
    const std::string both =
        std::string(fields.text("trans_amount")) + std::string(fields.text("vt_transaction_id"));
    return fields.text("trans_amount") != asked && both.starts_with(asked);
}

bool is_end(Said said) {
    return said == Said::declined || said == Said::cancelled || said == Said::lapsed;
}

Notice read_result(const ProviderAccount& account, const Fields& fields, Money amount) {
    const std::string_view status = fields.text("payment_status");
    const std::string_view code = fields.text("error_code");
    const ToldMeaning meaning = meaning_of_result(status, code);
    Notice notice;
    notice.account = account.key;
    notice.order_ref = fields.text("order_id");
    notice.said = meaning.said;
    notice.amount = amount;
    notice.provider_txn = fields.text("vt_transaction_id");
    notice.provider_code = std::string(status) + "/" + std::string(code);
    notice.alarm = meaning.blame == Blame::ours;
    if (notice.said == Said::paid && (notice.provider_txn.empty() || amount.is_zero()))
        notice.ask_first = true;
    return notice;
}

/// A word about an order that is not quite the stored one may start a question and nothing else.
void hold_back(Notice& notice) {
    notice.ask_first = true;
    if (is_end(notice.said)) notice.said = Said::unclear;
}

// --- answers

const char* order_check_code(const InboundOutcome& outcome) {
    switch (outcome.kind) {
        case InboundOutcome::Kind::answered: {
            const StoredOrder* order = outcome.context.find(outcome.question.order_ref);
            return order != nullptr && order->payable == Payable::yes ? "00" : "01";
        }
        case InboundOutcome::Kind::distrusted:
            return outcome.distrust == Distrust::bad_signature ? "02" : "01";
        case InboundOutcome::Kind::taken:
        case InboundOutcome::Kind::try_again:
            return "03";
    }
    invariant_broken("order_check_code: outcome outside its enum");
}

/// "00": your result is stored here. Also of a contradiction or a stranger's money: both are kept.
bool is_stored(Verdict verdict) {
    switch (verdict) {
        case Verdict::kept:
        case Verdict::repeated:
        case Verdict::contradicts:
        case Verdict::stranger:
            return true;
        case Verdict::refused_unknown:
        case Verdict::refused_closed:
        case Verdict::refused_paid:
        case Verdict::refused_amount:
            return false;
    }
    invariant_broken("is_stored: verdict outside its enum");
}

const char* result_code(const InboundOutcome& outcome) {
    switch (outcome.kind) {
        case InboundOutcome::Kind::taken: {
            const bool stored =
                !outcome.verdicts.empty() && std::ranges::all_of(outcome.verdicts, is_stored);
            return stored ? "00" : "01";
        }
        case InboundOutcome::Kind::answered: {
            const StoredOrder* order = outcome.context.find(outcome.question.order_ref);
            return order != nullptr && order->result_kept ? "00" : "01";
        }
        case InboundOutcome::Kind::distrusted:
        case InboundOutcome::Kind::try_again:
            return "01";
    }
    invariant_broken("result_code: outcome outside its enum");
}

}  // namespace

Result<Located> Inbound::locate(
    const InboundCall& call, const std::vector<ProviderAccount>& accounts
) const {
    BOOST_OUTCOME_TRY(auto fields, read_call(call));
    const ProviderAccount* account = account_of(fields.text("merchant_code"), accounts);
    if (account == nullptr) return Error(Fault::forged, "a merchant code that is none of ours");
    Located located;
    located.account = account->key;
    const std::string_view order_id = fields.text("order_id");
    if (is_order_id(order_id)) located.order_refs.emplace_back(order_id);
    return located;
}

VerifyResult Inbound::verify(const InboundCall& call, const InboundContext& context) const {
    const auto fields = read_call(call);
    if (!fields) return Distrust::malformed;
    const auto settings = read_settings(context.account);
    if (!settings) return Distrust::malformed;
    if (fields.value().text("merchant_code") != settings.value().merchant_code)
        return Distrust::foreign_partner;
    if (call.kind == order_check_kind)
        return verify_order_check(settings.value(), context, fields.value());
    if (call.kind == status_kind) return verify_status(settings.value(), context, fields.value());
    return verify_result(settings.value(), context, fields.value());
}

VerifyResult Inbound::verify_order_check(
    const Settings& settings, const InboundContext& context, const Fields& fields
) const {
    const std::string_view order_id = fields.text("order_id");
    if (!is_order_id(order_id) || fields.find("trans_amount") != nullptr)
        return Distrust::malformed;
    Question question;
    question.about = Question::About::bill;
    question.order_ref = order_id;
    const StoredOrder* order = context.find(order_id);
    // What is signed cannot be known without the order. The answer is "no such order" either way.
    if (order == nullptr || order->attempt.account != context.account.key) return question;
    Fields all = fields;
    all.add("trans_amount", std::to_string(order->attempt.amount.count()));
    const auto proof = viettelpay::verify(
        *keys_,
        hash_key_name(context.account.key),
        settings.checksum_hash,
        settings.access_code,
        Signed::order_check,
        all
    );
    if (!proof) return Distrust::bad_signature;
    if (fields.text("billcode") != order_id) return Distrust::out_of_bounds;
    return question;
}

VerifyResult Inbound::verify_status(
    const Settings& settings, const InboundContext& context, const Fields& fields
) const {
    const auto proof = viettelpay::verify(
        *keys_,
        hash_key_name(context.account.key),
        settings.checksum_hash,
        settings.access_code,
        Signed::result_question,
        fields
    );
    if (!proof) return Distrust::bad_signature;
    if (!is_order_id(fields.text("order_id"))) return Distrust::out_of_bounds;
    Question question;
    question.about = Question::About::result;
    question.order_ref = fields.text("order_id");
    return question;
}

VerifyResult Inbound::verify_result(
    const Settings& settings, const InboundContext& context, const Fields& fields
) const {
    const auto proof = viettelpay::verify(
        *keys_,
        hash_key_name(context.account.key),
        settings.checksum_hash,
        settings.access_code,
        Signed::result,
        fields
    );
    if (!proof) return Distrust::bad_signature;
    const auto amount = read_amount(fields.text("trans_amount"));
    if (!amount || !stands_so(fields)) return Distrust::out_of_bounds;
    const StoredOrder* order = context.find(fields.text("order_id"));
    if (order != nullptr) {
        if (fields.text("billcode") != fields.text("order_id") || cut_elsewhere(*order, fields))
            return Distrust::out_of_bounds;
    }
    Notice notice = read_result(context.account, fields, *amount);
    const bool agrees = order != nullptr && order->attempt.account == context.account.key &&
                        order->attempt.amount == notice.amount;
    // A signed success names its transaction and its amount: it is the money, whatever was agreed
    // (an inquiry names no amount and could not settle it). Only an end is asked about.
    const bool is_the_money = notice.said == Said::paid && !notice.provider_txn.empty();
    if (!agrees && !is_the_money) hold_back(notice);
    if (notice.said == Said::declined) notice.failure = failure_of(fields.text("error_code"));
    if (notice.said == Said::cancelled)
        notice.failure = cancelled_by_payer(fields.text("error_code"));
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
    if (!is_order_id(fields.text("order_id"))) return std::nullopt;
    ReturnVisit visit;
    visit.order_ref = fields.text("order_id");
    const ProviderAccount* account = account_of(fields.text("merchant_code"), accounts);
    if (account == nullptr) return visit;
    const auto settings = read_settings(*account);
    if (!settings) return visit;
    const auto proof = viettelpay::verify(
        *keys_,
        hash_key_name(account->key),
        settings.value().checksum_hash,
        settings.value().access_code,
        Signed::result,
        fields
    );
    visit.signature_valid = proof.has_value() && stands_so(fields);
    return visit;
}

Outgoing answer_to(const InboundCall& call, const InboundOutcome& outcome) {
    std::string merchant;
    if (outcome.account_known) merchant = outcome.context.account.setting("merchant_code");
    std::string order_id;
    std::string billcode;
    if (const auto fields = toolkit::parse_form(call.request.body)) {
        if (is_order_id(fields.value().text("order_id")))
            order_id = fields.value().text("order_id");
        if (fields.value().text("billcode") == order_id) billcode = order_id;
    }
    if (call.kind != order_check_kind)
        return encode_result_answer(result_code(outcome), merchant, order_id);
    // What an order asks for is said to whoever proved to know it.
    Money amount;
    const StoredOrder* order = outcome.context.find(outcome.question.order_ref);
    if (outcome.kind == InboundOutcome::Kind::answered && order != nullptr)
        amount = order->attempt.amount;
    return encode_order_check_answer(
        order_check_code(outcome), merchant, order_id, billcode, amount
    );
}

}  // namespace dvcpay::viettelpay
