#include "flows/open_payment.hpp"

#include "flows/idempotency.hpp"
#include "flows/numbers.hpp"

namespace dvcpay::flows {
namespace {

/// Where no provider is chosen yet: the account that would serve today.
Beneficiary likely_beneficiary(const FlowConfig& config, const std::string& agency, Day today) {
    for (const auto& account : config.accounts) {
        const auto* serving = choose_account(config, account.key.provider, agency, today);
        if (serving != nullptr) return serving->beneficiary;
    }
    return {};
}

}  // namespace

Error no_number_left() {
    return Error(Fault::method_not_offered, "every virtual account of this contract is in use");
}

bool can_be_asked(const Attempt& attempt) {
    return attempt.finality == Finality::provider && attempt.state != AttemptState::initiating;
}

std::optional<AttemptLocation> to_be_asked(const std::vector<PaymentFile>& files) {
    for (const auto& file : files) {
        const Attempt* live = live_attempt(file);
        if (live != nullptr && can_be_asked(*live)) return AttemptLocation{file.payment.id, *live};
    }
    return std::nullopt;
}

Result<OpenPayment> OpenPayment::draw(Core& core, NewPayment request, bool twin) {
    const Wall now = core.clock->wall();
    const auto id = fresh_id<PaymentId>(*core.entropy, now);
    std::optional<PersonalData> personal;
    if (!request.party_json.empty()) {
        BOOST_OUTCOME_TRY(auto sealed, core.sealer->seal(id.text(), "party", request.party_json));
        request.party_json.clear();
        personal = PersonalData{id, std::move(sealed)};
    }
    std::optional<Result<Offer>> offer;
    if (request.provider && !request.draft.amount.is_zero()) {
        Payment priced = request.draft;
        priced.service_fee = Money::dong(core.config->payment_service_fee_dong);
        offer = choose(
            core, *request.provider, request.method, priced.agency_code, amount_due(priced), now
        );
    }
    return OpenPayment{
        RecordKit(core),
        core.catalogue->now,
        std::make_shared<const NewPayment>(std::move(request)),
        std::move(offer),
        Names(*core.entropy, now),
        draw_attempt_names(core, now),
        std::move(personal),
        id,
        now,
        twin,
        true
    };
}

Result<std::optional<Opened>> OpenPayment::answered_before(Txn& txn) const {
    BOOST_OUTCOME_TRY(auto claimed, look_at_claim(txn, request->call, kit.config->boot_id, twin));
    if (claimed.kind == Claimed::Kind::fresh) return std::optional<Opened>();
    if (claimed.kind == Claimed::Kind::orphan) {
        const auto made = PaymentId::parse(claimed.object_id);
        if (!made) return Error(Fault::internal_error, "a claim names no payment");
        BOOST_OUTCOME_TRY(
            claimed.answer, answer_orphan(txn, request->call, *kit.renderer, *made, 201)
        );
    }
    Opened out;
    out.is_answered = true;
    out.answered = {std::move(claimed.answer), true};
    return std::optional(std::move(out));
}

Opened OpenPayment::refused(Txn& txn, const Error& error) const {
    Opened out;
    out.is_answered = true;
    out.answered = {refuse(txn, request->call, error, kit.config->boot_id, now), false};
    return out;
}

/// The draft with what the contract and the clock add.
Payment OpenPayment::priced() const {
    Payment draft = request->draft;
    draft.id = id;
    if (!draft.amount.is_zero())
        draft.service_fee = Money::dong(kit.config->payment_service_fee_dong);
    const std::optional<Method> method =
        offer ? std::optional(offer->value().method.method) : request->method;
    std::int64_t life_s = request->expires_in_s.value_or(default_expiry_s(method));
    if (offer && offer->value().method.longest_expiry_s > 0 &&
        life_s > offer->value().method.longest_expiry_s) {
        life_s = offer->value().method.longest_expiry_s;
        draft.warnings.emplace_back("expiry_cut_to_method_limit");
    }
    draft.expires_at = now.plus_s(life_s);
    if (offer) {
        draft.beneficiary = offer->value().account.beneficiary;
    } else {
        draft.beneficiary = likely_beneficiary(*kit.config, draft.agency_code, ict_day(now));
    }
    return draft;
}

Result<void> OpenPayment::close_superseded(
    Txn& txn, const std::vector<PaymentFile>& siblings, Names& fresh, Recorded& recorded
) const {
    if (!recorded.file.payment.supersedes) return ok();
    for (const auto& sibling : siblings) {
        if (sibling.payment.id != *recorded.file.payment.supersedes) continue;
        const Input superseded = input::Superseded{id, request->caller.principal.text()};
        BOOST_OUTCOME_TRY(auto closed, decide(sibling, superseded, now, fresh.more_ids()));
        BOOST_OUTCOME_TRY(auto told, record(txn, kit, fresh, sibling, std::move(closed), now));
        recorded.also_changed.push_back(told.file.payment.id);
        keep_earlier(recorded.due, told.due);
    }
    return ok();
}

Result<AttemptId> OpenPayment::open_attempt(Txn& txn, Names& fresh, Recorded& recorded) const {
    Attempt attempt = draft_attempt(offer->value(), attempt_names, recorded.file.payment, now);
    const auto& plan = offer->value().numbers;
    if (!give_number(txn, attempt, id, plan, attempt_names.numbers, now)) return no_number_left();
    const Input open = input::OpenAttempt{attempt, request->caller.principal.text()};
    BOOST_OUTCOME_TRY(auto opened, decide(recorded.file, open, now, fresh.ids()));
    opened.after.payment.version = recorded.file.payment.version;
    const PaymentFile before = recorded.file;
    BOOST_OUTCOME_TRY(auto with_attempt, record(txn, kit, fresh, before, std::move(opened), now));
    keep_earlier(recorded.due, with_attempt.due);
    recorded.file = std::move(with_attempt.file);
    return attempt.id;
}

Result<Opened> OpenPayment::operator()(Txn& txn) const {
    BOOST_OUTCOME_TRY(auto before, answered_before(txn));
    if (before) return std::move(*before);
    const Payment& asked = request->draft;
    if (const auto known = check_catalogue(*catalogue, asked, ict_day(now)); !known)
        return refused(txn, known.error());
    if (offer && !*offer) return refused(txn, offer->error());
    const auto siblings = txn.payments_of(asked.client, asked.reference);
    if (const auto may = may_create(siblings, asked.supersedes, now); !may)
        return refused(txn, may.error());
    Opened out;
    if (offer && may_ask) out.ask_first = to_be_asked(siblings);
    if (out.ask_first) return out;

    Decision decision = open_payment(priced(), now);
    for (const auto& sibling : siblings) {
        if (holds_money(sibling)) decision.after.obligation_paid_by = sibling.payment.id;
    }
    if (offer) {
        if (const auto may = may_offer(decision.after, siblings); !may)
            return refused(txn, may.error());
    }
    Names fresh = names;
    Recorded recorded = record_created(txn, kit, fresh, std::move(decision), now);
    if (personal) txn.put_personal_data(*personal);
    BOOST_OUTCOME_TRY(close_superseded(txn, siblings, fresh, recorded));
    if (offer) {
        BOOST_OUTCOME_TRY(out.attempt, open_attempt(txn, fresh, recorded));
    }
    make_claim(txn, request->call, id.text(), kit.config->boot_id, now);
    if (!offer) {
        out.is_answered = true;
        out.answered = {payment_answer(*kit.renderer, recorded.file, 201, true), false};
        txn.answer(request->call.scope, out.answered.answer);
    }
    out.recorded = std::move(recorded);
    return out;
}

}  // namespace dvcpay::flows
