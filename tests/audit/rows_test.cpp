// What stands in the tables is what the history said last: nothing is found in an honest store,
// whatever it went through, and each change by another hand is named by table, row and payment.
#include <gmock/gmock.h>

#include "flows/epoch.hpp"
#include "flows/erase.hpp"
#include "refund_desk.hpp"
#include "support/sql.hpp"

namespace dvcpay::flows_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class Rows : public RefundDesk {
  protected:
    /// Another hand, past the gateway.
    std::string sql(const std::string& text) {
        tampered = true;
        return support::run_sql("dvcpay.db", text, world->disk.name().c_str());
    }
    /// Paid twice; two persons decided that the second goes back, which closed the incident.
    Json full_life() {
        const Json made = create(body());
        pay(made);
        const Order before = order(made);
        EXPECT_EQ(204, deliver_ipn(ipn(before, 0, before.trans_id + 7).dump()));
        world->run_for(second_ms);
        const Json incident = get("/v1/incidents?status=open").at("items").at(0);
        const std::string path = "/v1/incidents/" + id_of(incident);
        const Json proposal = {{"action", "refund"}, {"reason", "two callbacks, one bill"}};
        EXPECT_EQ(200, maker(path + "/propose", "p1", proposal).status);
        EXPECT_EQ(200, checker(path + "/approve", "p2", Json::object()).status);
        world->run_for(3 * hour_ms);
        Json out = payment(made);
        world->judgement = {};  // planted: the book knows of no second payment
        return out;
    }
    /// A whole refund of a payment, which succeeded.
    Json went_back() {
        const Json bill = paid();
        refund = approved(asked(bill));
        EXPECT_EQ("succeeded", refund.at("status"));
        return bill;
    }
    void erase(const Json& made) {
        const auto id = PaymentId::parse(id_of(made));
        const auto erased = world->run(flows::erase_personal_data(
            &world->gateway().core(), *id, "asked for by the payer", "os:tester"
        ));
        ASSERT_TRUE(erased.has_value());
        EXPECT_EQ(1, erased.value().records);
    }
    Json refund;
};

TEST_F(Rows, OfAFullLifeAreAsItsHistorySays) {
    full_life();
    EXPECT_THAT(found(), IsEmpty());
    const Json bill = create(body("H01.12-5"), "k5");
    pay(bill);
    EXPECT_EQ("succeeded", approved(asked(payment(bill)), "ok5").at("status"));
    const Json lapsed = create(body("H01.12-2"), "k2");
    const Json withdrawn = create(body("H01.12-3"), "k3");
    EXPECT_EQ(202, cancel(withdrawn, "c3").status);
    const Json part = create(body("H01.12-4"), "k4");
    pay(part, 20'000);
    world->run_for(2 * day_ms);
    EXPECT_EQ("expired", payment(lapsed).at("status"));
    EXPECT_EQ("cancelled", payment(withdrawn).at("status"));
    erase(bill);
    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(Rows, OfWholeStoriesWithTroublesAreAsTheirHistoriesSay) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        WorldOptions options;
        options.seed = seed;
        options.swarm = simulation::Swarm::draw(simulation::Rng(seed).fork("swarm"));
        world.reset();
        world = std::make_unique<World>(std::move(options));
        world->run_story();
        EXPECT_THAT(found(), IsEmpty()) << "seed " << seed;
    }
}

TEST_F(Rows, DeletedOfARefundThatSucceededAreNamed) {
    const Json bill = went_back();
    const std::string tried = sql("SELECT provider_refund_id FROM refund_attempts");
    sql("DELETE FROM refunds; DELETE FROM refund_attempts");
    const std::string of = ", payment " + id_of(bill) + ": ";
    EXPECT_THAT(
        found(),
        ::testing::UnorderedElementsAre(
            StartsWith("row_missing: table refunds, row " + id_of(refund) + of),
            StartsWith(
                "row_missing: table refund_attempts, row " + tried + " of refund " + id_of(refund)
            )
        )
    );
}

