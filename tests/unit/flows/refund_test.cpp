// Money goes back: two persons, the provider, time, and what no provider can return.
#include <gmock/gmock.h>

#include "refund_desk.hpp"

namespace dvcpay::flows_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Refund = RefundDesk;

TEST_F(Refund, OfTwoPersonsGoesBackAndThePaymentStaysPaid) {
    const Json bill = paid();
    const Json refund = asked(bill);
    EXPECT_EQ("requested", refund.at("status"));
    EXPECT_EQ("succeeded", approved(refund).at("status"));
    EXPECT_EQ(60'000, gone_back(bill));
    const Json now = payment(bill);
    EXPECT_EQ("paid", now.at("status"));
    EXPECT_EQ(60'000, now.at("amount_refunded"));
    EXPECT_FALSE(now.at("links").contains("refunds"));
    world->run_for(minute_ms);
    std::vector<std::string> heard = told();
    heard.erase(heard.begin(), heard.begin() + 4);  // of the payment itself
    EXPECT_THAT(heard, ElementsAre("refund.requested", "refund.approved", "refund.succeeded"));
}

TEST_F(Refund, WhoAskedMayNotApproveAndASystemMayDoNeither) {
    const Json bill = paid();
    const Json refund = asked(bill);
    EXPECT_EQ("same_person", code_of(maker(path_of(refund, "approve"), "a", Json::object())));
    EXPECT_EQ("insufficient_scope", code_of(post(path_of(refund, "approve"), "a", Json::object())));
    world->run_for(hour_ms);
    EXPECT_EQ("requested", status(refund));
    EXPECT_EQ(0, gone_back(bill));
}

TEST_F(Refund, RejectedSendsNothingAndFreesItsMoney) {
    const Json bill = paid();
    const Json refund = asked(bill);
    const HttpAnswer no = checker(path_of(refund, "reject"), "no", {{"reason", "not a mistake"}});
    EXPECT_EQ(200, no.status) << no.body;
    world->run_for(hour_ms);
    EXPECT_EQ(0, gone_back(bill));
    const HttpAnswer again =
        maker("/v1/payments/" + id_of(bill) + "/refunds", "r2", demand(bill, 60'000));
    EXPECT_EQ(201, again.status) << again.body;
}

TEST_F(Refund, InPartsStaysWithinTheCredit) {
    const Json bill = paid();
    EXPECT_EQ("succeeded", approved(asked(bill, 20'000)).at("status"));
    const std::string refunds = "/v1/payments/" + id_of(bill) + "/refunds";
    EXPECT_EQ(
        "refundable_amount_changed", code_of(maker(refunds, "r2", demand(bill, 10'000, 60'000)))
    );
    EXPECT_EQ("refund_exceeds_credit", code_of(maker(refunds, "r3", demand(bill, 40'001, 40'000))));
    const HttpAnswer rest = maker(refunds, "r4", demand(bill, 40'000, 40'000));
    ASSERT_EQ(201, rest.status) << rest.body;
    EXPECT_EQ("succeeded", approved(Json::parse(rest.body), "ok2").at("status"));
    EXPECT_EQ(60'000, gone_back(bill));
}

TEST_F(Refund, RacedFor64TimesNeverExceedsTheCredit) {
    const Json bill = paid();
    const std::string path = "/v1/payments/" + id_of(bill) + "/refunds";
    world->portal().act_as = setting::maker_key;
    int won = 0;
    int lost = 0;
    for (int i = 0; i < 64; ++i) {
        auto racer =
            [](World* w, std::string p, std::string key, std::string text, int* yes, int* no
            ) -> Task<void> {
            const SendResult sent = co_await w->portal().call("POST", p, key, text);
            const auto* answer = std::get_if<HttpAnswer>(&sent);
            if (answer == nullptr) co_return;
            ++(answer->status == 201 ? *yes : *no);
        };
        world->actors().spawn(racer(
            world.get(), path, "race-" + std::to_string(i), demand(bill, 25'000).dump(), &won, &lost
        ));
    }
    world->run_for(minute_ms);
    world->portal().act_as = setting::api_key;
    EXPECT_EQ(1, won);  // the others believed what was not true any more
    EXPECT_EQ(63, lost);
    EXPECT_EQ(1U, file(bill).refunds.size());
}

TEST_F(Refund, ThatMoMoIsSlowWithIsAskedAboutUntilItIsDone) {
    const Json bill = paid();
    trouble(FaultKind::refund_pending);
    const Json refund = asked(bill);
    EXPECT_EQ("submitted", approved(refund).at("status"));
    world->run_for(2 * hour_ms);
    EXPECT_EQ("succeeded", status(refund));
    EXPECT_EQ(1U, order(bill).refunds.size());
}

TEST_F(Refund, WhoseAnswerIsLostIsUnknownAndThenFound) {
    const Json bill = paid();
    trouble(FaultKind::refund_answer_lost);
    const Json refund = asked(bill);
    approved(refund);
    world->run_for(minute_ms);
    EXPECT_EQ("unknown", status(refund));
    world->run_for(hour_ms);
    EXPECT_EQ("succeeded", status(refund));
    EXPECT_EQ(60'000, gone_back(bill));
    EXPECT_EQ(1U, order(bill).refunds.size());
}

TEST_F(Refund, ThatNeverArrivedIsSentAgainUnderTheSameIds) {
    const Json bill = paid();
    const Json refund = asked(bill);
    cut_momo(simulation::Fate::Kind::lost);
    approved(refund);
    world->run_for(minute_ms);
    EXPECT_EQ("unknown", status(refund));
    mend_network();
    world->run_for(hour_ms);
    const Json now = get(path_of(refund));
    EXPECT_EQ("succeeded", now.at("status"));
    EXPECT_EQ(1U, now.at("attempts").size());
    EXPECT_EQ(60'000, gone_back(bill));
}

TEST_F(Refund, RefusedMayBeTriedAgainUnderANewIdAfterTheHourThatMoMoWants) {
    const Json bill = paid();
    trouble(FaultKind::refund_failed);
    const Json refund = asked(bill);
    EXPECT_EQ("failed", approved(refund).at("status"));
    EXPECT_EQ("same_person", code_of(maker(path_of(refund, "retry"), "t0", Json::object())));
    const HttpAnswer early = checker(path_of(refund, "retry"), "t1", Json::object());
    EXPECT_EQ(409, early.status);
    EXPECT_EQ("state_conflict", code_of(early));
    EXPECT_EQ("3599", early.headers.get("Retry-After"));
    EXPECT_FALSE(get(path_of(refund)).at("not_before").is_null());
    world->run_for(hour_ms);
    EXPECT_EQ(200, checker(path_of(refund, "retry"), "t2", Json::object()).status);
    world->run_for(second_ms);
    const Json now = get(path_of(refund));
    EXPECT_EQ("succeeded", now.at("status"));
    ASSERT_EQ(2U, now.at("attempts").size());
    EXPECT_NE(
        now.at("attempts")[0].at("provider_refund_id"),
        now.at("attempts")[1].at("provider_refund_id")
    );
}

TEST_F(Refund, ApprovedWhileMoMoTakesNoneIsSentByItselfWhenTheHourIsOver) {
    const Json bill = paid();
    trouble(FaultKind::refund_failed);
    EXPECT_EQ("failed", approved(asked(bill)).at("status"));
    const std::string path = "/v1/payments/" + id_of(bill) + "/refunds";
    const HttpAnswer other = maker(path, "r2", demand(bill, 60'000));
    ASSERT_EQ(201, other.status) << other.body;
    const Json second = Json::parse(other.body);
    EXPECT_EQ("approved", approved(second, "ok2").at("status"));
    world->run_for(hour_ms - minute_ms);
    EXPECT_EQ("approved", status(second));
    EXPECT_EQ(0, gone_back(bill));
    world->run_for(2 * minute_ms);
    EXPECT_EQ("succeeded", status(second));
    EXPECT_EQ(60'000, gone_back(bill));
}

TEST_F(Refund, ThatMoMoCannotDoGoesOnTheListAndIsClosedWithEvidence) {
    const Json bill = paid();
    trouble(FaultKind::not_refundable);
    Json ask = demand(bill, 60'000);
    ask["destination"] = {
        {"bank_bin", "970418"}, {"account", "0123456789"}, {"name", "Nguyễn Văn An"}
    };
    const HttpAnswer made = maker("/v1/payments/" + id_of(bill) + "/refunds", "r1", ask);
    ASSERT_EQ(201, made.status) << made.body;
    EXPECT_THAT(made.body, ::testing::Not(HasSubstr("0123456789")));
    const Json refund = Json::parse(made.body);
    EXPECT_EQ("manual", approved(refund).at("status"));
    EXPECT_EQ(1U, get("/v1/refunds?status=manual").at("items").size());
    const Json proof = {{"evidence", "UNC 12/2026"}};
    EXPECT_EQ("same_person", code_of(maker(path_of(refund, "close"), "c0", proof)));
    EXPECT_EQ(200, checker(path_of(refund, "close"), "c1", proof).status);
    EXPECT_EQ("succeeded", status(refund));
    EXPECT_EQ("UNC 12/2026", get(path_of(refund)).at("evidence"));
    EXPECT_EQ(60'000, payment(bill).at("amount_refunded"));
}

TEST_F(Refund, WithoutAWordIsAnIncidentAtTheEndOfTheAskingAndAskedOnOnceADay) {
    const Json bill = paid();
    const Json refund = asked(bill);
    cut_momo(simulation::Fate::Kind::lost);
    approved(refund);
    world->run_for(4 * day_ms);
    EXPECT_THAT(incidents(payment(bill)), ElementsAre("outcome_overdue"));
    EXPECT_EQ("unknown", status(refund));
    mend_network();
    // Two persons want the question put once more: with it the refund itself may go again.
    const Json incident = get("/v1/incidents?status=open").at("items").at(0);
    const std::string path = "/v1/incidents/" + id_of(incident);
    const Json proposal = {{"action", "ask_provider"}, {"reason", "MoMo is back"}};
    EXPECT_EQ(200, maker(path + "/propose", "p1", proposal).status);
    EXPECT_EQ(200, checker(path + "/approve", "p2", Json::object()).status);
    world->run_for(2 * minute_ms);
    EXPECT_EQ("succeeded", status(refund));
    EXPECT_EQ(60'000, gone_back(bill));
    EXPECT_EQ("closed", get(path).at("status"));
}

// A past fault: a repetition that found no connection was taken for the end of the try.
TEST_F(Refund, IsNotFailedByARepetitionThatFindsNoConnection) {
    const Json bill = paid();
    trouble(FaultKind::refund_answer_lost);
    const Json refund = asked(bill);
    approved(refund);
    world->run_for(40 * second_ms);
    ASSERT_EQ("unknown", status(refund));
    cut_momo(simulation::Fate::Kind::refused);
    world->run_for(20 * minute_ms);
    EXPECT_EQ("unknown", status(refund));
    mend_network();
    world->run_for(2 * hour_ms);
    EXPECT_EQ("succeeded", status(refund));
    EXPECT_EQ(60'000, gone_back(bill));
    EXPECT_EQ(1U, order(bill).refunds.size());
}

TEST_F(Refund, ArrivesThoughTheProviderWasAwayForADay) {
    const Json bill = paid();
    const Json refund = asked(bill);
    cut_momo(simulation::Fate::Kind::lost);
    approved(refund);
    world->run_for(day_ms);
    mend_network();
    world->run_for(2 * hour_ms);
    EXPECT_EQ("succeeded", status(refund));
    EXPECT_EQ(60'000, gone_back(bill));
}

TEST_F(Refund, OfWhatMoMoNeverTakesBackGoesByHand) {
    const Json bill = paid();
    const Json refund = asked(bill, 500);
    EXPECT_EQ("manual", approved(refund).at("status"));
    EXPECT_TRUE(order(bill).refunds.empty());
}

TEST_F(Refund, SurvivesThatTheProcessDiesRightAfterItsApproval) {
    const Json bill = paid();
    const Json refund = asked(bill);
    EXPECT_EQ(200, checker(path_of(refund, "approve"), "ok1", Json::object()).status);
    world->crash();
    ASSERT_TRUE(world->run_until(
        [this] { return world->alive() && world->gateway().is_up(); }, 2 * minute_ms
    ));
    world->run_for(2 * hour_ms);
    EXPECT_EQ("succeeded", status(refund));
    EXPECT_EQ(60'000, gone_back(bill));
}

TEST_F(Refund, EndsRightWhicheverOperationOfItFailsAndInWhicheverWay) {
    for (std::int64_t nth = 0;; ++nth) {
        rebuild({});
        const Json bill = paid();
        world->faults.fail_operation(nth);
        const std::string path = "/v1/payments/" + id_of(bill) + "/refunds";
        HttpAnswer made;
        for (int i = 0; i < 4 && made.status != 201; ++i)
            made = maker(path, "r1", demand(bill, 60'000));
        ASSERT_EQ(201, made.status) << nth << made.body;
        const Json refund = Json::parse(made.body);
        HttpAnswer yes;
        for (int i = 0; i < 4 && yes.status != 200; ++i)
            yes = checker(path_of(refund, "approve"), "ok1", Json::object());
        ASSERT_EQ(200, yes.status) << nth << yes.body;
        world->run_for(3 * hour_ms);
        world->faults.stop();
        EXPECT_EQ("succeeded", status(refund)) << nth;
        EXPECT_EQ(60'000, gone_back(bill)) << nth;
        EXPECT_EQ(1U, order(bill).refunds.size()) << nth;
        if (!world->faults.fired()) break;
    }
}

using PeopleAtWork = Refund;

TEST_F(PeopleAtWork, PlantedDoublePaymentIsFoundRefundedByTwoPersonsAndItsTrailProves) {
    const Json made = create(body());
    pay(made);
    const Order before = order(made);
    EXPECT_EQ(204, deliver_ipn(ipn(before, 0, before.trans_id + 7).dump()));
    world->run_for(second_ms);
    const Json open = get("/v1/incidents?status=open");
    ASSERT_EQ(1U, open.at("items").size()) << open.dump();
    const Json incident = open.at("items")[0];
    EXPECT_EQ("duplicate_payment", incident.at("kind"));
    EXPECT_TRUE(incident.at("deadlines").contains("legal"));
    const std::string path = "/v1/incidents/" + id_of(incident);
    const Json page = get(path);
    EXPECT_GE(page.at("provider_says").size(), 2U);
    EXPECT_GE(page.at("gateway_holds").size(), 3U);
    EXPECT_THAT(page.at("actions"), Contains("refund"));
    const Json proposal = {{"action", "refund"}, {"reason", "two callbacks, one bill"}};
    EXPECT_EQ(200, maker(path + "/propose", "p1", proposal).status);
    EXPECT_EQ("same_person", code_of(maker(path + "/approve", "p2", Json::object())));
    const HttpAnswer yes = checker(path + "/approve", "p3", Json::object());
    ASSERT_EQ(200, yes.status) << yes.body;
    const Json done = Json::parse(yes.body);
    EXPECT_EQ("closed", done.at("status"));
    world->run_for(3 * hour_ms);
    const Json refund = get("/v1/refunds/" + done.at("refund_id").get<std::string>());
    EXPECT_EQ(60'000, refund.at("amount"));
    EXPECT_NE("requested", refund.at("status"));
    EXPECT_EQ("paid", payment(made).at("status"));
    world->judgement = {};  // planted: the book knows of no second payment
}

TEST_F(PeopleAtWork, MoneyThatWasSpokenOfAndNeverShownIsClosedByTwoPersonsWithAReason) {
    const Json made = create(body());
    const Json odd = ipn(order(made), 0, 77'000'001, [](Json& it) { it["orderId"] = "NOBODYS1"; });
    EXPECT_EQ(204, deliver_ipn(odd.dump()));
    world->run_for(4 * day_ms);
    const Json incident = get("/v1/incidents?status=open").at("items").at(0);
    const std::string path = "/v1/incidents/" + id_of(incident);
    EXPECT_EQ(Json::array({"accept"}), get(path).at("actions"));
    const Json no_money = {{"action", "refund"}, {"reason", "give it back"}};
    EXPECT_EQ(422, maker(path + "/propose", "p0", no_money).status);
    const Json accept = {{"action", "accept"}, {"reason", "MoMo says it was a test of theirs"}};
    EXPECT_EQ(200, maker(path + "/propose", "p1", accept).status);
    EXPECT_EQ(403, maker(path + "/approve", "p2", Json::object()).status);
    EXPECT_EQ(200, checker(path + "/approve", "p3", Json::object()).status);
    const Json closed = get(path);
    EXPECT_EQ("closed", closed.at("status"));
    EXPECT_EQ("accepted by two persons", closed.at("closing"));
    EXPECT_THAT(told(), Contains("incident.closed"));
}

TEST_F(PeopleAtWork, RejectedProposalIsOpenAgainAndAcceptedOneIsClosed) {
    const Json made = create(body());
    pay(made, 20'000);
    const Json incident = get("/v1/incidents").at("items").at(0);
    const std::string path = "/v1/incidents/" + id_of(incident);
    const Json accept = {{"action", "accept"}, {"reason", "agreed with the agency"}};
    EXPECT_EQ(200, maker(path + "/propose", "p1", accept).status);
    EXPECT_EQ(200, checker(path + "/reject", "p2", {{"reason", "ask the payer"}}).status);
    EXPECT_EQ("open", get(path).at("status"));
    EXPECT_EQ(200, checker(path + "/propose", "p3", accept).status);
    EXPECT_EQ(200, maker(path + "/approve", "p4", Json::object()).status);
    EXPECT_EQ("closed", get(path).at("status"));
}

}  // namespace
}  // namespace dvcpay::flows_test
