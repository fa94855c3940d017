// The contract of refunds and incidents: found by name, listed by state, with everything they hold.
#include <gmock/gmock.h>

#include "world.hpp"

namespace dvcpay::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A paid payment with a credit, a refund and an incident; everything named by n.
PaymentFile file_with_money(std::uint64_t n, Wall at = noon) {
    PaymentFile file = open_payment_file(n, at);
    file.attempts = {pending_attempt(n * 10, at)};
    file.credits = {applied_credit(n * 10, file, file.attempts[0].id, Money::dong(60'000))};
    file.refunds = {requested_refund(n * 10, file.credits[0].id)};
    file.incidents = {open_incident(n * 10, file)};
    return file;
}

UnmatchedFile unmatched_file(std::uint64_t n) {
    UnmatchedFile out;
    const PaymentFile owner = open_payment_file(n);
    out.credit = applied_credit(n, owner, pending_attempt(n).id, Money::dong(45'000));
    out.credit.payment.reset();
    out.credit.attempt.reset();
    out.credit.state = CreditState::unmatched;
    out.incident = open_incident(n, owner);
    out.incident.payment.reset();
    out.incident.kind = IncidentKind::unmatched_credit;
    out.incident.credit = out.credit.id;
    return out;
}

std::vector<RefundId> ids(const std::vector<ListedRefund>& listed) {
    std::vector<RefundId> out;
    for (const auto& one : listed) out.push_back(one.refund.id);
    return out;
}
std::vector<IncidentId> ids(const std::vector<ListedIncident>& listed) {
    std::vector<IncidentId> out;
    for (const auto& one : listed) out.push_back(one.incident.id);
    return out;
}

TEST_P(StoreContract, RefundsKeepEveryMemberAndEveryTry) {
    PaymentFile file = file_with_money(1);
    world->write([&](Txn& txn) { txn.insert(file); });
    PaymentFile after = file;
    ++after.payment.version;
    Refund& refund = after.refunds[0];
    refund.state = RefundState::failed;
    refund.approved_by = nth_id<PrincipalId>(9);
    refund.provider_refund_id = "R2";
    refund.failure = Failure{"refund_failed", "1080", "chưa được", "not yet", true};
    refund.destination_masked = R"({"name":"N•"})";
    refund.evidence = "UNC 12";
    refund.not_before = noon.plus_s(3600);
    refund.next_ask_at = noon.plus_s(75);
    refund.asked = 3;
    refund.overdue = true;
    refund.version = 4;
    refund.closed_at = noon.plus_s(9);
    RefundTry first;
    first.provider_refund_id = "R1";
    first.request_id = "q1";
    first.state = RefundTry::State::failed;
    first.provider_code = "1080";
    first.submitted_at = noon;
    first.closed_at = noon.plus_s(1);
    RefundTry second;
    second.provider_refund_id = "R2";
    second.request_id = "q2";
    second.provider_txn = "T2";
    second.submitted_at = noon.plus_s(2);
    refund.tries = {first, second};
    world->write([&](Txn& txn) { txn.update(file, after); });
    world->crash_and_restart();
    world->read([&](Reader& reader) {
        const Refund kept = reader.payment(file.payment.id)->refunds.at(0);
        EXPECT_EQ(kept.tries, refund.tries);
        EXPECT_EQ(kept.failure, refund.failure);
        EXPECT_EQ(kept.not_before, refund.not_before);
        EXPECT_EQ(kept.next_ask_at, refund.next_ask_at);
        EXPECT_EQ(kept.destination_masked, refund.destination_masked);
        EXPECT_EQ(kept.evidence, refund.evidence);
        EXPECT_EQ(kept.asked, 3);
        EXPECT_TRUE(kept.overdue);
        EXPECT_EQ(kept.version, 4);
        EXPECT_EQ(kept.closed_at, refund.closed_at);
    });
}

TEST_P(StoreContract, RefundsAreFoundByTheirNameWithThePlaceTheyStandIn) {
    const PaymentFile file = file_with_money(1);
    world->write([&](Txn& txn) { txn.insert(file); });
    world->read([&](Reader& reader) {
        const auto where = reader.refund_location(file.refunds[0].id);
        ASSERT_TRUE(where.has_value());
        EXPECT_EQ(where->payment, file.payment.id);
        EXPECT_EQ(where->credit, file.credits[0].id);
        EXPECT_FALSE(reader.refund_location(nth_id<RefundId>(404)).has_value());
    });
}

TEST_P(StoreContract, RefundsAreListedNewestFirstByStateByPaymentAndFromACursorOn) {
    std::vector<PaymentFile> files;
    for (std::uint64_t n = 1; n <= 3; ++n) files.push_back(file_with_money(n));
    files[1].refunds[0].state = RefundState::manual;
    world->write([&](Txn& txn) {
        for (const auto& file : files) txn.insert(file);
    });
    const auto name = [&](std::size_t n) { return files[n].refunds[0].id; };
    world->read([&](Reader& reader) {
        RefundFilter all;
        EXPECT_THAT(ids(reader.refunds(all)), ElementsAre(name(2), name(1), name(0)));
        RefundFilter manual;
        manual.state = RefundState::manual;
        EXPECT_THAT(ids(reader.refunds(manual)), ElementsAre(name(1)));
        RefundFilter of_one;
        of_one.payment = files[0].payment.id;
        EXPECT_THAT(ids(reader.refunds(of_one)), ElementsAre(name(0)));
        RefundFilter older;
        older.before = name(2);
        older.limit = 1;
        EXPECT_THAT(ids(reader.refunds(older)), ElementsAre(name(1)));
    });
}

TEST_P(StoreContract, RefundsAreSeenByTheirClientAndAgencyOnly) {
    const PaymentFile file = file_with_money(1);
    world->write([&](Txn& txn) { txn.insert(file); });
    const auto seen = [&](Visibility who) {
        RefundFilter filter;
        filter.visible = std::move(who);
        return world->get<std::vector<ListedRefund>>([&](Reader& reader) {
            return reader.refunds(filter);
        });
    };
    const std::string client = file.payment.client;
    const std::string agency = file.payment.agency_code;
    EXPECT_EQ(seen({client, {}}).size(), 1U);
    EXPECT_EQ(seen({client, {agency}}).size(), 1U);
    EXPECT_THAT(seen({client, {"H99.99"}}), IsEmpty());
    EXPECT_THAT(seen({"somebody else", {}}), IsEmpty());
    const auto listed = seen({}).at(0);
    EXPECT_EQ(listed.payment, file.payment.id);
    EXPECT_EQ(listed.client, client);
    EXPECT_EQ(listed.agency_code, agency);
}

TEST_P(StoreContract, RefundsAreDueInTheOrderOfTheirMoments) {
    std::vector<PaymentFile> files;
    for (std::uint64_t n = 1; n <= 3; ++n) files.push_back(file_with_money(n));
    files[0].refunds[0].next_ask_at = noon.plus_s(20);
    files[1].refunds[0].next_ask_at = noon.plus_s(10);
    world->write([&](Txn& txn) {
        for (const auto& file : files) txn.insert(file);
    });
    const auto due = [&](Wall now) {
        std::vector<RefundId> out;
        world->read([&](Reader& reader) {
            for (const auto& one : reader.due_refunds(now, 9)) out.push_back(one.refund);
        });
        return out;
    };
    EXPECT_THAT(due(noon), IsEmpty());
    EXPECT_THAT(due(noon.plus_s(20)), ElementsAre(files[1].refunds[0].id, files[0].refunds[0].id));
    world->write([&](Txn& txn) { txn.set_refund_ask(files[1].refunds[0].id, std::nullopt, 5); });
    EXPECT_THAT(due(noon.plus_s(20)), ElementsAre(files[0].refunds[0].id));
    world->read([&](Reader& reader) {
        EXPECT_EQ(reader.payment(files[1].payment.id)->refunds[0].asked, 5);
    });
}

TEST_P(StoreContract, IncidentsKeepEveryMember) {
    PaymentFile file = file_with_money(1);
    world->write([&](Txn& txn) { txn.insert(file); });
    PaymentFile after = file;
    ++after.payment.version;
    Incident& incident = after.incidents[0];
    incident.state = IncidentState::proposed;
    incident.attempt = file.attempts[0].id;
    incident.credit = file.credits[0].id;
    incident.refund = file.refunds[0].id;
    incident.provider_txn = "T1";
    incident.action = IncidentAction::refund;
    incident.reason = "paid twice";
    incident.proposed_by = nth_id<PrincipalId>(1);
    incident.proposed_at = noon.plus_s(1);
    incident.decided_by = nth_id<PrincipalId>(2);
    incident.closing = "nothing yet";
    incident.closed_at = noon.plus_s(2);
    incident.planned_refund = nth_id<RefundId>(77);
    incident.destination_masked = R"({"name":"N•"})";
    incident.version = 3;
    world->write([&](Txn& txn) { txn.update(file, after); });
    world->crash_and_restart();
    const auto kept = world->get<std::optional<Incident>>([&](Reader& reader) {
        return reader.incident(incident.id);
    });
    ASSERT_TRUE(kept.has_value());
    EXPECT_EQ(kept->payment, file.payment.id);
    EXPECT_EQ(kept->state, IncidentState::proposed);
    EXPECT_EQ(kept->attempt, incident.attempt);
    EXPECT_EQ(kept->credit, incident.credit);
    EXPECT_EQ(kept->refund, incident.refund);
    EXPECT_EQ(kept->provider_txn, "T1");
    EXPECT_EQ(kept->action, IncidentAction::refund);
    EXPECT_EQ(kept->reason, incident.reason);
    EXPECT_EQ(kept->proposed_by, incident.proposed_by);
    EXPECT_EQ(kept->proposed_at, incident.proposed_at);
    EXPECT_EQ(kept->decided_by, incident.decided_by);
    EXPECT_EQ(kept->closing, incident.closing);
    EXPECT_EQ(kept->closed_at, incident.closed_at);
    EXPECT_EQ(kept->planned_refund, incident.planned_refund);
    EXPECT_EQ(kept->destination_masked, incident.destination_masked);
    EXPECT_EQ(kept->version, 3);
}

TEST_P(StoreContract, IncidentsAreListedNewestFirstByStateAndKind) {
    std::vector<PaymentFile> files;
    for (std::uint64_t n = 1; n <= 3; ++n) files.push_back(file_with_money(n));
    files[0].incidents[0].kind = IncidentKind::late_payment;
    files[1].incidents[0].state = IncidentState::closed;
    world->write([&](Txn& txn) {
        for (const auto& file : files) txn.insert(file);
    });
    const auto name = [&](std::size_t n) { return files[n].incidents[0].id; };
    world->read([&](Reader& reader) {
        IncidentFilter open;
        open.state = IncidentState::open;
        EXPECT_THAT(ids(reader.incidents(open)), ElementsAre(name(2), name(0)));
        IncidentFilter late;
        late.kind = IncidentKind::late_payment;
        EXPECT_THAT(ids(reader.incidents(late)), ElementsAre(name(0)));
        IncidentFilter foreign;
        foreign.visible.client = "somebody else";
        EXPECT_THAT(ids(reader.incidents(foreign)), IsEmpty());
        EXPECT_EQ(reader.incidents(late).at(0).reference, files[0].payment.reference);
    });
}

TEST_P(StoreContract, UnmatchedMoneyIsFoundByItsCreditWithRefundsAndIncident) {
    const UnmatchedFile before = unmatched_file(1);
    world->write([&](Txn& txn) { txn.insert_unmatched(before.credit, before.incident); });
    UnmatchedFile after = before;
    after.refunds = {requested_refund(5, before.credit.id)};
    after.incident.state = IncidentState::closed;
    after.incident.version = 2;
    world->write([&](Txn& txn) { txn.update_unmatched(before, after); });
    world->read([&](Reader& reader) {
        const auto kept = reader.unmatched(before.credit.id);
        ASSERT_TRUE(kept.has_value());
        EXPECT_EQ(dump(kept->credit), dump(before.credit));
        ASSERT_EQ(kept->refunds.size(), 1U);
        EXPECT_EQ(kept->refunds[0].id, after.refunds[0].id);
        EXPECT_EQ(kept->incident.state, IncidentState::closed);
        EXPECT_FALSE(reader.refund_location(after.refunds[0].id)->payment.has_value());
        EXPECT_FALSE(reader.unmatched(nth_id<CreditId>(404)).has_value());
    });
}

TEST_P(StoreContract, AnIncidentAloneIsSeenByTheClientItsFirstEventNames) {
    Incident before = open_incident(1, open_payment_file(1));
    before.payment.reset();
    before.attempt.reset();
    before.credit.reset();
    before.kind = IncidentKind::provider_contradiction;
    Incident after = before;
    after.state = IncidentState::proposed;
    after.action = IncidentAction::accept;
    after.version = 2;
    world->write([&](Txn& txn) {
        txn.insert_incident(before);
        NewEvent opened = new_event(1, EventType::incident_opened);
        opened.draft.incident = before.id;
        opened.client = "portal";
        txn.append(before.id.text(), {opened});
        txn.update_incident(before, after);
    });
    world->crash_and_restart();
    world->read([&](Reader& reader) {
        const auto kept = reader.incident(before.id);
        ASSERT_TRUE(kept);
        EXPECT_EQ(kept->state, IncidentState::proposed);
        EXPECT_FALSE(kept->payment || kept->credit);
        IncidentFilter filter;
        filter.visible.client = "portal";
        EXPECT_THAT(ids(reader.incidents(filter)), ElementsAre(before.id));
        filter.visible.client = "other";
        EXPECT_THAT(ids(reader.incidents(filter)), IsEmpty());
    });
}

TEST_P(StoreContract, ADestinationIsKeptUnderItsRefundAndErasedByItself) {
    const RefundId planned = nth_id<RefundId>(77);
    const Sealed sealed{"k1", "wrapped", "cipher"};
    const auto kept = [&] {
        return world->get<std::optional<Sealed>>([&](Reader& reader) {
            return reader.refund_destination(planned);
        });
    };
    world->write([&](Txn& txn) { txn.put_refund_destination(planned, sealed); });
    ASSERT_TRUE(kept().has_value());
    EXPECT_EQ(kept()->ciphertext, "cipher");
    world->write([&](Txn& txn) { txn.erase_refund_destination(planned); });
    EXPECT_FALSE(kept().has_value());
}

TEST_P(StoreContract, ADestinationOfUnmatchedMoneyIsErasedAndExpiresWithItsRefund) {
    UnmatchedFile before = unmatched_file(1);
    UnmatchedFile after = before;
    after.refunds = {requested_refund(5, before.credit.id), requested_refund(6, before.credit.id)};
    after.refunds[0].state = RefundState::succeeded;
    after.refunds[0].closed_at = noon;
    world->write([&](Txn& txn) {
        txn.insert_unmatched(before.credit, before.incident);
        txn.update_unmatched(before, after);
        for (const auto& refund : after.refunds)
            txn.put_refund_destination(refund.id, {"k1", "wrapped", "cipher"});
    });
    const auto what = RetentionClass::destinations;
    world->read([&](Reader& reader) {
        EXPECT_EQ(reader.count_expired(what, noon), 0);
        EXPECT_EQ(reader.count_expired(what, noon.plus_s(1)), 1);  // not the one still to be paid
        EXPECT_THAT(reader.ring_keys_of(SealedKind::refund_destination), ElementsAre("k1"));
    });
    world->write([&](Txn& txn) {
        const auto found = txn.find_expired(what, noon.plus_s(1), 0, 9);
        EXPECT_EQ(txn.drop_expired(what, noon.plus_s(1), found), 1);
        EXPECT_EQ(txn.drop_expired(what, noon.plus_s(1), found), 0);
        EXPECT_EQ(txn.erase_destinations(before.credit.id), 1);
        EXPECT_THAT(txn.ring_keys_of(SealedKind::refund_destination), IsEmpty());
    });
}

}  // namespace
}  // namespace dvcpay::testing