TEST_F(Rows, OfARefundWithAnotherStateAmountOrCreditAreNamed) {
    const Json bill = went_back();
    const std::string place =
        "row_changed: table refunds, row " + id_of(refund) + ", payment " + id_of(bill) + ": ";
    sql("UPDATE refunds SET state = 'failed'");
    EXPECT_THAT(
        found(),
        Contains(AllOf(
            StartsWith(place + "its state is failed; event evt_"), HasSubstr("says succeeded")
        ))
    );
    sql("UPDATE refunds SET state = 'succeeded', amount = 1");
    EXPECT_THAT(
        found(),
        Contains(AllOf(StartsWith(place + "its amount is 1; event"), HasSubstr("says 60000")))
    );
    sql("UPDATE refunds SET amount = 60000, credit_id = 'crd_nobodys'");
    EXPECT_THAT(found(), Contains(StartsWith(place + "its credit is crd_nobodys")));
    const std::string credit = credit_of(bill);
    sql("UPDATE refunds SET credit_id = '" + credit + "'");
    EXPECT_THAT(found(), IsEmpty());
    sql("UPDATE refund_attempts SET state = 'failed'");
    EXPECT_THAT(found(), Contains(StartsWith("row_changed: table refund_attempts")));
}

TEST_F(Rows, OfARefundUnderWayAreHeldToWhatItsUntoldEventsSay) {
    trouble(FaultKind::slow, "refund", 1000);
    const Json bill = paid();
    refund = approved(asked(bill));
    EXPECT_THAT(found(), IsEmpty());
    sql("UPDATE refunds SET state = 'rejected'");
    EXPECT_THAT(found(), Contains(HasSubstr("its state is rejected")));
}

