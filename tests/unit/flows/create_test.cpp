// The portal asks for money: with and without provider, slow and silent providers, obligations.
#include <gmock/gmock.h>

#include "desk.hpp"

namespace dvcpay::flows_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CreatePayment : public Desk {};
class Obligation : public Desk {};

TEST_F(CreatePayment, WithoutProviderWaitsForAChoice) {
    const Json made = create(without_provider());
    EXPECT_EQ("created", made.at("status"));
    EXPECT_TRUE(made.at("attempt").is_null());
    EXPECT_THAT(world->momo().orders(), IsEmpty());
    const HttpAnswer opened = open_attempt(made);
    ASSERT_EQ(201, opened.status) << opened.body;
    EXPECT_EQ("awaiting_payer", Json::parse(opened.body).at("status"));
}

TEST_F(CreatePayment, WithRedirectGivesALinkToTheProvider) {
    const Json made = create(body());
    EXPECT_EQ("awaiting_payer", made.at("status"));
    EXPECT_EQ("redirect", made.at("attempt").at("next_action").at("type"));
    EXPECT_THAT(
        made.at("attempt").at("next_action").at("url").get<std::string>(),
        HasSubstr("https://momo.test/")
    );
    EXPECT_EQ(
        900 * second_ms,
        parse_rfc3339(made.at("expires_at").get<std::string>())->ms -
            parse_rfc3339(made.at("created_at").get<std::string>())->ms
    );
}

TEST_F(CreatePayment, WithQrGivesTextToEncodeAndCutsItsLifeWithAWarning) {
    Json asked = body();
    asked["method"] = "qr";
    const Json made = create(asked);
    EXPECT_EQ("qr", made.at("attempt").at("next_action").at("type"));
    EXPECT_FALSE(made.at("attempt").at("next_action").at("payload").get<std::string>().empty());
    EXPECT_THAT(made.at("warnings"), ElementsAre("expiry_cut_to_method_limit"));
    pay(made);
    EXPECT_EQ("paid", payment(made).at("status"));
}

TEST_F(CreatePayment, OfNothingIsPaidAtOnceAndAsksNobody) {
    const Json made = create(body("H01.12-0", 0));
    EXPECT_EQ("paid", made.at("status"));
    EXPECT_EQ(true, made.at("zero_amount"));
    EXPECT_THAT(world->momo().orders(), IsEmpty());
}

