// P5 to the letter.
#include <gmock/gmock.h>

#include "desk.hpp"

namespace dvcpay::flows_test {
namespace {

class Idempotency : public Desk {
  protected:
    /// Sends the same call twice at once; the first is answered slowly by the provider.
    std::pair<HttpAnswer, HttpAnswer> twins(const std::string& key, const Json& json) {
        auto first = std::make_shared<std::optional<SendResult>>();
        world->actors().spawn(
            [](World* w,
               std::string k,
               std::string text,
               std::shared_ptr<std::optional<SendResult>> out) -> Task<void> {
                *out = co_await w->portal().call("POST", "/v1/payments", k, text);
            }(world.get(), key, json.dump(), first)
        );
        world->run_for(second_ms);
        HttpAnswer second = post("/v1/payments", key, json);
        world->run_for(30 * second_ms);
        EXPECT_TRUE(first->has_value());
        return {std::get<HttpAnswer>(**first), second};
    }
};

TEST_F(Idempotency, SameKeyAndBodyGivesTheSameBytes) {
    const HttpAnswer first = post("/v1/payments", "k1", body());
    pay(Json::parse(first.body));
    const HttpAnswer again = post("/v1/payments", "k1", body());
    EXPECT_EQ(first.status, again.status);
    EXPECT_EQ(first.body, again.body);
    EXPECT_EQ(first.headers.get("ETag"), again.headers.get("ETag"));
    EXPECT_EQ(first.headers.get("Location"), again.headers.get("Location"));
    EXPECT_FALSE(first.headers.get("Location").empty());
    EXPECT_EQ("true", again.headers.get("Idempotency-Replayed"));
    EXPECT_EQ(1U, world->momo().orders().size());
}

TEST_F(Idempotency, SameMeaningInOtherSpellingIsTheSameBody) {
    const HttpAnswer first = post("/v1/payments", "k1", body());
    const HttpAnswer again = call("POST", "/v1/payments", "k1", body().dump(4));
    EXPECT_EQ(first.body, again.body);
}

TEST_F(Idempotency, OtherBodyIs422) {
    (void)post("/v1/payments", "k1", body());
    const HttpAnswer other = post("/v1/payments", "k1", body("H01.12-1", 61'000));
    EXPECT_EQ(422, other.status);
    EXPECT_EQ("idempotency_key_reused", code_of(other));
}

TEST_F(Idempotency, TwinThatIsStillRunningIs409AndIsNotKept) {
    trouble(FaultKind::slow, "create");
    const auto [first, second] = twins("k1", body());
    EXPECT_EQ(201, first.status);
    EXPECT_EQ(409, second.status);
    EXPECT_EQ("request_in_progress", code_of(second));
    EXPECT_FALSE(second.headers.get("Retry-After").empty());
    const HttpAnswer third = post("/v1/payments", "k1", body());
    EXPECT_EQ(first.body, third.body);
}

TEST_F(Idempotency, RefusalDecidedAfterTheClaimIsKept) {
    create(body());
    const HttpAnswer refused = post("/v1/payments", "k2", body());
    ASSERT_EQ(409, refused.status);
    world->run_for(
        20 * minute_ms
    );  // the first has expired: the same wish under another key would be granted
    const HttpAnswer again = post("/v1/payments", "k2", body());
    EXPECT_EQ(refused.status, again.status);
    EXPECT_EQ(refused.body, again.body);
    EXPECT_EQ("true", again.headers.get("Idempotency-Replayed"));
    EXPECT_EQ(201, post("/v1/payments", "k3", body()).status);
}

TEST_F(Idempotency, NothingIsKeptForA5xx) {
    world->faults.fail_often(1000);
    const HttpAnswer down = post("/v1/payments", "k1", body());
    world->faults.stop();
    EXPECT_EQ(503, down.status);
    EXPECT_FALSE(down.headers.get("Retry-After").empty());
    const HttpAnswer up = post("/v1/payments", "k1", body());
    EXPECT_EQ(201, up.status);
    EXPECT_EQ("", up.headers.get("Idempotency-Replayed"));
}

TEST_F(Idempotency, ClaimOrphanedByACrashIsAnsweredFromItsObject) {
    trouble(FaultKind::no_answer, "create");
    world->actors().spawn([](World* w, std::string text) -> Task<void> {
        (void)co_await w->portal().call("POST", "/v1/payments", "k1", text);
    }(world.get(), body().dump()));
    world->run_for(2 * second_ms);  // claim and payment are durable, MoMo is being asked
    world->crash();
    ASSERT_TRUE(world->run_until(
        [this] { return world->alive() && world->gateway().is_up(); }, 2 * minute_ms
    ));
    const HttpAnswer answer = post("/v1/payments", "k1", body());
    ASSERT_EQ(201, answer.status);
    EXPECT_EQ("true", answer.headers.get("Idempotency-Replayed"));
    const Json made = Json::parse(answer.body);
    EXPECT_EQ(id_of(made), id_of(payment(made)));
    world->run_for(2 * minute_ms);
    EXPECT_EQ("awaiting_payer", payment(made).at("status"));
    EXPECT_EQ(1U, world->momo().orders().size());
}

TEST_F(Idempotency, ReplayOfAnAttemptDoesNotAskTheProviderAgain) {
    const Json made = create(without_provider());
    const HttpAnswer first = open_attempt(made, "a1");
    const std::size_t asked = asked_at_s("query", Wall{0}).size();
    const HttpAnswer again = open_attempt(made, "a1");
    EXPECT_EQ(first.body, again.body);
    EXPECT_EQ(asked, asked_at_s("query", Wall{0}).size());
}

TEST_F(Idempotency, NewAttemptAsksAboutTheOldOneAndSharesItsWaitingTime) {
    const Json made = create(body());
    trouble(FaultKind::slow, "query");
    const Wall begun = world->clock.wall();
    const HttpAnswer open = open_attempt(made, "a1");
    EXPECT_EQ(409, open.status);
    EXPECT_EQ("attempt_open", code_of(open));
    EXPECT_LT(world->clock.wall().ms - begun.ms, 9'000);
}

TEST_F(Idempotency, KeyIsForgottenAfterThirtyDays) {
    (void)post("/v1/payments", "k1", without_provider("old"));
    world->run_for(31 * day_ms);
    const HttpAnswer again = post("/v1/payments", "k1", without_provider("new"));
    EXPECT_EQ(201, again.status) << again.body;
    world->judgement = {};  // the auditor remembers keys for ever
}

}  // namespace
}  // namespace dvcpay::flows_test
