#include "flows/take_notice.hpp"

#include "domain/invariant.hpp"

namespace dvcpay::flows {

Result<Noticed> take_notice(
    Txn& txn,
    const RecordKit& kit,
    Names& names,
    const PaymentId& payment,
    const AttemptId& attempt,
    const Verified<Notice>& notice,
    const EvidenceId& evidence,
    const std::string& raw_sha256,
    Wall now
) {
    Noticed out;
    const auto file = txn.payment(payment);
    DVC_INVARIANT(file.has_value());
    const Notice& said = notice.value();
    bool elsewhere = false;
    if (is_money(said)) {
        const auto known = txn.credit_by_txn(said.account, said.provider_txn);
        elsewhere = known && known->payment != payment;
    }
    const ProviderAccount* account = kit.config->account(said.account);
    const CreditRules rules = account == nullptr ? CreditRules{} : account->credit_rules;
    const Input told = input::Told{attempt, notice, evidence, elsewhere, rules};
    BOOST_OUTCOME_TRY(auto decision, decide(*file, told, now, names.more_ids()));
    const bool changed = decision.changed;
    out.booked_elsewhere = elsewhere && changed;  // said once (P8)
    BOOST_OUTCOME_TRY(out.recorded, record(txn, kit, names, *file, std::move(decision), now));
    if (changed) txn.insert_evidence(evidence_of(notice, evidence, raw_sha256, now), payment);
    return out;
}

}  // namespace dvcpay::flows
