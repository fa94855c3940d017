// Numbers that payments are paid to, names of movements, numbers of messages: what tells one thing
// from another where a bank's own protocol does not.
#include <charconv>

#include "store/sqlite/reads.hpp"
#include "store/sqlite/txn.hpp"

namespace dvcpay::sqlite {
namespace {

/// "2-9f3a" → 2; what is not told is the first.
std::int64_t epoch_number(const std::string& name) {
    std::int64_t out = 1;
    std::from_chars(name.data(), name.data() + name.size(), out);
    return out < 1 ? 1 : out;
}

std::string epoch_of(Connection& db) {
    std::string epoch = load_meta(db, "epoch");
    return epoch.empty() ? "1" : epoch;
}

}  // namespace

std::optional<AttemptLocation> find_attempt_by_number(
    Connection& db, const AccountKey& account, const std::string& number
) {
    std::optional<AttemptId> id;
    AttemptLocation found;
    {
        auto rows = db.query(
            "SELECT attempt_id, payment_id FROM claim_virtual_account WHERE number = ?1 AND "
            "provider = ?2 AND account = ?3",
            number,
            account.provider,
            account.account
        );
        if (!rows.next()) return std::nullopt;
        Row row = rows.row();
        id = row.id<AttemptId>();
        found.payment = row.id<PaymentId>();
    }
    auto attempt = load_attempt(db, *id);
    if (!attempt) return std::nullopt;
    found.attempt = std::move(*attempt);
    return found;
}

std::vector<CreditName> load_credit_names(Connection& db, const CreditId& credit) {
    auto rows = db.query(
        "SELECT provider_txn, source FROM claim_provider_txn WHERE credit_id = ?1", credit
    );
    std::vector<CreditName> out;
    while (rows.next()) {
        Row row = rows.row();
        CreditName name;
        name.provider_txn = row.text();
        name.source = row.word(Source::statement);
        out.push_back(std::move(name));
    }
    return out;
}

std::int64_t count_serials_gone(Connection& db, const SerialBlock& block) {
    const std::string epoch = epoch_of(db);
    auto rows = db.query("SELECT last, epoch FROM number_series WHERE series = ?1", block.series);
    if (!rows.next()) return (epoch_number(epoch) - 1) * block.offset_per_epoch;
    Row row = rows.row();
    const std::int64_t last = row.integer();
    return row.text() == epoch ? last : last + block.leap;
}

std::int64_t take_serials_of(Connection& db, const SerialBlock& block) {
    const std::int64_t gone = count_serials_gone(db, block);
    db.exec(
        "INSERT INTO number_series (series, epoch, last) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (series) DO UPDATE SET epoch = excluded.epoch, last = excluded.last",
        block.series,
        epoch_of(db),
        gone + block.count
    );
    return gone + 1;
}

bool SqliteTxn::claim_number(
    const AccountKey& account,
    const std::string& number,
    const AttemptId& attempt,
    const PaymentId& payment,
    Wall now,
    std::optional<Wall> free_from
) {
    return db_.exec(
               "INSERT INTO claim_virtual_account (number, provider, account, payment_id, "
               "attempt_id, claimed_at, free_from) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
               "ON CONFLICT (number, provider, account) DO UPDATE SET "
               "payment_id = excluded.payment_id, attempt_id = excluded.attempt_id, "
               "claimed_at = excluded.claimed_at, free_from = excluded.free_from "
               "WHERE free_from <= excluded.claimed_at OR attempt_id = excluded.attempt_id",
               number,
               account.provider,
               account.account,
               payment,
               attempt,
               now,
               free_from
           ) == 1;
}

bool SqliteTxn::claim_message(
    const AccountKey& account, const std::string& message_id, const std::string& sha256, Wall now
) {
    const auto claimed = db_.exec(
        "INSERT INTO claim_message (message_id, provider, account, sha256, received_at) VALUES "
        "(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        message_id,
        account.provider,
        account.account,
        sha256,
        now
    );
    if (claimed == 1) return true;
    auto rows = db_.query(
        "SELECT sha256 FROM claim_message WHERE message_id = ?1 AND provider = ?2 AND account = ?3",
        message_id,
        account.provider,
        account.account
    );
    return rows.next() && rows.row().text() == sha256;
}

}  // namespace dvcpay::sqlite
