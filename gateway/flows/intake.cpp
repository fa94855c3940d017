#include "flows/intake.hpp"

namespace dvcpay::flows {
namespace {

constexpr std::int64_t confirm_after_s = 15;  ///< the attempt's own question goes first

/// A live attempt is asked about until it ends; a closed one only a few times more. Money that was
/// spoken of there without proof gets an inquiry of its own, so that one lost answer does not lose
/// it.
bool must_be_confirmed(Txn& txn, const Notice& said, const PaymentFile& file, const AttemptId& id) {
    const Attempt* attempt = find_attempt(file, id);
    if (said.said != Said::paid || attempt == nullptr || is_live(attempt->state)) return false;
    if (is_money(said) && !said.ask_first) return false;
    return !txn.credit_by_txn(said.account, said.provider_txn).has_value();
}

/// Of the notice's own contract: a call may tell of several.
const StoredOrder* order_of(const InboundContext& context, const Notice& said) {
    const StoredOrder* by_number = nullptr;
    for (const auto& order : context.orders) {
        if (order.attempt.account != said.account) continue;
        if (order.attempt.order_ref.text() == said.order_ref) return &order;
        const bool fits = !said.paid_to.empty() && order.attempt.virtual_account == said.paid_to;
        if (fits && by_number == nullptr) by_number = &order;
    }
    return by_number;
}

/// The verdict of bytes that were taken before, found again without writing: a contradiction stays
/// one, however often it is sent.
Verdict said_before(Txn& txn, const InboundContext& context, const Notice& said) {
    if (!is_money(said) || said.ask_first) return Verdict::repeated;
    const auto known = known_by_a_name(txn, said);
    if (!known) return Verdict::repeated;
    const StoredOrder* order = order_of(context, said);
    const bool same_order = order == nullptr || known->attempt == order->attempt.id;
    return same_order && known->amount == said.amount ? Verdict::repeated : Verdict::contradicts;
}

}  // namespace

Result<Taken> Intake::operator()(Txn& txn) const {
    Taken out;
    Names fresh = names;
    if (!message_id.empty() && !txn.claim_message(raw.account, message_id, raw.sha256, now)) {
        out.reused_message = true;
        return out;
    }
    out.duplicate = !txn.insert_raw(raw);
    for (const auto& notice : notices) {
        // The very same bytes are acknowledged again and change nothing (P8). What was refused is
        // refused again: the provider must not take our yes for a new one.
        if (out.duplicate && !notice.value().refusable) {
            out.verdicts.push_back(said_before(txn, context, notice.value()));
            continue;
        }
        BOOST_OUTCOME_TRY(auto verdict, take(txn, fresh, notice, out));
        out.verdicts.push_back(verdict);
    }
    return out;
}

Result<Verdict> Intake::take(Txn& txn, Names& fresh, const Verified<Notice>& notice, Taken& out)
    const {
    const EvidenceId evidence = fresh.evidence();
    const StoredOrder* order = order_of(context, notice.value());
    if (order == nullptr) return stranger(txn, fresh, notice, evidence, out);
    BOOST_OUTCOME_TRY(
        auto noticed,
        take_notice(
            txn, kit, fresh, order->payment, order->attempt.id, notice, evidence, raw.sha256, now
        )
    );
    out.booked_elsewhere = out.booked_elsewhere || noticed.booked_elsewhere;
    if (can_ask &&
        must_be_confirmed(txn, notice.value(), noticed.recorded.file, order->attempt.id)) {
        inquire(txn, notice.value(), evidence, now.plus_s(confirm_after_s));
    }
    out.recorded.push_back(std::move(noticed.recorded));
    return noticed.verdict;
}

/// Verified words about an order that is none of ours: kept. Money that they prove is booked as
/// what it is, money for nobody (P2); money that they only speak of is asked about, where that can
/// be.
Verdict Intake::stranger(
    Txn& txn, Names& fresh, const Verified<Notice>& notice, const EvidenceId& evidence, Taken& out
) const {
    const Notice& said = notice.value();
    txn.insert_evidence(evidence_of(notice, evidence, raw.sha256, now), std::nullopt);
    if (said.refusable) return Verdict::refused_unknown;
    if (said.said != Said::paid && said.said != Said::authorised) return Verdict::stranger;
    if (!is_money(said) || said.ask_first) {
        if (can_ask && !said.order_ref.empty()) inquire(txn, said, evidence, now);
        return Verdict::stranger;
    }
    if (const auto known = known_by_a_name(txn, said))
        return known->amount == said.amount ? Verdict::repeated : Verdict::contradicts;
    const auto decision = decide_unmatched(notice, evidence, now, fresh.more_ids());
    record_unmatched(txn, kit, fresh, decision, now);
    keep_names(txn, said, decision.credit.id);
    out.unmatched = true;
    return Verdict::stranger;
}

void Intake::inquire(Txn& txn, const Notice& said, const EvidenceId& evidence, Wall at) const {
    OpenInquiry inquiry;
    inquiry.id = evidence;
    inquiry.account = said.account;
    inquiry.order_ref = said.order_ref;
    inquiry.provider_txn = said.provider_txn;
    inquiry.next_ask_at = at;
    inquiry.created_at = now;
    txn.put_inquiry(inquiry);
}

}  // namespace dvcpay::flows
