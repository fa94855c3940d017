#include "bidv/inbound.hpp"

#include <optional>
#include <string>
#include <utility>

#include "bidv/login.hpp"
#include "bidv/messages.hpp"
#include "bidv/numbers.hpp"
#include "bidv/signing.hpp"
#include "domain/invariant.hpp"
#include "toolkit/amount.hpp"
#include "toolkit/fold.hpp"

namespace dvcpay::bidv {
namespace {

constexpr std::size_t remark_max = 50;
constexpr auto remark_alphabet = toolkit::Alphabet::ascii_without(toolkit::Case::kept, "&<>/\\|\"");

/// What a call names that tells contracts apart.
struct Named {
    std::string service;  ///< empty where the field style has none
    std::string customer;
    std::string bill;
    std::vector<std::string> other_cuts;  ///< bills that the same checksum could be about
};

std::optional<Named> named_in(const InboundCall& call, const Settings& settings) {
    const FieldStyle style = settings.field_style;
    if (call.kind == bill_kind) {
        auto question = decode_bill_question(style, call.request.body);
        if (!question) return std::nullopt;
        return Named{question.value().service, question.value().customer, "", {}};
    }
    const auto read = decode_bill_paid(style, call.request.body);
    if (!read) return std::nullopt;
    const BillPaid& paid = read.value();
    return Named{
        paid.service,
        paid.customer,
        paid.bill,
        other_cuts(settings.checksum, paid.trans, paid.bill, paid.amount)
    };
}

/// One contract that may be meant.
struct Candidate {
    const ProviderAccount* account = nullptr;
    Named named;
    std::optional<std::string> number;
};

/// The contracts whose style reads the call and whose service it names. Disabled ones count: their
/// payers' money still arrives.
std::vector<Candidate> candidates_for(
    const InboundCall& call, const std::vector<ProviderAccount>& accounts, bool& readable
) {
    std::vector<Candidate> out;
    for (const auto& account : accounts) {
        if (account.key.provider != "bidv") continue;
        const auto settings = read_settings(account);
        if (!settings) continue;
        auto named = named_in(call, settings.value());
        if (!named) continue;
        readable = true;
        if (!named->service.empty() && named->service != settings.value().service_id) continue;
        auto number = number_of(settings.value(), named->customer);
        out.push_back({&account, std::move(*named), std::move(number)});
    }
    return out;
}

/// Of several contracts the one whose numbers look so; where none does, the first.
const Candidate* best_of(const std::vector<Candidate>& candidates) {
    for (const auto& candidate : candidates) {
        if (candidate.number) return &candidate;
    }
    return candidates.empty() ? nullptr : &candidates.front();
}

Result<Located> locate_login(
    const InboundCall& call, const std::vector<ProviderAccount>& accounts
) {
    const std::string user = user_of(call.request);
    if (user.empty()) return Error(Fault::malformed, "not a login");
    for (const auto& account : accounts) {
        if (account.key.provider != "bidv" || account.setting("inbound_user") != user) continue;
        Located located;
        located.account = account.key;
        return located;
    }
    return Error(Fault::forged, "a user that is none of ours");
}

/// A message whose checksum is that of another one, with characters moved between its fields.
bool is_cut_elsewhere(
    const InboundContext& context, const Settings& settings, const BillPaid& paid
) {
    if (has_separator(settings.checksum, paid.trans, paid.bill)) return true;
    if (context.find(paid.bill) != nullptr) return false;
    for (const auto& cut : other_cuts(settings.checksum, paid.trans, paid.bill, paid.amount)) {
        if (context.find(cut) != nullptr) return true;
    }
    return false;
}

/// What the money is for. The checksum leaves customer and date out, so that a bill counts only
/// together with the number it belongs to; where one of them is known and the other does not fit,
/// the money belongs to nobody until people have looked.
void say_whose(
    Notice& notice, const InboundContext& context, const Settings& settings, const BillPaid& paid
) {
    const auto number = number_of(settings, paid.customer);
    const StoredOrder* order = context.find(paid.bill);
    const bool fits = order != nullptr && number && order->attempt.virtual_account == *number &&
                      order->attempt.account == context.account.key;
    const bool strange = order == nullptr && (!number || context.find_number(*number) == nullptr);
    notice.order_ref = fits || strange ? paid.bill : paid.bill + "@" + paid.customer;
    if (number && (fits || strange)) notice.paid_to = *number;
}

HttpResponse json_answer(int status, std::string body) {
    HttpResponse response;
    response.status = status;
    response.headers.add("Content-Type", "application/json");
    response.body = std::move(body);
    return response;
}

HttpResponse reply_with(const InboundOutcome& outcome, Reply reply, int on_error = 200) {
    if (outcome.account_known) {
        const auto settings = read_settings(outcome.context.account);
        if (settings) on_error = settings.value().http_status_on_error;
    }
    int status = 200;
    switch (reply) {
        case Reply::success:
        case Reply::no_bill:
        case Reply::cleared_before:
            break;
        case Reply::bad_login:
            status = 401;
            break;
        case Reply::missing_parameter:
        case Reply::bad_checksum:
        case Reply::wrong_service:
        case Reply::wrong_customer:
        case Reply::unknown_bill:
        case Reply::other_amount:
        case Reply::our_fault:
            status = on_error;
            break;
    }
    return json_answer(status, encode_reply(reply));
}

HttpResponse answer_with_bill(const InboundCall& call, const InboundOutcome& outcome) {
    const auto settings = read_settings(outcome.context.account);
    if (!settings) return reply_with(outcome, Reply::our_fault);
    const auto asked = decode_bill_question(settings.value().field_style, call.request.body);
    if (!asked) return reply_with(outcome, Reply::our_fault);
    const StoredOrder* order = outcome.context.find_number(outcome.question.number);
    if (order == nullptr) return reply_with(outcome, Reply::wrong_customer);
    switch (order->payable) {
        case Payable::yes:
            break;
        case Payable::paid:
        case Payable::closed:
            return reply_with(outcome, Reply::no_bill);
    }
    Bill bill;
    bill.customer = asked.value().customer;
    bill.bill = order->attempt.order_ref.text();
    bill.amount = order->attempt.amount;
    bill.remark = toolkit::fold_or(order->description, bill.bill, remark_alphabet, remark_max);
    bill.day = ict_day(order->attempt.opened_at);
    return json_answer(200, encode_bill(settings.value(), bill));
}

}  // namespace

Result<Located> Inbound::locate(
    const InboundCall& call, const std::vector<ProviderAccount>& accounts
) const {
    if (call.kind == token_kind) return locate_login(call, accounts);
    if (call.kind != bill_kind && call.kind != credit_kind)
        return Error(Fault::malformed, "not a kind of call BIDV makes");
    bool readable = false;
    const auto candidates = candidates_for(call, accounts, readable);
    if (!readable) return Error(Fault::malformed, "neither getbill nor paybill");
    const Candidate* best = best_of(candidates);
    if (best == nullptr) return Error(Fault::forged, "a service that is none of ours");
    Located located;
    located.account = best->account->key;
    if (!best->named.bill.empty()) located.order_refs.push_back(best->named.bill);
    for (const auto& cut : best->named.other_cuts) located.order_refs.push_back(cut);
    if (best->number) located.numbers.push_back(*best->number);
    return located;
}

VerifyResult Inbound::verify(const InboundCall& call, const InboundContext& context) const {
    if (call.kind == token_kind) {
        if (!is_login(*keys_, context.account, call.request)) return Distrust::bad_credentials;
        Question login;
        login.about = Question::About::token;
        return login;
    }
    const auto settings = read_settings(context.account);
    if (!settings || (call.kind != bill_kind && call.kind != credit_kind))
        return Distrust::malformed;
    if (!has_token(*keys_, context.account, settings.value(), call.request, context.now))
        return Distrust::bad_credentials;
    return call.kind == bill_kind ? verify_bill(call, context, settings.value())
                                  : verify_credit(call, context, settings.value());
}

VerifyResult Inbound::verify_bill(
    const InboundCall& call, const InboundContext& context, const Settings& settings
) const {
    const auto asked = decode_bill_question(settings.field_style, call.request.body);
    if (!asked) return Distrust::malformed;
    const BillQuestion& bill = asked.value();
    if (bill.service != settings.service_id) return Distrust::foreign_partner;
    const std::string text = getbill_text(settings.checksum, bill.service, bill.customer);
    const KeyName key = key_name(context.account.key, secret_code);
    if (!verify_checksum(*keys_, key, settings, text, bill.checksum))
        return Distrust::bad_signature;
    Question question;
    question.about = Question::About::bill;
    question.number = number_of(settings, bill.customer).value_or(std::string());
    return question;
}

VerifyResult Inbound::verify_credit(
    const InboundCall& call, const InboundContext& context, const Settings& settings
) const {
    const auto read = decode_bill_paid(settings.field_style, call.request.body);
    if (!read) return Distrust::malformed;
    const BillPaid& paid = read.value();
    // The camel style names no service.
    if (settings.field_style == FieldStyle::snake && paid.service != settings.service_id)
        return Distrust::foreign_partner;
    const std::string text = paybill_text(settings.checksum, paid.trans, paid.bill, paid.amount);
    const KeyName key = key_name(context.account.key, secret_code);
    const auto proof = verify_checksum(*keys_, key, settings, text, paid.checksum);
    if (!proof) return Distrust::bad_signature;
    const auto amount = toolkit::read_amount(paid.amount);
    if (!amount) return Distrust::malformed;
    if (is_cut_elsewhere(context, settings, paid)) return Distrust::out_of_bounds;

    Notice notice;
    notice.account = context.account.key;
    notice.said = Said::paid;
    notice.amount = *amount;
    notice.provider_txn = paid.trans;
    notice.provider_code = "000";
    notice.occurred_at = read_time(paid.time);
    notice.source = Source::callback;
    notice.refusable = settings.paybill_mode == PaybillMode::strict;
    say_whose(notice, context, settings, paid);
    std::vector<Verified<Notice>> notices;
    notices.emplace_back(std::move(notice), *proof);
    return notices;
}

HttpResponse answer_to(
    const InboundCall& call, const InboundOutcome& outcome, int status_for_strangers
) {
    switch (outcome.kind) {
        case InboundOutcome::Kind::taken:
            // One message is one movement.
            if (outcome.verdicts.size() != 1) return reply_with(outcome, Reply::our_fault);
            return reply_with(outcome, reply_to_verdict(outcome.verdicts.front()));
        case InboundOutcome::Kind::answered:
            return answer_with_bill(call, outcome);
        case InboundOutcome::Kind::distrusted:
            return reply_with(outcome, reply_to_distrust(outcome.distrust), status_for_strangers);
        case InboundOutcome::Kind::try_again:
            return reply_with(outcome, Reply::our_fault, status_for_strangers);
    }
    invariant_broken("answer_to: value outside its enum");
}

}  // namespace dvcpay::bidv
