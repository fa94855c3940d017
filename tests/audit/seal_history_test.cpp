// When the history is sealed, over what, and who is told.
#include <gmock/gmock.h>

#include "crypto/chain.hpp"
#include "ledger.hpp"

namespace dvcpay::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SealHistory : public Ledger {
  protected:
    std::int64_t round() {
        flows::SealHistory flow(&core, plan);
        return await(loop, flow.round());
    }
    void write_events(int count) {
        for (int i = 0; i < count; ++i) append("audit", EventType::key_created);
    }
};

TEST_F(SealHistory, NothingWrittenIsNoSeal) {
    EXPECT_EQ(round(), 0);
    write_events(1);
    EXPECT_EQ(round(), 1);
    clock.now = clock.now.plus_s(7200);
    EXPECT_EQ(round(), 0) << "nothing new to seal";
    EXPECT_THAT(seals(), SizeIs(1));
}

TEST_F(SealHistory, TheNextSealWaitsForItsTime) {
    write_events(1);
    EXPECT_EQ(round(), 1);
    write_events(1);
    clock.now = clock.now.plus_s(3599);
    EXPECT_EQ(round(), 0);
    clock.now = clock.now.plus_s(1);
    EXPECT_EQ(round(), 1);
}

TEST_F(SealHistory, ALongHistoryTakesSeveralBoundedSealsAtOnce) {
    write_events(7);
    plan.events_max = 3;
    EXPECT_EQ(round(), 3);
    std::vector<std::int64_t> ends;
    for (const auto& one : seals()) ends.push_back(one.last_position);
    EXPECT_THAT(ends, ElementsAre(3, 6, 7));
    EXPECT_TRUE(verify().intact());
}

TEST_F(SealHistory, EachSealIsToldToTheWitnessOnce) {
    write_events(1);
    round();
    round();
    const auto heard = ops::read_witness(witness.text);
    EXPECT_THAT(heard.broken, IsEmpty());
    EXPECT_EQ(heard.seals, seals());
}

TEST_F(SealHistory, AWitnessThatDoesNotAnswerAlarmsAndHearsEverythingLater) {
    witness.broken = true;
    write_events(1);
    EXPECT_EQ(round(), 1) << "the seal itself does not wait for it";
    write_events(1);
    clock.now = clock.now.plus_s(3600);
    EXPECT_EQ(round(), 1);
    EXPECT_THAT(telemetry.alarms, ElementsAre("seal_not_witnessed", "seal_not_witnessed"));
    witness.broken = false;
    round();
    EXPECT_EQ(ops::read_witness(witness.text).seals, seals());
}

TEST_F(SealHistory, AnEventWithoutAHashAlarmsAndNothingIsSealed) {
    write_events(2);
    tamper("UPDATE events SET hash = 'gone' WHERE position = 2");
    EXPECT_EQ(round(), 0);
    EXPECT_THAT(telemetry.alarms, ElementsAre("seal_failed"));
    EXPECT_THAT(seals(), IsEmpty());
}

TEST_F(SealHistory, CountsThePaymentsThatBeganAndLinksItsSeals) {
    write_history();
    const auto all = seals();
    ASSERT_THAT(all, SizeIs(2));
    EXPECT_EQ(all[0].events, 6);
    EXPECT_EQ(all[0].payments, 2);
    EXPECT_EQ(all[0].prev_hash, crypto::chain_start);
    EXPECT_EQ(all[1].events, 10);
    EXPECT_EQ(all[1].payments, 3);
    EXPECT_EQ(all[1].prev_hash, all[0].hash);
}

TEST(WitnessText, ALineCutOffByACrashAndRepeatedWholeIsNotBroken) {
    Seal seal;
    seal.number = 3;
    seal.sealed_at = noon;
    const std::string line = ops::witness_line(seal);
    const auto good = ops::read_witness(line.substr(0, 40) + "\n" + line + "\n");
    EXPECT_THAT(good.broken, IsEmpty());
    EXPECT_THAT(good.seals, ElementsAre(seal));
    const auto bad = ops::read_witness(line + "\n" + line.substr(0, 40) + "\nx\n");
    EXPECT_THAT(bad.broken, ElementsAre(2, 3));
}

}  // namespace
}  // namespace dvcpay::testing
