// Numbers that payments are paid to, names of one movement, numbers of messages.
#include "world.hpp"

namespace dvcpay::testing {
namespace {

const AccountKey bank{"vietinbank", "default"};

TEST_P(StoreContract, AVirtualAccountLeadsToTheAttemptThatHoldsIt) {
    PaymentFile file = open_payment_file(1);
    file.attempts = {pending_attempt(1)};
    file.attempts[0].virtual_account = "8KGGDVC261126000001";
    file.attempts[0].provider_ref = "SHB26112600012345";
    world->write([&](Txn& txn) {
        txn.insert(file);
        EXPECT_TRUE(txn.claim_number(
            bank, "8KGGDVC261126000001", file.attempts[0].id, file.payment.id, noon, std::nullopt
        ));
    });
    world->crash_and_restart();
    world->read([&](Reader& r) {
        const auto found = r.attempt_by_number(bank, "8KGGDVC261126000001");
        ASSERT_TRUE(found);
        EXPECT_EQ(found->payment, file.payment.id);
        EXPECT_EQ(found->attempt.virtual_account, "8KGGDVC261126000001");
        EXPECT_EQ(found->attempt.provider_ref, "SHB26112600012345");
        EXPECT_FALSE(r.attempt_by_number({"vietinbank", "other"}, "8KGGDVC261126000001"));
        EXPECT_FALSE(r.attempt_by_number(bank, ""));
    });
}

TEST_P(StoreContract, ANumberWithoutAnEndIsGivenOnceForEver) {
    world->write([&](Txn& txn) {
        const auto first = nth_id<AttemptId>(1);
        const auto second = nth_id<AttemptId>(2);
        const auto payment = nth_id<PaymentId>(1);
        EXPECT_TRUE(txn.claim_number(bank, "N1", first, payment, noon, std::nullopt));
        const Wall years_later = noon.plus_s(100LL * 365 * 86'400);
        EXPECT_FALSE(txn.claim_number(bank, "N1", second, payment, years_later, std::nullopt));
        EXPECT_TRUE(txn.claim_number(bank, "N1", first, payment, noon, std::nullopt))
            << "the same attempt again changes nothing";
    });
}

TEST_P(StoreContract, APooledNumberIsGivenAgainOnlyAfterItsQuarantine) {
    const Wall free_from = noon.plus_s(600);
    world->write([&](Txn& txn) {
        const auto payment = nth_id<PaymentId>(1);
        const auto claim = [&](std::uint64_t attempt, Wall now) {
            return txn.claim_number(
                bank, "P1", nth_id<AttemptId>(attempt), payment, now, now.plus_s(600)
            );
        };
        EXPECT_TRUE(claim(1, noon));
        EXPECT_FALSE(claim(2, free_from.plus_ms(-1)));
        EXPECT_TRUE(claim(3, free_from));
        EXPECT_FALSE(claim(4, free_from));
    });
}

TEST_P(StoreContract, SerialsNeverRepeatAndLeaveAGapInANewEpoch) {
    const SerialBlock block{"vietinbank/default/2026-11-26", 64, 1000, 5000};
    world->write([&](Txn& txn) {
        EXPECT_EQ(txn.serials_gone(block), 0);
        EXPECT_EQ(txn.take_serials(block), 1);
        EXPECT_EQ(txn.take_serials(block), 65);
        EXPECT_EQ(txn.serials_gone(block), 128);
    });
    world->crash_and_restart();
    world->write([&](Txn& txn) {
        EXPECT_EQ(txn.take_serials(block), 129);
        txn.set_meta("epoch", "3-RESTORED");
        EXPECT_EQ(txn.serials_gone(block), 192 + 1000) << "also before its first block";
        EXPECT_EQ(txn.take_serials(block), 193 + 1000) << "what the lost store gave out is skipped";
        EXPECT_EQ(txn.take_serials(block), 257 + 1000);
        SerialBlock tomorrow = block;
        tomorrow.series = "vietinbank/default/2026-11-27";
        EXPECT_EQ(txn.take_serials(tomorrow), 10'001) << "a series the lost store may have begun";
    });
}

TEST_P(StoreContract, OneMovementMayHaveSeveralNames) {
    PaymentFile file = open_payment_file(1);
    file.credits = {applied_credit(1, file, nth_id<AttemptId>(1), Money::dong(5))};
    const Credit& credit = file.credits[0];
    world->write([&](Txn& txn) {
        txn.insert(file);
        EXPECT_TRUE(txn.claim_provider_txn(credit.account, "T1", credit.id, Source::callback));
        EXPECT_TRUE(txn.claim_provider_txn(credit.account, "CORE9", credit.id, Source::statement));
    });
    world->read([&](Reader& r) {
        ASSERT_TRUE(r.credit_by_txn(credit.account, "CORE9"));
        EXPECT_EQ(r.credit_by_txn(credit.account, "CORE9")->id, credit.id);
        auto names = r.credit_names(credit.id);
        std::ranges::sort(names, {}, &CreditName::provider_txn);
        ASSERT_EQ(names.size(), 2U);
        EXPECT_EQ(names[0].provider_txn, "CORE9");
        EXPECT_EQ(names[0].source, Source::statement);
        EXPECT_EQ(names[1].source, Source::callback);
    });
}

TEST_P(StoreContract, AMessageNumberIsBoundToItsBytes) {
    world->write([&](Txn& txn) {
        EXPECT_TRUE(txn.claim_message(bank, "M1", "aa", noon));
        EXPECT_TRUE(txn.claim_message(bank, "M1", "aa", noon.plus_s(9)));
        EXPECT_FALSE(txn.claim_message(bank, "M1", "bb", noon.plus_s(9)));
        EXPECT_TRUE(txn.claim_message({"vietinbank", "other"}, "M1", "bb", noon));
    });
}

TEST_P(StoreContract, WhoWaitsForAnAnswerIsFoundByAccount) {
    PaymentFile file = open_payment_file(1);
    file.attempts = {pending_attempt(1), pending_attempt(2), pending_attempt(3)};
    for (auto& attempt : file.attempts) {
        attempt.account = bank;
        attempt.next_ask_at = noon;
    }
    file.attempts[1].account = {"bidv", "default"};
    file.attempts[2].next_ask_at = noon.plus_s(1);
    world->write([&](Txn& txn) { txn.insert(file); });
    world->read([&](Reader& r) {
        const auto due = r.due_asks_of(bank, noon, 10);
        ASSERT_EQ(due.size(), 1U);
        EXPECT_EQ(due[0].attempt.id, file.attempts[0].id);
    });
}

}  // namespace
}  // namespace dvcpay::testing
