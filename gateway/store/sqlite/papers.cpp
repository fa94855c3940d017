// The papers of one payment: what providers said, and what stays of the bytes they said it with.
#include "store/sqlite/reads.hpp"

namespace dvcpay::sqlite {

std::vector<Evidence> load_evidence(Connection& db, const PaymentId& payment) {
    auto rows = db.query(
        "SELECT id, source, proof, said, order_ref, amount, provider_txn, provider_code, "
        "raw_sha256, received_at FROM evidence WHERE payment_id = ?1 ORDER BY number",
        payment
    );
    std::vector<Evidence> out;
    while (rows.next()) {
        Row row = rows.row();
        Evidence e;
        e.id = row.id<EvidenceId>();
        e.source = row.word(Source::statement);
        e.proof = row.word(ProofKind::file);
        e.said = row.word(Said::unclear);
        e.order_ref = row.text();
        e.amount = row.money();
        e.provider_txn = row.text();
        e.provider_code = row.text();
        e.raw_sha256 = row.text();
        e.received_at = row.wall();
        out.push_back(std::move(e));
    }
    return out;
}

std::vector<RawCopy> load_raw_copies(Connection& db, const PaymentId& payment) {
    // Through the claim, which is sorted by hash: raw_inbound itself is not.
    auto rows = db.query(
        "SELECT DISTINCT r.id, r.provider, r.account, r.kind, r.received_at, r.sha256, r.masked, "
        "r.ciphertext IS NOT NULL FROM evidence e JOIN claim_raw c ON c.sha256 = e.raw_sha256 "
        "JOIN raw_inbound r ON r.id = c.raw_id WHERE e.payment_id = ?1 ORDER BY r.received_at, "
        "r.id",
        payment
    );
    std::vector<RawCopy> out;
    while (rows.next()) {
        Row row = rows.row();
        RawCopy copy;
        copy.id = row.id<EvidenceId>();
        copy.account.provider = row.text();
        copy.account.account = row.text();
        copy.kind = row.text();
        copy.received_at = row.wall();
        copy.sha256 = row.text();
        copy.masked = row.text();
        copy.has_bytes = row.flag();
        out.push_back(std::move(copy));
    }
    return out;
}

}  // namespace dvcpay::sqlite