TEST_F(CreatePayment, IsPaidByTheSignedCallbackAndThePortalIsToldInOrder) {
    const Json made = create(body());
    pay(made);
    const Json now = payment(made);
    EXPECT_EQ("paid", now.at("status"));
    EXPECT_EQ(60'000, now.at("amount_received"));
    EXPECT_THAT(credits(now), ElementsAre("applied"));
    EXPECT_THAT(
        told(),
        ElementsAre("payment.created", "payment.awaiting_payer", "credit.received", "payment.paid")
    );
}

TEST_F(CreatePayment, SlowProviderIsAnsweredSoFarAndLaterToldByWebhook) {
    trouble(FaultKind::slow, "create");
    const Wall begun = world->clock.wall();
    const Json made = create(body());
    EXPECT_LT(world->clock.wall().ms - begun.ms, 9'000);
    EXPECT_EQ("initiating", made.at("attempt").at("status"));
    world->run_for(10 * second_ms);
    EXPECT_EQ("awaiting_payer", payment(made).at("status"));
    EXPECT_THAT(told(), ElementsAre("payment.created", "payment.awaiting_payer"));
}

TEST_F(CreatePayment, SlowProviderKeepsTheFirstAnswerForTheKey) {
    trouble(FaultKind::slow, "create");
    const HttpAnswer first = post("/v1/payments", "k1", body());
    world->run_for(20 * second_ms);
    const HttpAnswer again = post("/v1/payments", "k1", body());
    EXPECT_EQ(first.body, again.body);
    EXPECT_EQ("true", again.headers.get("Idempotency-Replayed"));
}

TEST_F(CreatePayment, RefusedByTheProviderIs201WithAFailedAttempt) {
    trouble(FaultKind::result_code, "create", 1, 22);
    const Json made = create(body());
    EXPECT_EQ("created", made.at("status"));
    EXPECT_EQ("failed", made.at("attempt").at("status"));
    EXPECT_EQ("22", made.at("attempt").at("failure").at("provider_code"));
    EXPECT_EQ(true, made.at("can_retry"));
    world->run_for(second_ms);
    EXPECT_THAT(told(), ElementsAre("payment.created", "attempt.failed"));
}

TEST_F(CreatePayment, UnreachableProviderFailsTheAttemptAndMayBeRetried) {
    cut_momo(simulation::Fate::Kind::refused);
    const Json made = create(body());
    EXPECT_EQ("failed", made.at("attempt").at("status"));
    EXPECT_EQ(true, made.at("can_retry"));
    mend_network();
    const HttpAnswer opened = open_attempt(made);
    ASSERT_EQ(201, opened.status);
    EXPECT_EQ("pending", Json::parse(opened.body).at("attempt").at("status"));
}

TEST_F(CreatePayment, LostOnTheWayIsAskedForAndCreatedAgainWithTheSameIds) {
    cut_momo(simulation::Fate::Kind::lost);
    const Json made = create(body());
    EXPECT_EQ("initiating", made.at("attempt").at("status"));
    world->run_for(30 * second_ms);
    mend_network();
    world->run_for(4 * minute_ms);
    const Json now = payment(made);
    ASSERT_EQ("awaiting_payer", now.at("status")) << now.dump();
    EXPECT_EQ(order_of(made), order_of(now));
    EXPECT_EQ(file(made).attempts.front().request_id, order(made).request_id);
    EXPECT_EQ(1U, world->momo().orders().size());
}

TEST_F(CreatePayment, WhoseAnswerWasLostIsUnknownAndThenFoundAtTheProvider) {
    trouble(FaultKind::answer_lost, "create");
    const Json made = create(body());
    world->run_for(36 * second_ms);
    EXPECT_THAT(told(), ::testing::Contains("payment.outcome_unknown"));
    world->run_for(2 * minute_ms);
    const Json now = payment(made);
    EXPECT_EQ("awaiting_payer", now.at("status"));
    EXPECT_EQ(1U, world->momo().orders().size());
    pay(now);
    EXPECT_EQ("paid", payment(made).at("status"));
}

TEST_F(CreatePayment, OfAClientThatHangsUpIsCarriedOutAllTheSame) {
    world->network.decide = [](const std::string&,
                               const std::string& to,
                               const OutboundRequest&) -> std::optional<simulation::Fate> {
        simulation::Fate fate;
        if (to == setting::momo_host) fate.before_ms = 5'000;
        fate.hang_up = true;
        return fate;
    };
    world->portal().call_timeout_ms = 1'000;  // gives up while MoMo is being asked
    (void)send("POST", "/v1/payments", "k1", body().dump());
    world->portal().call_timeout_ms = 20'000;
    world->run_for(20 * second_ms);
    const HttpAnswer again = post("/v1/payments", "k1", body());
    ASSERT_EQ(201, again.status) << again.body;
    EXPECT_EQ("pending", Json::parse(again.body).at("attempt").at("status"));
    EXPECT_EQ("true", again.headers.get("Idempotency-Replayed"));
}

TEST_F(CreatePayment, OfAClientThatHangsUpAtAnyMillisecondNeverLeavesAnAttemptHalfBegun) {
    for (std::int64_t patience_ms = 0; patience_ms < 40; ++patience_ms) {
        rebuild({});
        world->network.decide = [](const std::string&, const std::string&, const OutboundRequest&) {
            simulation::Fate fate;
            fate.hang_up = true;
            return std::optional(fate);
        };
        world->portal().call_timeout_ms = patience_ms;
        (void)send("POST", "/v1/payments", "k1", body().dump());
        world->run_for(minute_ms);
        world->portal().call_timeout_ms = 20'000;
        const Json made = create(body(), "k1");
        ASSERT_EQ("pending", payment(made).at("attempt").at("status")) << patience_ms;
    }
}

/// The writes of one create fail, each once and in each way, also "kept, and nobody learns it".
TEST_F(CreatePayment, WhoseCommitGaveNoAnswerIsCarriedOutOrNeverBegun) {
    int unclear = 0;
    for (std::int64_t nth = 0; nth < 12; ++nth) {
        rebuild({});
        world->faults.fail_operation(nth);
        const HttpAnswer answer = post("/v1/payments", "k1", body());
        world->run_for(minute_ms);
        unclear += static_cast<int>(world->telemetry.counted("commits_unclear_total"));
        if (answer.status == 201) {
            const Json made = Json::parse(answer.body);
            EXPECT_EQ("awaiting_payer", payment(made).at("status")) << nth;
        } else {
            EXPECT_EQ(503, answer.status) << nth << answer.body;
            EXPECT_THAT(world->momo().orders(), IsEmpty()) << nth;
        }
    }
    EXPECT_GE(unclear, 1);
}

TEST_F(CreatePayment, WhoseSetUpIsRefusedFailsAndAlarms) {
    for (const std::int64_t code : {11, 12, 13}) {
        trouble(FaultKind::result_code, "create", 1, code);
        const Json made = create(body("ref-" + std::to_string(code)), "k" + std::to_string(code));
        EXPECT_EQ("failed", made.at("attempt").at("status")) << code;
    }
    EXPECT_EQ(3, world->telemetry.alarms("provider_setup_refused"));
}

TEST_F(Obligation, WithAnOpenPaymentRefusesASecondOne) {
    create(body());
    const HttpAnswer second = post("/v1/payments", "k2", body());
    EXPECT_EQ(409, second.status);
    EXPECT_EQ("reference_in_use", code_of(second));
}

TEST_F(Obligation, ThatIsPaidRefusesASecondOne) {
    pay(create(body()));
    const HttpAnswer second = post("/v1/payments", "k2", body());
    EXPECT_EQ(409, second.status);
    EXPECT_EQ("reference_paid", code_of(second));
}

TEST_F(Obligation, SupersededPaymentIsAskedToCloseAndTheNewOneWaitsForTheProvidersWord) {
    const Json old = create(body());
    Json next = without_provider();
    next["supersedes"] = id_of(old);
    const Json fresh = create(next, "k2");
    EXPECT_EQ(true, payment(old).value("cancel_requested", false));
    const HttpAnswer early = open_attempt(fresh, "a1");
    EXPECT_EQ(409, early.status);
    EXPECT_EQ("attempt_open", code_of(early));
    world->run_for(20 * minute_ms);  // MoMo's own offer has expired
    EXPECT_EQ("cancelled", payment(old).at("status"));
    const HttpAnswer opened = open_attempt(fresh, "a2");
    EXPECT_EQ(201, opened.status) << opened.body;
}

TEST_F(Obligation, PaidOnTheOldPaymentClosesTheNewOne) {
    const Json old = create(body());
    Json next = without_provider();
    next["supersedes"] = id_of(old);
    const Json fresh = create(next, "k2");
    pay(old);
    EXPECT_EQ("paid", payment(old).at("status"));
    EXPECT_EQ("cancelled", payment(fresh).at("status"));
}

TEST_F(Obligation, PaidLateOnAnExpiredPaymentClosesTheNewerOneThoughNeitherNamesTheOther) {
    const Json old = create(body());
    world->run_for(20 * minute_ms);
    ASSERT_EQ("expired", payment(old).at("status"));
    const Json fresh = create(without_provider(), "k2");
    pay(old);
    EXPECT_EQ("paid", payment(old).at("status"));
    EXPECT_EQ(true, payment(old).at("late"));
    EXPECT_EQ("cancelled", payment(fresh).at("status"));
}

TEST_F(Obligation, SupersedingWithAProviderAsksAboutTheOldAttemptFirst) {
    const Json old = create(body());
    ASSERT_TRUE(world->momo().expire(order_of(old)));  // MoMo tells nobody
    Json next = body();
    next["supersedes"] = id_of(old);
    const Json fresh = create(next, "k2");
    EXPECT_EQ("awaiting_payer", fresh.at("status"));
    EXPECT_EQ("cancelled", payment(old).at("status"));
}

TEST_F(Obligation, SupersedingWithAProviderWhileTheOldAttemptLivesIsRefusedAfterAsking) {
    const Json old = create(body());
    Json next = body();
    next["supersedes"] = id_of(old);
    const HttpAnswer answer = post("/v1/payments", "k2", next);
    EXPECT_EQ(409, answer.status) << answer.body;
    EXPECT_EQ("attempt_open", code_of(answer));
    EXPECT_EQ("awaiting_payer", payment(old).at("status"));
    EXPECT_EQ(1, file(old).attempts.front().asked);
}

}  // namespace
}  // namespace dvcpay::flows_test
