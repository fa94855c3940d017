// P7: at least once, in order per payment, for days.
#include <gmock/gmock.h>

#include "desk.hpp"

namespace dvcpay::flows_test {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

HttpResponse with_status(int status) {
    HttpResponse out;
    out.status = status;
    return out;
}

class Webhook : public Desk {
  protected:
    /// Every webhook is answered so, and the moments of arrival are kept.
    void answer_all(int status) {
        world->portal().answer_webhook = [this, status](const HttpRequest& request
                                         ) -> std::optional<HttpResponse> {
            arrived.push_back(world->clock.wall());
            ids.emplace_back(request.headers.get("webhook-id"));
            return with_status(status);
        };
    }
    std::vector<Wall> arrived;
    std::vector<std::string> ids;
};

TEST_F(Webhook, IsRetriedByTheScheduleWithALittleChance) {
    answer_all(500);
    create(without_provider());
    world->run_for(5 * day_ms);
    const std::int64_t pauses_s[] = {
        5, 30, 120, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400
    };
    ASSERT_GE(arrived.size(), 12U);
    for (std::size_t i = 0; i < 11; ++i) {
        const std::int64_t pause_ms = arrived[i + 1].ms - arrived[i].ms;
        EXPECT_GE(pause_ms, pauses_s[i] * 1000) << i;
        EXPECT_LE(pause_ms, pauses_s[i] * 1100 + 1000) << i;
        EXPECT_EQ(ids[0], ids[i]);
    }
}

TEST_F(Webhook, ThatDiesLetsTheNextGoOnAndASuccessFlushesTheRest) {
    world->portal().answer_webhook = [](const HttpRequest& request) -> std::optional<HttpResponse> {
        const bool first = Json::parse(request.body).at("type") == "payment.created";
        return with_status(first ? 500 : 200);
    };
    Json asked = body();
    pay(create(asked));
    world->run_for(day_ms);
    EXPECT_THAT(told(), SizeIs(0));
    world->run_for(4 * day_ms);
    EXPECT_THAT(told(), ElementsAre("payment.awaiting_payer", "credit.received", "payment.paid"));
    EXPECT_EQ(1, world->telemetry.alarms("webhook_dead"));
}

TEST_F(Webhook, RetryAfterIsHonoured) {
    int count = 0;
    world->portal().answer_webhook = [&](const HttpRequest&) -> std::optional<HttpResponse> {
        arrived.push_back(world->clock.wall());
        if (++count > 1) return with_status(200);
        HttpResponse busy = with_status(503);
        busy.headers.add("Retry-After", "600");
        return busy;
    };
    create(without_provider());
    world->run_for(20 * minute_ms);
    ASSERT_EQ(2U, arrived.size());
    EXPECT_GE(arrived[1].ms - arrived[0].ms, 600 * second_ms);
    EXPECT_LE(arrived[1].ms - arrived[0].ms, 602 * second_ms);
}

TEST_F(Webhook, Answer410DisablesTheEndpointAndAlarmsAndSurvivesARestart) {
    answer_all(410);
    create(without_provider());
    world->run_for(minute_ms);
    ASSERT_EQ(1U, arrived.size());
    EXPECT_EQ(1, world->telemetry.alarms("webhook_endpoint_gone"));
    create(without_provider("H01.12-2"), "k2");
    world->run_for(hour_ms);
    world->crash();
    ASSERT_TRUE(world->run_until(
        [this] { return world->alive() && world->gateway().is_up(); }, 2 * minute_ms
    ));
    world->run_for(hour_ms);
    EXPECT_EQ(1U, arrived.size());
}

TEST_F(Webhook, DisabledEndpointDoesNotMakeTheLoopsTurn) {
    answer_all(410);
    create(without_provider());
    world->run_for(hour_ms);
    const std::int64_t before = world->faults.count();
    world->run_for(hour_ms);
    EXPECT_LT(world->faults.count() - before, 1500);
}

TEST_F(Webhook, SilentPortalIsGivenTenSecondsAndIsToldAgain) {
    world->portal().manners.silent = 1000;
    create(without_provider());
    world->run_for(minute_ms);
    world->portal().manners.silent = 0;
    world->run_for(10 * minute_ms);
    ASSERT_GE(world->portal().told().size(), 2U);
    EXPECT_EQ(world->portal().told()[0].id, world->portal().told()[1].id);
}

TEST_F(Webhook, OfOnePaymentNeverOvertakesAnother) {
    int turn = 0;
    world->portal().answer_webhook = [&turn](const HttpRequest&) -> std::optional<HttpResponse> {
        return with_status(++turn % 2 == 0 ? 200 : 500);
    };
    pay(create(body()));
    world->run_for(day_ms);
    std::vector<std::int64_t> sequences;
    for (const auto& one : world->portal().told()) sequences.push_back(one.sequence);
    EXPECT_THAT(sequences, SizeIs(4));
    EXPECT_TRUE(std::ranges::is_sorted(sequences));
}

TEST_F(Webhook, DeadPortalOfOnePaymentDoesNotDelayAnother) {
    world->portal().answer_webhook = [](const HttpRequest& request) -> std::optional<HttpResponse> {
        const bool stuck =
            Json::parse(request.body).at("data").at("payment").at("reference") == "stuck";
        return with_status(stuck ? 500 : 200);
    };
    create(without_provider("stuck"), "k1");
    world->run_for(hour_ms);
    const Wall begun = world->clock.wall();
    create(without_provider("free"), "k2");
    world->run_for(2 * second_ms);
    ASSERT_THAT(world->portal().told(), SizeIs(1));
    EXPECT_LE(world->portal().told()[0].at.ms - begun.ms, second_ms);
}

TEST_F(Webhook, TestEventIsDelivered) {
    const HttpAnswer answer = call("POST", "/v1/webhooks/test", "t1", "");
    EXPECT_LT(answer.status, 300) << answer.body;
    world->run_for(2 * second_ms);
    EXPECT_THAT(told(), ElementsAre("webhook.test"));
}

TEST_F(Webhook, DeadDeliveryIsReplayedOnRequest) {
    answer_all(500);
    create(without_provider());
    world->run_for(6 * day_ms);
    const Json dead = get("/v1/webhooks/deliveries?status=dead");
    ASSERT_GE(dead.at("items").size(), 1U);
    world->portal().answer_webhook = nullptr;
    const std::string id = dead.at("items")[0].at("id").get<std::string>();
    const HttpAnswer answer = call("POST", "/v1/webhooks/deliveries/" + id + "/replay", "r1", "");
    EXPECT_LT(answer.status, 300) << answer.body;
    world->run_for(10 * second_ms);
    EXPECT_GE(world->portal().told().size(), 1U);
    world->judgement = {};  // told out of order on request
}

TEST_F(Webhook, RangeIsReplayed) {
    pay(create(body()));
    world->run_for(minute_ms);
    const std::size_t before = world->portal().told().size();
    Json range;
    range["from"] = to_rfc3339(world->clock.wall().plus_s(-3600));
    range["to"] = to_rfc3339(world->clock.wall());
    const HttpAnswer answer = post("/v1/webhooks/replay", "r1", range);
    EXPECT_LT(answer.status, 300) << answer.body;
    world->run_for(minute_ms);
    EXPECT_EQ(2 * before, world->portal().told().size());
}

/// Claim, work and answer are one commit: whichever store operation fails, and in whichever way.
TEST_F(Webhook, RangeIsReplayedOnceHoweverOftenItsCallHasToBeRepeated) {
    for (std::int64_t nth = 0; nth < 6; ++nth) {
        rebuild({});
        pay(create(body()));
        world->run_for(minute_ms);
        const std::size_t before = world->portal().told().size();
        Json range;
        range["from"] = to_rfc3339(world->clock.wall().plus_s(-3600));
        range["to"] = to_rfc3339(world->clock.wall());
        world->faults.fail_operation(nth);
        for (int i = 0; i < 3; ++i) {
            const HttpAnswer answer = post("/v1/webhooks/replay", "r1", range);
            EXPECT_TRUE(answer.status == 202 || answer.status == 503) << answer.status;
        }
        world->run_for(minute_ms);
        EXPECT_GE(world->portal().told().size(), 2 * before) << nth;
        EXPECT_LE(world->portal().told().size(), 2 * before + 1) << nth;  // one told twice
    }
}

TEST_F(Webhook, FeedHoldsWhatWasTold) {
    pay(create(body()));
    world->run_for(minute_ms);
    const Json feed = get("/v1/events");
    std::vector<std::string> types;
    for (const auto& event : feed.at("items")) types.push_back(event.at("type").get<std::string>());
    EXPECT_EQ(told(), types);
}

TEST_F(Webhook, EndpointThatAnswered410IsWantedAgainWhenItsClientAsksForATest) {
    answer_all(410);
    create(without_provider());
    world->run_for(minute_ms);
    ASSERT_EQ(1U, arrived.size());
    world->portal().answer_webhook = nullptr;
    EXPECT_LT(call("POST", "/v1/webhooks/test", "t1", "").status, 300);
    world->run_for(minute_ms);
    EXPECT_THAT(told(), ::testing::UnorderedElementsAre("webhook.test", "payment.created"));
    world->crash();
    ASSERT_TRUE(world->run_until(
        [this] { return world->alive() && world->gateway().is_up(); }, 2 * minute_ms
    ));
    create(without_provider("H01.12-2"), "k2");
    world->run_for(minute_ms);
    EXPECT_EQ(3U, world->portal().told().size());
}

TEST_F(Webhook, ReplayPutsNoSecondOneOfAPaymentInFlight) {
    const Json made = create(body());
    world->run_for(minute_ms);
    const Json sent = get("/v1/webhooks/deliveries?status=delivered");
    const std::string first = sent.at("items").back().at("id").get<std::string>();
    world->portal().manners.silent = 1000;
    const std::size_t before = world->portal().told().size();
    pay(made);
    ASSERT_EQ(before + 1, world->portal().told().size());  // in flight: no answer for ten seconds
    const HttpAnswer answer =
        call("POST", "/v1/webhooks/deliveries/" + first + "/replay", "r1", "");
    EXPECT_LT(answer.status, 300) << answer.body;
    world->run_for(5 * second_ms);
    EXPECT_EQ(before + 1, world->portal().told().size());
    world->portal().manners.silent = 0;
    world->run_for(hour_ms);
    EXPECT_EQ("paid", payment(made).at("status"));
    world->judgement = {};  // told out of order on request
}

TEST_F(Webhook, ReplayedOnesOfAPaymentComeInTheOrderOfTheirSequence) {
    pay(create(body()));
    world->run_for(minute_ms);
    const std::size_t before = world->portal().told().size();
    ASSERT_EQ(4U, before);
    const Json sent = get("/v1/webhooks/deliveries?status=delivered");
    answer_all(503);
    for (const auto& one : sent.at("items")) {  // the newest first
        const std::string id = one.at("id").get<std::string>();
        call("POST", "/v1/webhooks/deliveries/" + id + "/replay", "r" + id, "");
        world->run_for(second_ms);
    }
    EXPECT_GE(arrived.size(), 1U);
    world->portal().answer_webhook = nullptr;
    world->run_for(hour_ms);
    std::vector<std::int64_t> first;
    std::vector<std::int64_t> again;
    for (const auto& one : world->portal().told())
        (first.size() < before ? first : again).push_back(one.sequence);
    EXPECT_TRUE(std::ranges::is_sorted(first));
    EXPECT_EQ(first, again);
    world->judgement = {};  // told out of order on request
}

TEST_F(Webhook, RangeOfOnePaymentComesInTheOrderOfItsSequence) {
    pay(create(body()));
    world->run_for(minute_ms);
    Json range;
    range["from"] = to_rfc3339(world->clock.wall().plus_s(-3600));
    range["to"] = to_rfc3339(world->clock.wall());
    int turn = 0;  // every second try fails: order must not hang on luck
    world->portal().answer_webhook = [&turn](const HttpRequest&) -> std::optional<HttpResponse> {
        return with_status(++turn % 2 == 0 ? 200 : 500);
    };
    const std::size_t before = world->portal().told().size();
    EXPECT_EQ(202, post("/v1/webhooks/replay", "r1", range).status);
    world->run_for(day_ms);
    std::vector<std::int64_t> again;
    for (const auto& one : world->portal().told()) again.push_back(one.sequence);
    again.erase(again.begin(), again.begin() + static_cast<std::ptrdiff_t>(before));
    EXPECT_EQ(before, again.size());
    EXPECT_TRUE(std::ranges::is_sorted(again));
    world->judgement = {};  // told out of order on request
}

}  // namespace
}  // namespace dvcpay::flows_test
