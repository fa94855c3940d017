// What happens because time passes: questions, expiry, cancelling, the end of the asking.
#include <gmock/gmock.h>

#include "desk.hpp"
#include "flows/pacing.hpp"

namespace dvcpay::flows_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Time : public Desk {
  protected:
    void restart_soon() {
        ASSERT_TRUE(world->run_until(
            [this] { return world->alive() && world->gateway().is_up(); }, 2 * minute_ms
        ));
    }
};

TEST_F(Time, PendingAttemptIsAskedAtThePointsOfTheSpecAndAroundItsExpiry) {
    // The provider's order lives longer than ours, so that the questions go on.
    world->momo().settings().order_life_ms = 7 * day_ms;
    const Wall begun = world->clock.wall();
    const Json made = create(body());
    world->run_for(4 * hour_ms);
    const auto asked = asked_at_s("query", begun);
    EXPECT_THAT(asked, ElementsAre(15, 60, 180, 600, 900, 905, 960, 1200, 1800, 5400, 9000, 12600));
    EXPECT_EQ("outcome_unknown", payment(made).at("status"));
}

TEST_F(Time, OfferThatNobodyTookExpiresByTheProvidersWord) {
    const Json made = create(body());
    world->run_for(14 * minute_ms);
    EXPECT_EQ("awaiting_payer", payment(made).at("status"));
    world->run_for(3 * minute_ms);
    EXPECT_EQ("expired", payment(made).at("status"));
    EXPECT_EQ("expired", payment(made).at("attempt").at("status"));
    EXPECT_THAT(told(), Contains("payment.expired"));
}

// A past bug: three questions after the end, and then nobody asked any more.
TEST_F(Time, EndThatTheProviderTakesBackIsAskedAboutUntilTheMoneyIsFound) {
    const Json made = create(body());
    world->run_for(17 * minute_ms);
    ASSERT_EQ("expired", payment(made).at("status"));
    trouble(FaultKind::result_code, "query", sandbox::for_ever, 1000);
    world->network.decide = [](const std::string& from,
                               const std::string&,
                               const OutboundRequest&) -> std::optional<simulation::Fate> {
        if (from != setting::momo_host) return std::nullopt;
        simulation::Fate fate;
        fate.kind = simulation::Fate::Kind::lost;
        return fate;
    };
    ASSERT_TRUE(world->momo().pay(order_of(made), std::nullopt, "qr"));
    world->run_for(9 * hour_ms);
    world->momo().clear_faults();
    world->run_for(hour_ms);
    EXPECT_EQ("paid", payment(made).at("status"));
    EXPECT_EQ(true, payment(made).at("late"));
}

TEST_F(Time, PaymentWithoutAttemptExpiresByOurClockAtItsMoment) {
    Json asked = without_provider();
    asked["expires_in"] = 600;
    const Json made = create(asked);
    world->run_for(599 * second_ms);
    EXPECT_EQ("created", payment(made).at("status"));
    world->run_for(2 * second_ms);
    EXPECT_EQ("expired", payment(made).at("status"));
}

TEST_F(Time, SilenceAtTheProviderIsUnknownUntilItAnswers) {
    const Json made = create(body());
    cut_momo(simulation::Fate::Kind::lost);
    ASSERT_TRUE(world->momo().expire(order_of(made)));
    world->run_for(40 * minute_ms);
    EXPECT_EQ("outcome_unknown", payment(made).at("status"));
    mend_network();
    world->run_for(2 * hour_ms);
    EXPECT_EQ("expired", payment(made).at("status"));
}

TEST_F(Time, WithoutAnAnswerByTheEndOfTheSecondDayItIsAnIncidentAndNoMoreAsked) {
    const Wall begun = world->clock.wall();  // 09:00 of a Monday in Vietnam
    const Json made = create(body());
    cut_momo(simulation::Fate::Kind::lost);
    world->run_for(start_of(plus_days(ict_day(begun), 3)).ms - begun.ms - minute_ms);
    EXPECT_THAT(incidents(payment(made)), IsEmpty());
    world->run_for(2 * minute_ms);
    EXPECT_THAT(incidents(payment(made)), ElementsAre("outcome_overdue"));
    EXPECT_EQ("outcome_unknown", payment(made).at("status"));
    const auto asked = asked_at_s("query", begun).size();
    world->run_for(3 * day_ms);
    EXPECT_EQ(asked, asked_at_s("query", begun).size());
    EXPECT_EQ(1U, payment(made).at("incidents").size());
    // A callback still counts.
    mend_network();
    ASSERT_TRUE(world->momo().pay(order_of(made), std::nullopt, "qr"));
    world->run_for(5 * second_ms);
    EXPECT_EQ("paid", payment(made).at("status"));
    EXPECT_EQ(false, payment(made).at("late"));
}

TEST_F(Time, WhoseSetUpIsRefusedAtAQuestionLeavesTheAttemptAndAlarms) {
    const Json made = create(body());
    trouble(FaultKind::result_code, "query", 1, 13);
    world->run_for(20 * second_ms);
    EXPECT_EQ("awaiting_payer", payment(made).at("status"));
    EXPECT_EQ(1, world->telemetry.alarms("provider_setup_refused"));
}

