#include "flows/take_notice.hpp"

#include <algorithm>

#include "domain/invariant.hpp"
#include "flows/standing.hpp"

namespace dvcpay::flows {
namespace {

constexpr std::int64_t same_movement_ms = 30LL * 60 * 1000;

bool is_statement(Source source) {
    return source == Source::statement;
}

/// The bank's own times of both within half an hour; where one names none, the same day.
bool at_the_same_time(const Credit& credit, const Notice& said, Wall now) {
    const bool both_told = said.occurred_at.ms > 0 && credit.occurred_at != credit.received_at;
    const Wall at = said.occurred_at.ms > 0 ? said.occurred_at : now;
    if (both_told) return std::abs(credit.occurred_at.ms - at.ms) <= same_movement_ms;
    return ict_day(credit.occurred_at) == ict_day(at);
}

/// A bank's notice and its statement may name one movement differently. Money of the same amount
/// for the same attempt, at the same time, that only the other source has told of yet, is the same
/// money; what is told twice by one source are two movements (P2).
std::optional<Credit> told_by_the_other_source(
    Txn& txn, const PaymentFile& file, const AttemptId& attempt, const Notice& said, Wall now
) {
    for (const auto& credit : file.credits) {
        if (credit.attempt != attempt || credit.amount != said.amount ||
            credit.account != said.account || credit.state == CreditState::reversed)
            continue;
        if (!at_the_same_time(credit, said, now)) continue;
        const auto names = txn.credit_names(credit.id);
        const bool ours_too = std::ranges::any_of(names, [&](const CreditName& name) {
            return is_statement(name.source) == is_statement(said.source);
        });
        if (!ours_too) return credit;
    }
    return std::nullopt;
}

Verdict verdict_of(
    const std::optional<Credit>& known, const Notice& said, const AttemptId& attempt, bool changed
) {
    if (!known) return changed ? Verdict::kept : Verdict::repeated;
    const bool same = known->amount == said.amount && known->attempt == attempt;
    return same ? Verdict::repeated : Verdict::contradicts;
}

}  // namespace

std::optional<Credit> known_by_a_name(Txn& txn, const Notice& said) {
    if (auto known = txn.credit_by_txn(said.account, said.provider_txn)) return known;
    for (const auto& name : said.other_txns) {
        if (name.empty()) continue;
        if (auto known = txn.credit_by_txn(said.account, name)) return known;
    }
    return std::nullopt;
}

std::optional<Credit> known_movement(
    Txn& txn, const PaymentFile& file, const AttemptId& attempt, const Notice& said, Wall now
) {
    if (auto known = known_by_a_name(txn, said)) return known;
    return told_by_the_other_source(txn, file, attempt, said, now);
}

void keep_names(Txn& txn, const Notice& said, const CreditId& credit) {
    txn.claim_provider_txn(said.account, said.provider_txn, credit, said.source);
    for (const auto& name : said.other_txns) {
        if (!name.empty()) txn.claim_provider_txn(said.account, name, credit, said.source);
    }
}

Result<Noticed> take_notice(
    Txn& txn,
    const RecordKit& kit,
    Names& names,
    const PaymentId& payment,
    const AttemptId& attempt,
    const Verified<Notice>& told_notice,
    const EvidenceId& evidence,
    const std::string& raw_sha256,
    Wall now
) {
    Noticed out;
    const auto file = txn.payment(payment);
    DVC_INVARIANT(file.has_value());
    Verified<Notice> notice = told_notice;
    std::optional<Credit> known;
    // What only starts a question has no name to give, and joins nothing.
    if (is_money(notice.value()) && !notice.value().ask_first) {
        known = known_movement(txn, *file, attempt, notice.value(), now);
        if (known) {
            keep_names(txn, notice.value(), known->id);
            notice =
                notice.restated([&](Notice& said) { said.provider_txn = known->provider_txn; });
        }
    }
    const Notice& said = notice.value();
    const bool elsewhere = known && known->payment != payment;
    if (said.refusable && !known) {
        const Attempt* ours = find_attempt(*file, attempt);
        DVC_INVARIANT(ours != nullptr);
        if (const auto refusal = refusal_of(*file, *ours, said.amount, now)) {
            out.verdict = *refusal;
            out.recorded.file = *file;
            txn.insert_evidence(evidence_of(notice, evidence, raw_sha256, now), payment);
            return out;
        }
    }
    const ProviderAccount* account = kit.config->account(said.account);
    const CreditRules rules = account == nullptr ? CreditRules{} : account->credit_rules;
    const Input told = input::Told{attempt, notice, evidence, elsewhere, rules};
    BOOST_OUTCOME_TRY(auto decision, decide(*file, told, now, names.more_ids()));
    const bool changed = decision.changed;
    out.verdict = verdict_of(known, said, attempt, changed);
    out.booked_elsewhere = elsewhere && changed;  // said once (P8)
    const auto credit = decision.credit;
    BOOST_OUTCOME_TRY(out.recorded, record(txn, kit, names, *file, std::move(decision), now));
    if (credit) keep_names(txn, said, *credit);
    if (changed) txn.insert_evidence(evidence_of(notice, evidence, raw_sha256, now), payment);
    return out;
}

}  // namespace dvcpay::flows
