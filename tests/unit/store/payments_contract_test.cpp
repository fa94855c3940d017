// Payments and their parts: what is written is what is read.
#include "domain/payment.hpp"
#include "world.hpp"

namespace dvcpay::testing {
namespace {

PaymentFile full_file(std::uint64_t n) {
    PaymentFile file = open_payment_file(n);
    Attempt failed = pending_attempt(n * 10);
    failed.state = AttemptState::failed;
    failed.failure = Failure{"declined_by_payer", "1006", "Từ chối", "Declined", true};
    failed.closed_at = noon.plus_s(9);
    failed.next_ask_at.reset();
    failed.watched_until = noon.plus_s(999);
    Attempt paid = pending_attempt(n * 10 + 1);
    paid.state = AttemptState::succeeded;
    paid.provider_txn = "txn";
    paid.method = Method::app;
    paid.finality = Finality::push_only;
    paid.next_action =
        NextAction{NextAction::Kind::app, "momo://x", "", "970418", "BIDV", "11", "SO TC", "DVC 1"};
    paid.asked = 7;
    paid.overdue = true;
    file.attempts = {failed, paid};
    file.credits = {applied_credit(n * 10, file, paid.id, Money::dong(61'105))};
    file.credits[0].state = CreditState::surplus;
    file.credits[0].settlement = Settlement::confirmed;
    file.refunds = {requested_refund(n * 10, file.credits[0].id)};
    file.refunds[0].approved_by = nth_id<PrincipalId>(2);
    file.refunds[0].failure = Failure{"no", "", "", "", false};
    file.incidents = {open_incident(n * 10, file)};
    file.incidents[0].attempt = paid.id;
    file.incidents[0].credit = file.credits[0].id;
    file.payment.state = PaymentState::paid;
    file.payment.late = true;
    file.payment.settlement = Settlement::pending;
    file.payment.paid_at = noon.plus_s(30);
    file.payment.closed_at = noon.plus_s(31);
    file.payment.locale = Locale::en;
    file.payment.cancel_requested = true;
    file.payment.cancel_reason = "đổi ý";
    file.payment.next_due_at.reset();
    return file;
}

std::string stored(World& world, const PaymentId& id) {
    std::string out = "absent";
    world.read([&](Reader& reader) {
        if (const auto file = reader.payment(id)) out = dump(*file);
    });
    return out;
}

TEST_P(StoreContract, APaymentComesBackAsItWasInserted) {
    const PaymentFile file = full_file(1);
    world->write([&](Txn& txn) { txn.insert(file); });
    EXPECT_EQ(stored(*world, file.payment.id), dump(file));
}

TEST_P(StoreContract, AnUnknownPaymentIsAbsent) {
    EXPECT_EQ(stored(*world, nth_id<PaymentId>(404)), "absent");
}

TEST_P(StoreContract, TextsKeepTheirExactBytes) {
    PaymentFile file = open_payment_file(1);
    file.payment.metadata_json = std::string("{\"a\":\"\0'\"\\ \n é e\u0301 😀\"}", 24);
    file.payment.description.clear();
    world->write([&](Txn& txn) { txn.insert(file); });
    EXPECT_EQ(stored(*world, file.payment.id), dump(file));
}

TEST_P(StoreContract, AnUpdateWritesEveryPartThatChangedAndAddsNewOnes) {
    const PaymentFile before = [] {
        PaymentFile file = open_payment_file(1);
        file.attempts = {pending_attempt(1)};
        return file;
    }();
    PaymentFile after = full_file(1);
    after.attempts.front() = before.attempts.front();
    after.attempts.front().state = AttemptState::cancelled;
    after.attempts.front().asked = 3;
    after.payment.version = before.payment.version + 1;
    world->write([&](Txn& txn) { txn.insert(before); });
    world->write([&](Txn& txn) { txn.update(before, after); });
    EXPECT_EQ(stored(*world, after.payment.id), dump(after));

    PaymentFile later = after;
    later.credits.front().state = CreditState::reversed;
    later.credits.front().settlement = Settlement::reversed;
    later.refunds.front().state = RefundState::succeeded;
    later.refunds.front().closed_at = noon.plus_s(77);
    later.incidents.front().state = IncidentState::closed;
    later.incidents.front().closed_at = noon.plus_s(78);
    ++later.payment.version;
    world->write([&](Txn& txn) { txn.update(after, later); });
    EXPECT_EQ(stored(*world, later.payment.id), dump(later));
}

TEST_P(StoreContract, AnUpdateFromAStaleFileIsABugAndChangesNothing) {
    const PaymentFile file = open_payment_file(1);
    PaymentFile second = file;
    second.payment.version = 2;
    PaymentFile stale = file;
    stale.payment.version = 2;
    stale.payment.cancel_reason = "stale";
    world->write([&](Txn& txn) { txn.insert(file); });
    world->write([&](Txn& txn) { txn.update(file, second); });
    EXPECT_ANY_THROW(world->write([&](Txn& txn) { txn.update(file, stale); }));
    EXPECT_EQ(stored(*world, file.payment.id), dump(second));
}

TEST_P(StoreContract, TheSequenceOfAPaymentIsThatOfItsLastEventInEitherOrder) {
    const PaymentFile first = open_payment_file(1);
    const PaymentFile second = open_payment_file(2);
    world->write([&](Txn& txn) {
        txn.insert(first);
        txn.append(first.payment.id.text(), {new_event(1, EventType::payment_created)});
        txn.append(
            second.payment.id.text(),
            {new_event(2, EventType::payment_created), new_event(3, EventType::payment_paid)}
        );
        txn.insert(second);
    });
    world->read([&](Reader& reader) {
        EXPECT_EQ(reader.payment(first.payment.id)->payment.sequence, 1);
        EXPECT_EQ(reader.payment(second.payment.id)->payment.sequence, 2);
    });
}

TEST_P(StoreContract, TheSamePaymentTwiceIsABug) {
    const PaymentFile file = open_payment_file(1);
    world->write([&](Txn& txn) { txn.insert(file); });
    EXPECT_ANY_THROW(world->write([&](Txn& txn) { txn.insert(file); }));
}

// --- obligations
// ----------------------------------------------------------------------------------------------------

TEST_P(StoreContract, ThePaymentsOfAnObligationComeOldestFirst) {
    std::vector<PaymentFile> files = {
        open_payment_file(1), open_payment_file(2), open_payment_file(3)
    };
    for (auto& file : files) file.payment.reference = "H01";
    PaymentFile other = open_payment_file(4);
    PaymentFile namesake = open_payment_file(5);
    namesake.payment.reference = "H01";
    namesake.payment.client = "other";
    for (const auto& file : files) world->write([&](Txn& txn) { txn.insert(file); });
    world->write([&](Txn& txn) {
        txn.insert(other);
        txn.insert(namesake);
    });
    world->read([&](Reader& reader) {
        const auto found = reader.payments_of("portal", "H01");
        ASSERT_EQ(found.size(), 3U);
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_EQ(dump(found[i]), dump(files[i]));
        }
        EXPECT_EQ(reader.payments_of("other", "H01").size(), 1U);
        EXPECT_TRUE(reader.payments_of("portal", "H02").empty());
    });
}

TEST_P(StoreContract, AFileKnowsThatItsObligationIsPaidByAnother) {
    PaymentFile paid = full_file(1);
    PaymentFile open = open_payment_file(2);
    open.payment.reference = paid.payment.reference;
    world->write([&](Txn& txn) {
        txn.insert(paid);
        txn.insert(open);
    });
    world->read([&](Reader& reader) {
        EXPECT_EQ(reader.payment(open.payment.id)->obligation_paid_by, paid.payment.id);
        EXPECT_EQ(reader.payment(paid.payment.id)->obligation_paid_by, std::nullopt);
    });
    // The money went back: the debt is owed again.
    PaymentFile refunded = paid;
    refunded.refunds.front().state = RefundState::succeeded;
    refunded.refunds.front().amount = refunded.credits.front().amount;
    world->write([&](Txn& txn) { txn.update(paid, refunded); });
    world->read([&](Reader& reader) {
        EXPECT_EQ(reader.payment(open.payment.id)->obligation_paid_by, std::nullopt);
    });
}

// --- personal data
// ----------------------------------------------------------------------------------------------------

TEST_P(StoreContract, SealedPersonalDataComesBackByteForByteAndMayBeReplaced) {
    const PaymentFile file = open_payment_file(1);
    PersonalData data{
        file.payment.id, Sealed{"ring-1", std::string("\0\xff\x01", 3), std::string("\x80\0z", 3)}
    };
    world->write([&](Txn& txn) {
        txn.put_personal_data(data);  // before its payment: the order is free
        txn.insert(file);
    });
    world->read([&](Reader& reader) {
        const auto found = reader.personal_data(file.payment.id);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->sealed.wrapped_key, data.sealed.wrapped_key);
        EXPECT_EQ(found->sealed.ciphertext, data.sealed.ciphertext);
        EXPECT_EQ(found->sealed.ring_key_id, "ring-1");
        EXPECT_FALSE(reader.personal_data(nth_id<PaymentId>(2)));
    });
    data.sealed.ring_key_id = "ring-2";
    world->write([&](Txn& txn) { txn.put_personal_data(data); });
    world->read([&](Reader& reader) {
        EXPECT_EQ(reader.personal_data(file.payment.id)->sealed.ring_key_id, "ring-2");
    });
}

// --- what is due
// ----------------------------------------------------------------------------------------------------

TEST_P(StoreContract, DueAsksComeEarliestFirstUpToTheLimit) {
    for (std::uint64_t n = 1; n <= 4; ++n) {
        PaymentFile file = open_payment_file(n);
        file.attempts = {pending_attempt(n)};
        file.attempts[0].next_ask_at = noon.plus_s(static_cast<std::int64_t>(100 - n));
        if (n == 4) file.attempts[0].next_ask_at.reset();
        world->write([&](Txn& txn) { txn.insert(file); });
    }
    world->read([&](Reader& reader) {
        EXPECT_TRUE(reader.due_asks(noon.plus_s(96), 10).empty());
        const auto due = reader.due_asks(noon.plus_s(98), 10);
        ASSERT_EQ(due.size(), 2U);
        EXPECT_EQ(due[0].payment, nth_id<PaymentId>(3));
        EXPECT_EQ(due[0].attempt.id, nth_id<AttemptId>(3));
        EXPECT_EQ(due[1].payment, nth_id<PaymentId>(2));
        EXPECT_EQ(reader.due_asks(noon.plus_s(1000), 1).size(), 1U);
    });
}

TEST_P(StoreContract, SettingTheNextQuestionChangesNothingElse) {
    PaymentFile file = open_payment_file(1);
    file.attempts = {pending_attempt(1)};
    world->write([&](Txn& txn) { txn.insert(file); });
    world->write([&](Txn& txn) { txn.set_next_ask(file.attempts[0].id, noon.plus_s(500), 9); });
    file.attempts[0].next_ask_at = noon.plus_s(500);
    file.attempts[0].asked = 9;
    EXPECT_EQ(stored(*world, file.payment.id), dump(file));
    world->write([&](Txn& txn) { txn.set_next_ask(file.attempts[0].id, std::nullopt, 10); });
    world->read([&](Reader& reader) { EXPECT_TRUE(reader.due_asks(noon.plus_s(9000), 10).empty()); }
    );
}

TEST_P(StoreContract, DuePaymentsComeEarliestFirst) {
    for (std::uint64_t n = 1; n <= 3; ++n) {
        PaymentFile file = open_payment_file(n);
        file.payment.next_due_at = noon.plus_s(static_cast<std::int64_t>(10 - n));
        world->write([&](Txn& txn) { txn.insert(file); });
    }
    world->read([&](Reader& reader) {
        const std::vector<PaymentId> expected = {nth_id<PaymentId>(3), nth_id<PaymentId>(2)};
        EXPECT_EQ(reader.due_payments(noon.plus_s(8), 10), expected);
        EXPECT_EQ(reader.due_payments(noon.plus_s(8), 1).size(), 1U);
        EXPECT_TRUE(reader.due_payments(noon.plus_s(6), 1).empty());
    });
}

TEST_P(StoreContract, InitiatingAttemptsAreFoundUntilTheyMoveOn) {
    PaymentFile file = open_payment_file(1);
    file.attempts = {pending_attempt(1)};
    file.attempts[0].state = AttemptState::initiating;
    world->write([&](Txn& txn) { txn.insert(file); });
    world->read([&](Reader& reader) {
        const auto found = reader.initiating_attempts(10);
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found[0].payment, file.payment.id);
    });
    PaymentFile after = file;
    after.attempts[0].state = AttemptState::pending;
    world->write([&](Txn& txn) { txn.update(file, after); });
    world->read([&](Reader& reader) { EXPECT_TRUE(reader.initiating_attempts(10).empty()); });
}

TEST_P(StoreContract, UnknownAttemptsAreCountedPerAccount) {
    for (std::uint64_t n = 1; n <= 4; ++n) {
        PaymentFile file = open_payment_file(n);
        file.attempts = {pending_attempt(n)};
        file.attempts[0].state = n == 4 ? AttemptState::pending : AttemptState::unknown;
        file.attempts[0].opened_at = noon.plus_s(static_cast<std::int64_t>(n));
        file.attempts[0].overdue = n == 2;
        if (n == 3) file.attempts[0].account.account = "second";
        world->write([&](Txn& txn) { txn.insert(file); });
    }
    world->read([&](Reader& reader) {
        const auto unknown = reader.unknown_attempts();
        ASSERT_EQ(unknown.size(), 2U);
        EXPECT_EQ(unknown[0].account.account, "default");
        EXPECT_EQ(unknown[0].count, 2);
        EXPECT_EQ(unknown[0].overdue, 1);
        EXPECT_EQ(unknown[0].oldest_opened_at, noon.plus_s(1));
        EXPECT_EQ(unknown[1].account.account, "second");
        EXPECT_EQ(unknown[1].count, 1);
    });
}

TEST_P(StoreContract, TheNextMomentIsTheEarliestOfEverythingThatWaits) {
    const auto moment = [&] {
        return world->get<std::optional<Wall>>([](Reader& r) { return r.next_moment(); });
    };
    EXPECT_EQ(moment(), std::nullopt);
    OpenInquiry inquiry;
    inquiry.id = nth_id<EvidenceId>(1);
    inquiry.next_ask_at = noon.plus_s(50);
    world->write([&](Txn& txn) { txn.put_inquiry(inquiry); });
    EXPECT_EQ(moment(), noon.plus_s(50));
    PaymentFile file = open_payment_file(1);
    file.payment.next_due_at = noon.plus_s(40);
    world->write([&](Txn& txn) { txn.insert(file); });
    EXPECT_EQ(moment(), noon.plus_s(40));
    PaymentFile with_attempt = file;
    with_attempt.attempts = {pending_attempt(1)};
    with_attempt.attempts[0].next_ask_at = noon.plus_s(30);
    world->write([&](Txn& txn) { txn.update(file, with_attempt); });
    EXPECT_EQ(moment(), noon.plus_s(30));
    world->write([&](Txn& txn) {
        const auto events = txn.append(
            file.payment.id.text(), {new_event(1, EventType::payment_paid, noon.plus_s(20))}
        );
        txn.enqueue(new_delivery(1, events[0], "a"));
        txn.enqueue(new_delivery(2, events[0], "z"));
        txn.settle_delivery(
            nth_id<DeliveryId>(1, noon.plus_s(20)),
            DeliveryState::waiting,
            1,
            noon.plus_s(25),
            noon,
            500,
            ""
        );
    });
    EXPECT_EQ(moment(), noon.plus_s(20));
    world->write([&](Txn& txn) {
        txn.settle_delivery(
            nth_id<DeliveryId>(2, noon.plus_s(20)), DeliveryState::delivered, 1, {}, noon, 200, ""
        );
    });
    EXPECT_EQ(moment(), noon.plus_s(25));
}

}  // namespace
}  // namespace dvcpay::testing