TEST_F(Time, CancelOfAPaymentWithoutOfferIs200) {
    const Json made = create(without_provider());
    const HttpAnswer answer = cancel(made);
    EXPECT_EQ(200, answer.status);
    EXPECT_EQ("cancelled", Json::parse(answer.body).at("status"));
}

TEST_F(Time, CancelOfAnOfferIs202UntilTheProviderHasSpoken) {
    const Json made = create(body());
    const HttpAnswer answer = cancel(made);
    EXPECT_EQ(202, answer.status);
    EXPECT_EQ(true, Json::parse(answer.body).at("cancel_requested"));
    EXPECT_EQ("awaiting_payer", payment(made).at("status"));
    world->run_for(20 * minute_ms);
    EXPECT_EQ("cancelled", payment(made).at("status"));
}

TEST_F(Time, CancelDoesNotStopMoneyThatComes) {
    const Json made = create(body());
    ASSERT_EQ(202, cancel(made).status);
    pay(made);
    EXPECT_EQ("paid", payment(made).at("status"));
    EXPECT_EQ(false, payment(made).at("late"));
}

TEST_F(Time, MoneyAfterCancelledIsLateAndAnIncident) {
    const Json made = create(body());
    ASSERT_EQ(202, cancel(made).status);
    world->run_for(20 * minute_ms);
    ASSERT_EQ("cancelled", payment(made).at("status"));
    pay(made);
    EXPECT_EQ("paid", payment(made).at("status"));
    EXPECT_EQ(true, payment(made).at("late"));
    EXPECT_THAT(incidents(payment(made)), ElementsAre("late_payment"));
}

TEST_F(Time, CancelOfAClosedPaymentIs409) {
    const Json made = create(body());
    pay(made);
    const HttpAnswer answer = cancel(made);
    EXPECT_EQ(409, answer.status);
    EXPECT_EQ("payment_closed", code_of(answer));
}

TEST_F(Time, AttemptThatWasInitiatingAtACrashIsAskedAtTheNextStart) {
    trouble(FaultKind::no_answer, "create");
    world->actors().spawn([](World* w, std::string text) -> Task<void> {
        (void)co_await w->portal().call("POST", "/v1/payments", "k1", text);
    }(world.get(), body().dump()));
    world->run_for(2 * second_ms);
    world->crash();
    restart_soon();
    const Json made = Json::parse(post("/v1/payments", "k1", body()).body);
    EXPECT_EQ("unknown", made.at("attempt").at("status"));
    world->run_for(2 * minute_ms);
    EXPECT_EQ("awaiting_payer", payment(made).at("status"));
}

TEST_F(Time, QuestionsToASlowProviderDoNotMakeTheLoopTurn) {
    create(body());
    trouble(FaultKind::no_answer, "query", sandbox::for_ever);
    world->run_for(16 * second_ms);  // the first question is under way, and due all the while
    const std::int64_t before = world->faults.count();
    world->run_for(30 * second_ms);
    EXPECT_LT(world->faults.count() - before, 100);  // store operations
}

TEST_F(Time, RoundOverNothingNewChangesNothing) {
    const Json made = create(body());
    const std::int64_t version = payment(made).at("version").get<std::int64_t>();
    for (int i = 0; i < 3; ++i) {
        (void)world->run(world->gateway().time_work().round());
    }
    EXPECT_EQ(version, payment(made).at("version"));
}

TEST_F(Time, ProcessThatIsToldToEndEndsAtAnyStepOfItsStart) {
    // The world accuses a task that does not end when it is cancelled.
    for (int steps = 0; steps < 60; ++steps) {
        rebuild({});
        for (int i = 0; i < steps; ++i) world->io.poll_one();
        world->crash();
        EXPECT_TRUE(world->judgement.agrees()) << steps << ": " << world->judgement.text();
    }
}

TEST(Pacing, SleepsUntilTheNextMoment) {
    flows::Pacing pacing(5000);
    EXPECT_EQ(1000, pacing.sleep_ms(0, Wall{2000}, Wall{1000}));
    EXPECT_EQ(5000, pacing.sleep_ms(0, std::nullopt, Wall{1000}));
    EXPECT_EQ(5000, pacing.sleep_ms(0, Wall{90'000}, Wall{1000}));
}

TEST(Pacing, ComesBackLessAndLessOftenForWhatCannotBeBegun) {
    flows::Pacing pacing(5000);
    std::int64_t last = 0;
    for (int i = 0; i < 20; ++i) {
        const std::int64_t sleep = pacing.sleep_ms(0, Wall{500}, Wall{1000});
        EXPECT_GE(sleep, last);
        last = sleep;
    }
    EXPECT_EQ(5000, last);
    EXPECT_EQ(5, pacing.sleep_ms(1, Wall{500}, Wall{1000}));
}

}  // namespace
}  // namespace dvcpay::flows_test
