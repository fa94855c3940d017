#include "vietcombank/inbound.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "toolkit/amount.hpp"
#include "toolkit/canonical.hpp"
#include "toolkit/ict.hpp"
#include "toolkit/token_endpoint.hpp"
#include "vietcombank/checks.hpp"
#include "vietcombank/messages.hpp"
#include "vietcombank/numbers.hpp"
#include "vietcombank/signing.hpp"

namespace dvcpay::vietcombank {
namespace {

struct Names {
    std::string provider;
    std::string service;
};

struct Candidate {
    const ProviderAccount* account = nullptr;
    Collection contract;
    int closeness = 0;  ///< of what the call names: provider, service
};

/// Disabled contracts count: their payers' money still arrives. Of equals the first.
std::optional<Candidate> best_of(const std::vector<ProviderAccount>& accounts, const Names& named) {
    std::optional<Candidate> best;
    for (const auto& account : accounts) {
        if (account.key.provider != "vietcombank") continue;
        auto settings = read_settings(account);
        if (!settings || !settings.value().collection.offered) continue;
        Collection& contract = settings.value().collection;
        int closeness = 0;
        if (contract.va_prefix == named.provider) closeness += 2;
        if (contract.service_id == named.service) closeness += 1;
        if (best && best->closeness >= closeness) continue;
        best = Candidate{&account, std::move(contract), closeness};
    }
    return best;
}

MessageNumbers numbers_of(const Envelope& call) {
    return {call.channel, call.reference};
}

bool has_login(const Keys& keys, const ProviderAccount& account, const HttpRequest& request) {
    // Two headers could be read by two readers.
    if (request.headers.count("Authorization") != 1) return false;
    const auto login = toolkit::read_basic(request.headers.get("Authorization"));
    if (!login || login->user.empty() || account.setting("inbound_user") != login->user)
        return false;
    const KeyName key = key_name(account.key, inbound_password);
    return login->password.reveal([&](std::string_view password) {
        return keys.verify_text(key, password).has_value();
    });
}

Distrust distrust_of(Reply objection) {
    switch (objection) {
        case Reply::unknown_provider:
            return Distrust::foreign_partner;
        case Reply::bad_signature:
            return Distrust::out_of_bounds;
        case Reply::success:
        case Reply::already_paid:
        case Reply::wrong_amount:
        case Reply::missing_field:
        case Reply::unknown_bill:
        case Reply::bad_date:
        case Reply::wrong_value:
        case Reply::system_error:
        case Reply::channel_disabled:
        case Reply::indeterminate:
            break;
    }
    return Distrust::malformed;
}

VerifyResult believed(Notice notice, Proof proof) {
    std::vector<Verified<Notice>> out;
    out.emplace_back(std::move(notice), proof);
    return out;
}

/// A name that is in no question an unknown order would be asked by: its money is booked at once.
std::string name_of(const StoredOrder* order, const Settings& settings, std::string otherwise) {
    if (order != nullptr) return order->attempt.order_ref.text();
    return settings.asks_by_attempt() ? std::string() : std::move(otherwise);
}

class Verifier {
  public:
    Verifier(
        const Keys& keys,
        const InboundContext& context,
        const Settings& settings,
        const Envelope& call
    )
        : keys_(&keys), context_(&context), settings_(&settings), call_(&call) {}

    VerifyResult bill() const;
    VerifyResult credit() const;
    VerifyResult advice() const;

  private:
    const Collection& contract() const { return settings_->collection; }
    bool is_full() const { return contract().signing == Signing::rsa_sha256; }
    std::optional<Proof> proof_over(const std::string& full) const {
        const std::string text = is_full() ? full : call_text(numbers_of(*call_));
        return verify(*keys_, context_->account.key, contract().signing, text, call_->signature);
    }

