// Our answers to the bank's calls: HTTP 200 with a code for every verdict, 400 for what cannot be
// read, 401 for a wrong password, 500 only where nothing is known.
#include <optional>
#include <string>
#include <utility>

#include "domain/invariant.hpp"
#include "toolkit/amount.hpp"
#include "vietcombank/checks.hpp"
#include "vietcombank/inbound.hpp"
#include "vietcombank/messages.hpp"
#include "vietcombank/signing.hpp"

namespace dvcpay::vietcombank {
namespace {

HttpResponse json_answer(int status, std::string body) {
    HttpResponse response;
    response.status = status;
    response.headers.add("Content-Type", "application/json");
    response.body = std::move(body);
    return response;
}

HttpResponse bare(int status, Reply reply) {
    return json_answer(status, encode_bare_answer(reply));
}

HttpResponse wrong_password() {
    HttpResponse response = bare(401, Reply::bad_signature);
    response.headers.add("WWW-Authenticate", "Basic realm=\"vietcombank\"");
    return response;
}

std::optional<Reply> objection_of(
    const InboundCall& call, const Collection& contract, const Envelope& envelope
) {
    if (call.kind == bill_kind)
        return objection_to(contract, envelope, read_bill_question(envelope.payload));
    if (call.kind == credit_kind)
        return objection_to(contract, envelope, read_payment(envelope.payload));
    return objection_to(contract, envelope, read_advice(envelope.payload));
}

Reply reply_to_distrust(
    Distrust distrust, const InboundCall& call, const Collection& contract, const Envelope& envelope
) {
    switch (distrust) {
        case Distrust::bad_signature:
        case Distrust::bad_credentials:
            return Reply::bad_signature;
        case Distrust::out_of_bounds:  // where nothing else is wrong the bills do not add up
            return objection_of(call, contract, envelope).value_or(Reply::wrong_amount);
        case Distrust::malformed:
            return objection_of(call, contract, envelope).value_or(Reply::missing_field);
        case Distrust::foreign_partner:
            return objection_of(call, contract, envelope).value_or(Reply::unknown_provider);
        // What was said under this number before may have been booked: a "no" would give it back.
        case Distrust::reused_message:
            return Reply::indeterminate;
    }
    invariant_broken("reply_to_distrust: value outside its enum");
}

Reply reply_to_question(const StoredOrder* order) {
    if (order == nullptr) return Reply::unknown_bill;
    switch (order->payable) {
        case Payable::yes:
            return Reply::success;
        case Payable::paid:
            return Reply::already_paid;
        case Payable::closed:
            return Reply::unknown_bill;
    }
    invariant_broken("reply_to_question: value outside its enum");
}

Reply reply_to(
    const InboundCall& call,
    const InboundOutcome& outcome,
    const Collection& contract,
    const Envelope& envelope
) {
    switch (outcome.kind) {
        case InboundOutcome::Kind::taken:
            // An advice tells of what has happened; that it is kept is all there is to say.
            if (call.kind == advice_kind) return Reply::success;
            if (outcome.verdicts.size() != 1) return Reply::system_error;
            return reply_to_verdict(outcome.verdicts.front(), contract.repetition);
        case InboundOutcome::Kind::answered:
            return reply_to_question(outcome.context.find_number(outcome.question.number));
        case InboundOutcome::Kind::distrusted:
            return reply_to_distrust(outcome.distrust, call, contract, envelope);
        case InboundOutcome::Kind::try_again:
            return Reply::system_error;
    }
    invariant_broken("reply_to: value outside its enum");
}

/// Also which text an RSA signature covers.
struct Draft {
    AnswerParts parts;
    std::string full_text;
};

Draft draft_of(
    const InboundCall& call, const InboundOutcome& outcome, const Envelope& envelope, Reply reply
) {
    Draft out;
    AnswerParts& parts = out.parts;
    parts.reply = reply;
    parts.our_id = outcome.fresh_id;
    std::string bill;
    std::string amount;
    if (call.kind == bill_kind) {
        parts.of = AnswerParts::Of::bill;
        parts.customer = bill = read_bill_question(envelope.payload).customer;
        const StoredOrder* order = outcome.context.find_number(outcome.question.number);
        if (reply == Reply::success && order != nullptr)
            parts.amount = amount = toolkit::amount_text(order->attempt.amount);
    } else if (call.kind == credit_kind) {
        parts.of = AnswerParts::Of::payment;
        Payment paid = read_payment(envelope.payload);
        bill = paid.bills.empty() ? paid.customer : paid.bills.front().bill;
        amount = paid.bills.empty() ? paid.total : paid.bills.front().amount;
        parts.provider = std::move(paid.provider);
        parts.service = std::move(paid.service);
        parts.bills = std::move(paid.bills);
    } else {
        parts.of = AnswerParts::Of::advice;
    }
    out.full_text = full_answer_text(
        {envelope.channel, envelope.reference}, parts.our_id, words_of(reply).code, bill, amount
    );
    return out;
}

}  // namespace

Task<HttpResponse> answer_bank_call(Keys* keys, InboundCall call, InboundOutcome outcome) {
    const bool store_down = outcome.kind == InboundOutcome::Kind::try_again;
    const auto envelope = read_envelope(call.request.body);
    const auto settings = read_settings(outcome.context.account);
    if (outcome.kind == InboundOutcome::Kind::distrusted &&
        outcome.distrust == Distrust::bad_credentials)
        co_return wrong_password();
    if (!envelope) co_return bare(store_down ? 500 : 400, Reply::missing_field);
    if (!outcome.account_known || !settings || !settings.value().collection.offered)
        co_return bare(
            store_down ? 500 : 200, store_down ? Reply::system_error : Reply::unknown_provider
        );
    const Collection& contract = settings.value().collection;
    const Reply reply = reply_to(call, outcome, contract, envelope.value());
    const Draft draft = draft_of(call, outcome, envelope.value(), reply);
    const bool full = contract.signing == Signing::rsa_sha256;
    std::string text =
        full ? draft.full_text
             : answer_text(
                   {envelope.value().channel, envelope.value().reference}, draft.parts.our_id
               );
    AccountKey account = outcome.context.account.key;
    Result<std::string> signature =
        co_await sign(keys, std::move(account), contract.signing, std::move(text));
    // Kept or not, the bank must repeat: an answer that it cannot believe says nothing.
    if (!signature) co_return bare(500, Reply::system_error);
    co_return json_answer(
        200, encode_answer(contract, envelope.value(), draft.parts, signature.value())
    );
}

}  // namespace dvcpay::vietcombank
