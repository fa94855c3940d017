// Every kind of damage, done to a real file by another hand, is found and its place named.
#include <fstream>

#include <gmock/gmock.h>

#include "crypto/chain.hpp"
#include "ledger.hpp"

namespace dvcpay::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class Verify : public Ledger {
  protected:
    Verify() { write_history(); }
    std::string id_at(int position) {
        return ask("SELECT id FROM events WHERE position = " + std::to_string(position));
    }
    std::string bytes() const {
        std::ifstream in(file(), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    /// As somebody would who knows how hashes are made, but has no key.
    void hash_anew(const std::string& chain) {
        std::string before = crypto::chain_start;
        const auto rows = history()->events(0, 1000, 1000).value();
        for (auto row : rows) {
            if (row.chain != chain) continue;
            row.prev_hash = before;
            before = crypto::chain_hash(row);
            tamper(
                "UPDATE events SET prev_hash = '" + row.prev_hash + "', hash = '" + before +
                "' WHERE position = " + std::to_string(row.position)
            );
        }
    }
    /// As somebody would who holds the key.
    void sign_anew(Seal seal) {
        seal.hash = crypto::seal_hash(seal);
        tamper(
            "UPDATE seals SET prev_hash = '" + seal.prev_hash + "', hash = '" + seal.hash +
            "' WHERE number = " + std::to_string(seal.number)
        );
    }
};

TEST_F(Verify, AnUntouchedHistoryIsIntactAndWhatItCannotProveIsSaid) {
    const auto report = verify();
    EXPECT_THAT(told(report), IsEmpty());
    EXPECT_EQ(report.events, 11);
    EXPECT_EQ(report.payments, 3);
    EXPECT_EQ(report.chains, 4);
    EXPECT_EQ(report.seals, 2);
    EXPECT_EQ(report.unsealed, 1);
    EXPECT_THAT(report.not_proven, Contains(HasSubstr("The last 1 events stand after seal 2")));
    EXPECT_THAT(report.not_proven, Contains(HasSubstr("No witness file")));
    EXPECT_THAT(report.not_proven, Contains(HasSubstr("Whoever holds the seal key")));
    const auto witnessed = verify_with_witness();
    EXPECT_TRUE(witnessed.intact());
    EXPECT_THAT(
        witnessed.not_proven, Contains(HasSubstr("The witness knows seals up to number 2"))
    );
}

TEST_F(Verify, LookingChangesNoByteAndEveryBatchSizeSaysTheSame) {
    shut();
    const std::string before = bytes();
    for (const std::int64_t batch : {1, 2, 3, 5, 1000}) {
        const auto report = verify([batch](ops::AuditOptions& o) { o.batch = batch; });
        EXPECT_THAT(told(report), IsEmpty()) << batch;
        EXPECT_EQ(report.events, 11) << batch;
    }
    EXPECT_EQ(bytes(), before);
}

TEST_F(Verify, AChangedFieldOfAnEventIsNamedByItsPlace) {
    const std::pair<const char*, const char*> changes[] = {
        {"type", "'attempt.failed'"},
        {"type", "'no.such.type'"},
        {"at", "at + 1"},
        // Thousands of millions of years later its text would read the same.
        {"at", "at + 4294967296 * 86400000"},
        {"client", "'other'"},
        {"agency_code", "'H99'"},
        {"data", "'{\"amount\":1}'"},
        {"note", "'Note'"},
        {"note", "note || char(0)"},
        {"actor", "'clock'"},
    };
    for (const auto& [column, value] : changes) {
        const std::string kept =
            ask(std::string("SELECT quote(") + column + ") FROM events WHERE position = 4");
        const std::string set = std::string("UPDATE events SET ") + column + " = ";
        tamper(set + value + " WHERE position = 4");
        EXPECT_THAT(
            told(verify()),
            ElementsAre(
                "event_changed at event " + id_at(4) + " (position 4, chain " + payment(2) +
                ", sequence 2)"
            )
        ) << column
          << " = " << value;
        tamper(set + kept + " WHERE position = 4");
        ASSERT_TRUE(verify().intact());
    }
}

TEST_F(Verify, AChangedIdOrHashIsNamed) {
    tamper("UPDATE events SET id = 'evt_nobody' WHERE position = 4");
    EXPECT_THAT(told(verify()), ElementsAre(HasSubstr("event evt_nobody (position 4")));
    tamper("UPDATE events SET hash = 'x' WHERE position = 9");
    const auto report = verify();
    EXPECT_THAT(
        told(report), Contains(AllOf(StartsWith("event_changed"), HasSubstr("position 9")))
    );
    EXPECT_THAT(told(report), Contains("sealed_part_changed at seal 2 (positions 7 to 10)"));
    EXPECT_THAT(
        told(report), Contains(AllOf(StartsWith("chain_broken"), HasSubstr("position 10")))
    );
}

TEST_F(Verify, ADeletedEventIsAHoleInItsChainAndMissesInItsSeal) {
    tamper("DELETE FROM events WHERE position = 3");
    const auto report = verify();
    ASSERT_THAT(
        told(report),
        ElementsAre(
            "events_missing at seal 1 (positions 1 to 6)",
            "chain_hole at chain " + payment(1) + ", sequence 2"
        )
    );
    EXPECT_EQ(
        report.findings[0].detail,
        "it counted 6 events, 2 new payments among them; there are 5 events, 2 new payments among "
        "them; nothing stands at 3"
    );
}

TEST_F(Verify, TheLastEventsOfAChainMissInTheirSeal) {
    tamper("DELETE FROM events WHERE position IN (5, 6)");
    const auto report = verify();
    ASSERT_THAT(told(report), ElementsAre("events_missing at seal 1 (positions 1 to 6)"));
    EXPECT_THAT(report.findings[0].detail, HasSubstr("nothing stands at 5 to 6"));
}

TEST_F(Verify, APaymentDeletedWithItsWholeHistoryMissesInItsSeal) {
    tamper(
        "DELETE FROM events WHERE chain = '" + payment(1) + "'; DELETE FROM payments WHERE id = '" +
        payment(1) + "'"
    );
    const auto report = verify();
    ASSERT_THAT(told(report), ElementsAre("events_missing at seal 1 (positions 1 to 6)"));
    EXPECT_THAT(
        report.findings[0].detail,
        HasSubstr("6 events, 2 new payments among them; there are 3 events, 1 new payments")
    );
    EXPECT_THAT(report.findings[0].detail, HasSubstr("nothing stands at 1, 3, 5"));
}

TEST_F(Verify, APaymentAndItsHistoryBelongTogether) {
    tamper("DELETE FROM payments WHERE id = '" + payment(2) + "'");
    EXPECT_THAT(told(verify()), ElementsAre("history_without_payment at payment " + payment(2)));
    tamper("DELETE FROM events WHERE chain = '" + payment(3) + "'");
    EXPECT_THAT(told(verify()), Contains("payment_without_history at payment " + payment(3)));
}

TEST_F(Verify, AReorderedPairOfOneChainIsNamed) {
    tamper(
        "UPDATE events SET position = 99 WHERE position = 3; UPDATE events SET position = 3 WHERE "
        "position = 5; UPDATE events SET position = 5 WHERE position = 99"
    );
    EXPECT_THAT(
        told(verify()),
        ElementsAre(
            "sealed_part_changed at seal 1 (positions 1 to 6)",
            "chain_reordered at chain " + payment(1) + ", sequence 3 (position 3)"
        )
    );
}

TEST_F(Verify, AReorderedPairOfTwoChainsShowsInTheirSeal) {
    tamper(
        "UPDATE events SET position = 99 WHERE position = 3; UPDATE events SET position = 3 WHERE "
        "position = 4; UPDATE events SET position = 4 WHERE position = 99"
    );
    EXPECT_THAT(told(verify()), ElementsAre("sealed_part_changed at seal 1 (positions 1 to 6)"));
}

TEST_F(Verify, AnEventMovedBeforeTheFirstPositionIsSeen) {
    tamper("UPDATE events SET position = -7 WHERE position = 8");
    EXPECT_THAT(told(verify()), Contains("events_missing at seal 2 (positions 7 to 10)"));
    EXPECT_THAT(told(verify()), Contains("events_missing at seal 1 (positions 1 to 6)"));
}

TEST_F(Verify, AChainWrittenAnewWithAllItsHashesShowsInItsSeal) {
    tamper("UPDATE events SET note = 'another' WHERE position = 3");
    hash_anew(payment(1));
    EXPECT_THAT(told(verify()), ElementsAre("sealed_part_changed at seal 1 (positions 1 to 6)"));
}

TEST_F(Verify, AnEventSlippedInIsCounted) {
    append("audit", EventType::key_revoked);
    tamper(
        "DELETE FROM events WHERE position = 11; UPDATE events SET position = 0 WHERE position = 12"
    );
    EXPECT_THAT(told(verify()), Contains("events_missing at seal 1 (positions 1 to 6)"));
}

TEST_F(Verify, AChangedSealIsNamed) {
    const std::pair<const char*, const char*> changes[] = {
        {"sealed_at = sealed_at + 1", "seal_changed"},
        {"root = replace(root, substr(root, 1, 1), 'e')", "seal_changed"},
        {"prev_hash = replace(prev_hash, '0', '1')", "seal_changed"},
        {"hash = lower(hex(randomblob(32)))", "seal_changed"},
        {"events = events - 1", "seal_changed"},
        {"payments = payments - 1", "seal_changed"},
        {"last_position = last_position - 1", "seal_changed"},
        {"signature = replace(signature, substr(signature, 1, 4), 'AAAA')", "seal_signature"},
        {"key_id = '0123456789abcdef'", "seal_signature"},
    };
    const std::string kept = "CREATE TABLE kept AS SELECT * FROM seals";
    tamper(kept);
    for (const auto& [change, damage] : changes) {
        tamper(std::string("UPDATE seals SET ") + change + " WHERE number = 1");
        EXPECT_THAT(told(verify()), Contains(std::string(damage) + " at seal 1")) << change;
        tamper("DELETE FROM seals; INSERT INTO seals SELECT * FROM kept");
        ASSERT_TRUE(verify().intact());
    }
}

TEST_F(Verify, ASealOfAForeignKeyIsNamed) {
    const auto other = crypto::SealKey::parse(Secret(support::seal_key_pem('o'))).value();
    const auto report =
        verify([&](ops::AuditOptions& options) { options.keys = {other.public_key()}; });
    EXPECT_THAT(told(report), ElementsAre("seal_signature at seal 1", "seal_signature at seal 2"));
    const auto both =
        verify([&](ops::AuditOptions& options) { options.keys.push_back(other.public_key()); });
    EXPECT_TRUE(both.intact()) << "a retired key beside the one in use";
    const auto none = verify([](ops::AuditOptions& options) { options.keys.clear(); });
    EXPECT_TRUE(none.intact());
    EXPECT_THAT(none.not_proven, Contains(HasSubstr("signatures of the seals were not checked")));
}

TEST_F(Verify, ARemovedSealIsAHole) {
    tamper("DELETE FROM seals WHERE number = 1");
    EXPECT_THAT(told(verify()), Contains("seal_hole at seals 1 to 1"));
}

TEST_F(Verify, ASealThatDoesNotFollowIsNamed) {
    Seal second = seals()[1];
    second.prev_hash = std::string(64, 'a');
    sign_anew(second);
    EXPECT_THAT(told(verify()), Contains("seal_broken at seal 2"));
}

TEST_F(Verify, EventsCutOffAfterTheLastSealDoNotShowAndThatIsSaid) {
    tamper("DELETE FROM events WHERE position = 11");
    const auto report = verify_with_witness();
    EXPECT_TRUE(report.intact());
    EXPECT_THAT(report.not_proven, Contains(HasSubstr("what came later could be cut off")));
}

TEST_F(Verify, ATailCutOffWithItsSealShowsOnlyAgainstTheWitness) {
    tamper(
        "DELETE FROM events WHERE position > 6; DELETE FROM seals WHERE number = 2; DELETE FROM "
        "payments WHERE id = '" +
        payment(3) + "'"
    );
    EXPECT_TRUE(verify().intact());
    const auto report = verify_with_witness();
    ASSERT_THAT(told(report), ElementsAre("witness_ahead at after seal 1"));
    EXPECT_THAT(
        report.findings[0].detail,
        HasSubstr("the last number 2 of 2026-09-21T16:13:20.000Z over 10 events")
    );
}

TEST_F(Verify, AStorePutBackAndSealedAnewShowsAgainstTheWitness) {
    tamper(
        "DELETE FROM events WHERE position > 6; DELETE FROM seals WHERE number = 2; DELETE FROM "
        "payments WHERE id = '" +
        payment(3) + "'"
    );
    const std::string heard = witness.text;
    append("audit", EventType::key_revoked);
    EXPECT_EQ(seal(), 1);
    EXPECT_TRUE(verify().intact());
    witness.text = heard;
    EXPECT_THAT(told(verify_with_witness()), ElementsAre("witness_differs at seal 2"));
}

TEST_F(Verify, AWitnessThatWasToldTwoStoriesSaysSo) {
    const auto other = key.seal(seals()[0], {{7, std::string(64, 'a'), false}}, noon).value();
    witness.text += ops::witness_line(other) + "\n";
    EXPECT_THAT(
        told(verify_with_witness()), ElementsAre("witness_differs at witness file, seal 2")
    );
}

TEST_F(Verify, AWitnessLineThatIsNoSealOfOursIsNamed) {
    Seal forged = seals()[1];
    forged.number = 9;
    witness.text += "no seal\n" + ops::witness_line(forged) + "\n";
    EXPECT_THAT(
        told(verify_with_witness()),
        ElementsAre("witness_line at witness file, line 3", "witness_line at witness file, seal 9")
    );
}

TEST_F(Verify, WithoutASealTheChainsAreCheckedAndTheRestIsSaid) {
    tamper("DELETE FROM seals; DELETE FROM events WHERE position = 3");
    const auto report = verify();
    EXPECT_THAT(told(report), ElementsAre("chain_hole at chain " + payment(1) + ", sequence 2"));
    EXPECT_THAT(report.not_proven, Contains(HasSubstr("There is no seal")));
    EXPECT_THAT(told(verify_with_witness()), Contains("witness_ahead at after seal 0"))
        << "the witness remembers";
}

TEST_F(Verify, NumbersBeyondAllMeasureAreFindingsToo) {
    tamper(
        "UPDATE events SET sequence = -9223372036854775807 - 1 WHERE position = 2; UPDATE events "
        "SET sequence = 9223372036854775807, position = 9223372036854775807 WHERE position = 9; "
        "UPDATE seals SET events = -9223372036854775807, last_position = 9223372036854775807 WHERE "
        "number = 1; UPDATE seals SET number = 9223372036854775807 WHERE number = 2"
    );
    const auto report = verify();
    EXPECT_THAT(told(report), Contains(HasSubstr("event_changed")));
    EXPECT_THAT(told(report), Contains(HasSubstr("seal_hole")));
    EXPECT_THAT(told(report), Contains(HasSubstr("chain_hole")));
}

TEST_F(Verify, AListOfFindingsHasAnEnd) {
    for (int i = 0; i < 210; ++i) append("audit", EventType::key_created);
    tamper("UPDATE events SET note = 'x'");
    const auto report = verify();
    EXPECT_EQ(report.findings.size(), ops::AuditReport::findings_max);
    EXPECT_EQ(report.not_listed, 221 - static_cast<std::int64_t>(report.findings.size()));
}

TEST_F(Verify, AStoreThatIsNotOneIsAFault) {
    shut();
    {
        std::ofstream out(file(), std::ios::binary | std::ios::trunc);
        out << "not a database, but long enough to be looked at as one, page by page\n";
    }
    sqlite::SqliteOptions options;
    options.path = file();
    EXPECT_FALSE(sqlite::SqliteHistory::open(options).has_value());
}

}  // namespace
}  // namespace dvcpay::testing