    const Keys* keys_;
    const InboundContext* context_;
    const Settings* settings_;
    const Envelope* call_;
};

VerifyResult Verifier::bill() const {
    const BillQuestion asked = read_bill_question(call_->payload);
    const std::string full = full_bill_text(
        numbers_of(*call_), call_->time, asked.provider, asked.service, asked.customer
    );
    if (!proof_over(full)) return Distrust::bad_signature;
    if (const auto objection = objection_to(contract(), *call_, asked))
        return distrust_of(*objection);
    Question question;
    question.about = Question::About::bill;
    if (is_number(contract(), asked.customer)) question.number = asked.customer;
    return question;
}

VerifyResult Verifier::credit() const {
    const Payment paid = read_payment(call_->payload);
    const std::string full = full_payment_text(
        numbers_of(*call_),
        call_->time,
        paid.provider,
        paid.service,
        paid.customer,
        paid.total,
        paid.mode,
        paid.transaction
    );
    const auto proof = proof_over(full);
    if (!proof) return Distrust::bad_signature;
    if (const auto objection = objection_to(contract(), *call_, paid))
        return distrust_of(*objection);
    const bool refusable = contract().refusal == Refusal::reverses;
    const bool named = is_number(contract(), paid.customer) && is_of_one_bill(paid);
    const StoredOrder* order = named ? context_->find_number(paid.customer) : nullptr;
    // The bank gives such money back. An order that takes none is refused for that, first.
    if (refusable && order != nullptr && order->payable == Payable::yes && !adds_up(paid))
        return Distrust::out_of_bounds;

    Notice notice;
    notice.account = context_->account.key;
    notice.said = Said::paid;
    notice.amount = toolkit::read_amount(paid.total).value();
    notice.provider_txn = paid.transaction;
    notice.provider_code = paid.mode;
    notice.occurred_at = time_of(*call_);
    notice.source = Source::callback;
    notice.refusable = refusable;
    notice.order_ref = name_of(order, *settings_, paid.customer);
    // Where customer and bill disagree the money belongs to nobody until people have looked.
    if (named) notice.paid_to = paid.customer;
    return believed(std::move(notice), *proof);
}

VerifyResult Verifier::advice() const {
    const Advice told = read_advice(call_->payload);
    // There is no text of an advice that RSA would cover: such contracts take none.
    const auto proof = is_full() ? std::nullopt : proof_over({});
    if (!is_full() && !proof) return Distrust::bad_signature;
    if (const auto objection = objection_to(contract(), *call_, told))
        return distrust_of(*objection);
    if (!proof) return Distrust::bad_signature;
    const Whose whose = whose_in(contract(), told.remark);
    const StoredOrder* order = context_->find_number(whose.number);
    if (order == nullptr) order = context_->find(whose.order_ref);
    const bool ours = order != nullptr || !whose.number.empty() || !whose.order_ref.empty();
    // Money that leaves, and money that names nothing of ours: kept as it came, for reconciliation.
    if (told.side != "C" || !ours) return std::vector<Verified<Notice>>();

    const Wall at = time_of(contract(), told).value();
    Notice notice;
    notice.account = context_->account.key;
    notice.said = Said::paid;
    notice.amount = amount_of(told).value();
    notice.provider_txn = toolkit::joined(
        {told.account,
         told.sequence,
         told.teller,
         told.branch,
         toolkit::format_ict(at, toolkit::ict::compact_day)},
        "|"
    );
    notice.provider_code = told.side;
    notice.occurred_at = at;
    // An entry of the account's book: of one movement that the bank has told of as a payment the
    // core makes one credit.
    notice.source = Source::statement;
    notice.order_ref = name_of(order, *settings_, whose.order_ref);
    notice.paid_to = whose.number;
    return believed(std::move(notice), *proof);
}

}  // namespace

Result<Located> locate_bank_call(
    const InboundCall& call, const std::vector<ProviderAccount>& accounts
) {
    BOOST_OUTCOME_TRY(auto envelope, read_envelope(call.request.body));
    // The three payloads name provider, service and customer alike.
    const BillQuestion named = read_bill_question(envelope.payload);
    const auto best = best_of(accounts, {named.provider, named.service});
    if (!best) return Error(Fault::forged, "no contract with numbers");
    Located out;
    out.account = best->account->key;
    if (call.kind == advice_kind) {
        const Whose whose = whose_in(best->contract, read_advice(envelope.payload).remark);
        if (!whose.number.empty()) out.numbers.push_back(whose.number);
        if (!whose.order_ref.empty()) out.order_refs.push_back(whose.order_ref);
    } else if (is_number(best->contract, named.customer)) {
        out.numbers.push_back(named.customer);
    }
    // The digests cover these two alone, so that another content could stand under them.
    out.message_id = toolkit::joined({envelope.channel, envelope.reference}, "|");
    return out;
}

VerifyResult verify_bank_call(
    const Keys& keys, const InboundCall& call, const InboundContext& context
) {
    const auto settings = read_settings(context.account);
    if (!settings || !settings.value().collection.offered) return Distrust::malformed;
    if (settings.value().collection.login == BasicLogin::required &&
        !has_login(keys, context.account, call.request))
        return Distrust::bad_credentials;
    const auto envelope = read_envelope(call.request.body);
    if (!envelope) return Distrust::malformed;
    const Verifier verifier(keys, context, settings.value(), envelope.value());
    if (call.kind == bill_kind) return verifier.bill();
    if (call.kind == credit_kind) return verifier.credit();
    return verifier.advice();
}

}  // namespace dvcpay::vietcombank