TEST_F(Rows, OfARefundWhoseApprovalEndedWithARestoreAreAsTheHistorySays) {
    const Json bill = paid();
    trouble(FaultKind::refund_failed);
    EXPECT_EQ("failed", approved(asked(bill, 20'000)).at("status"));
    const std::string refunds = "/v1/payments/" + id_of(bill) + "/refunds";
    refund = Json::parse(maker(refunds, "r2", demand(bill, 30'000)).body);
    EXPECT_EQ("approved", approved(refund, "ok2").at("status"));
    sql("UPDATE refunds SET state = 'requested' WHERE state = 'approved'");
    EXPECT_THAT(found(), Contains(HasSubstr("its state is requested")));
    sql("UPDATE refunds SET state = 'approved' WHERE state = 'requested'");
    EXPECT_THAT(found(), IsEmpty());
    const auto begun = world->run(flows::begin_epoch(&world->gateway().core(), "os:an", "from /b"));
    ASSERT_TRUE(begun.has_value());
    EXPECT_EQ("requested", status(refund));
    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(Rows, OfCreditsWithAnotherAmountOrStateAreNamed) {
    const Json bill = paid();
    sql("UPDATE credits SET amount = amount * 10");
    const std::string place = "row_changed: table credits, row " + credit_of(bill) + ", payment " +
                              id_of(bill) + ": its ";
    EXPECT_THAT(found(), SizeIs(1));
    EXPECT_THAT(
        found(), Each(AllOf(StartsWith(place + "amount is 600000; event"), HasSubstr("says 60000")))
    );
    sql("UPDATE credits SET amount = amount / 10, state = 'surplus'");
    EXPECT_THAT(found(), Each(StartsWith(place + "state is surplus")));
    sql("UPDATE credits SET state = 'applied', payment_id = NULL");
    EXPECT_THAT(found(), Contains(StartsWith("row_missing: table credits")));
}

TEST_F(Rows, OfAnIncidentOpenedAgainOrDeletedAreNamed) {
    const Json bill = full_life();
    const std::string id = bill.at("incidents").at(0).at("id").get<std::string>();
    sql("UPDATE incidents SET state = 'open'");
    EXPECT_THAT(
        found(),
        Each(AllOf(
            StartsWith(
                "row_changed: table incidents, row " + id + ", payment " + id_of(bill) +
                ": its state is open"
            ),
            HasSubstr("says closed")
        ))
    );
    sql("DELETE FROM incidents");
    EXPECT_THAT(found(), Each(StartsWith("row_missing: table incidents, row " + id)));
    EXPECT_THAT(found(), SizeIs(1));
}

TEST_F(Rows, OfAPaymentWithAnotherStateAmountOrReferenceAreNamed) {
    const Json bill = paid();
    const std::string place = "row_changed: table payments, row " + id_of(bill) + ": its ";
    sql("UPDATE payments SET state = 'cancelled'");
    EXPECT_THAT(
        found(), Each(AllOf(StartsWith(place + "state is cancelled"), HasSubstr("says paid")))
    );
    sql("UPDATE payments SET state = 'paid', amount = 1");
    EXPECT_THAT(found(), Each(StartsWith(place + "amount is 1;")));
    sql("UPDATE payments SET amount = 60000, reference = 'H01.12-9'");
    EXPECT_THAT(found(), Each(StartsWith(place + "reference is another")));
    EXPECT_THAT(found(), SizeIs(1));
}

TEST_F(Rows, OfAPartlyPaidPaymentAreHeldToTheEventThatClosedIt) {
    const Json part = create(body());
    pay(part, 20'000);
    EXPECT_EQ("outcome_unknown", payment(part).at("status"));
    sql("UPDATE payments SET state = 'expired'");
    EXPECT_THAT(found(), Each(AllOf(HasSubstr("its state is expired"), HasSubstr("says open"))));
    EXPECT_THAT(found(), SizeIs(1));
}

TEST_F(Rows, ThatNoEventNamesAreNamed) {
    const Json bill = went_back();
    sql("UPDATE refunds SET id = 'rfd_another'");
    EXPECT_THAT(found(), Contains(StartsWith("row_missing: table refunds, row " + id_of(refund))));
    EXPECT_THAT(found(), Contains(StartsWith("row_unknown: table refunds, row rfd_another")));
    sql("UPDATE refunds SET id = '" + id_of(refund) + "'; UPDATE credits SET id = 'crd_x'");
    EXPECT_THAT(found(), Contains(StartsWith("row_unknown: table credits, row crd_x, payment ")));
}

TEST_F(Rows, WhoseNamesWereTakenOutOfTheirEventsAreMissedAllTheSame) {
    const Json bill = went_back();
    sql("DELETE FROM refunds; UPDATE events SET refund_id = NULL");
    EXPECT_THAT(found(), Contains(StartsWith("row_missing: table refunds, row " + id_of(refund))));
}

TEST_F(Rows, OfAnIncidentWithoutAPaymentAreHeldToItsChain) {
    const Json made = create(body());
    const Json odd = ipn(order(made), 0, 77'000'001, [](Json& it) { it["orderId"] = "NOBODYS1"; });
    EXPECT_EQ(204, deliver_ipn(odd.dump()));
    world->run_for(4 * day_ms);
    const Json incident = get("/v1/incidents?status=open").at("items").at(0);
    const Json accept = {{"action", "accept"}, {"reason", "a test of theirs"}};
    EXPECT_EQ(200, maker("/v1/incidents/" + id_of(incident) + "/propose", "p1", accept).status);
    EXPECT_THAT(found(), IsEmpty());
    sql("UPDATE incidents SET state = 'closed'");
    EXPECT_THAT(
        found(),
        Each(AllOf(
            StartsWith("row_changed: table incidents, row " + id_of(incident) + ": its state"),
            HasSubstr("says proposed")
        ))
    );
    sql("DELETE FROM incidents");
    EXPECT_THAT(found(), Each(StartsWith("row_missing: table incidents, row " + id_of(incident))));
    EXPECT_THAT(found(), SizeIs(1));
}

}  // namespace
}  // namespace dvcpay::flows_test
