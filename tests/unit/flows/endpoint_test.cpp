// An operator stops an endpoint and lets it go on.
#include <gmock/gmock.h>

#include "desk.hpp"
#include "flows/endpoints.hpp"

namespace dvcpay::flows_test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class Endpoint : public Desk {
  protected:
    bool disable() {
        flows::Core* core = &world->gateway().core();
        return world->run(flows::disable_endpoint(core, "portal", "moves house", "os:op")).value();
    }
    bool enable() {
        flows::Core* core = &world->gateway().core();
        return world->run(flows::enable_endpoint(core, "portal", "os:op")).value();
    }
    void restart() {
        world->crash();
        ASSERT_TRUE(world->run_until(
            [this] { return world->alive() && world->gateway().is_up(); }, 2 * minute_ms
        ));
    }
    flows::EndpointState state() {
        flows::Core* core = &world->gateway().core();
        auto look = [config = core->config](Reader& reader) -> Result<flows::EndpointState> {
            return flows::endpoint_states(reader, *config).at(0);
        };
        return world->run(look_up<flows::EndpointState>(core->store, std::move(look))).value();
    }
    void answer_all(int status) {
        world->portal().answer_webhook =
            [status](const HttpRequest&) -> std::optional<HttpResponse> {
            HttpResponse out;
            out.status = status;
            return out;
        };
    }
};

TEST_F(Endpoint, ThatAnOperatorStoppedIsToldNothingUntilHeLetsItGoOnAlsoAfterARestart) {
    EXPECT_TRUE(disable());
    EXPECT_FALSE(disable());
    create(without_provider());
    world->run_for(hour_ms);
    restart();
    create(without_provider("H01.12-2"), "k2");
    world->run_for(hour_ms);
    EXPECT_THAT(told(), IsEmpty());
    EXPECT_EQ(state().mark.halt, flows::Halt::by_operator);
    EXPECT_EQ(state().mark.reason, "moves house");
    EXPECT_EQ(state().count.waiting, 2);
    EXPECT_TRUE(enable());
    EXPECT_FALSE(enable());
    world->run_for(5 * second_ms);
    EXPECT_THAT(told(), SizeIs(2));
    EXPECT_TRUE(state().is_told());
}

TEST_F(Endpoint, ThatAnOperatorStoppedIsNotWantedAgainByATestOrAReplay) {
    pay(create(body()));
    world->run_for(minute_ms);
    const std::size_t before = told().size();
    const std::string id =
        get("/v1/webhooks/deliveries").at("items")[0].at("id").get<std::string>();
    disable();
    EXPECT_LT(call("POST", "/v1/webhooks/test", "t1", "").status, 300);
    EXPECT_LT(call("POST", "/v1/webhooks/deliveries/" + id + "/replay", "r1", "").status, 300);
    Json range;
    range["from"] = to_rfc3339(world->clock.wall().plus_s(-3600));
    range["to"] = to_rfc3339(world->clock.wall());
    EXPECT_EQ(202, post("/v1/webhooks/replay", "r2", range).status);
    world->run_for(hour_ms);
    EXPECT_EQ(told().size(), before);
    EXPECT_EQ(state().mark.halt, flows::Halt::by_operator);
    enable();
    world->run_for(minute_ms);
    EXPECT_EQ(told().size(), 2 * before + 2);
    world->judgement = {};  // told out of order on request
}

TEST_F(Endpoint, KeepsTheOperatorsWordWhenATryInFlightEndsWith410) {
    world->portal().manners.silent = 1;
    answer_all(410);
    create(without_provider());
    world->run_for(second_ms);  // in flight, no answer yet
    disable();
    world->run_for(hour_ms);
    EXPECT_EQ(state().mark.halt, flows::Halt::by_operator);
    world->portal().answer_webhook = nullptr;
    call("POST", "/v1/webhooks/test", "t1", "");
    world->run_for(hour_ms);
    EXPECT_THAT(told(), IsEmpty());
}

TEST_F(Endpoint, ThatAnswered410IsLetGoOnByAnOperatorToo) {
    answer_all(410);
    create(without_provider());
    world->run_for(minute_ms);
    EXPECT_EQ(state().mark.halt, flows::Halt::gone);
    EXPECT_EQ(state().last_failure, "410 http_status");
    EXPECT_FALSE(state().last_success_at);
    world->portal().answer_webhook = nullptr;
    EXPECT_TRUE(enable());
    world->run_for(hour_ms);
    EXPECT_THAT(told(), SizeIs(1));
    EXPECT_TRUE(state().last_success_at);
}

TEST_F(Endpoint, OfNoConfigurationIsNotFound) {
    flows::Core* core = &world->gateway().core();
    const auto refused = world->run(flows::disable_endpoint(core, "elsewhere", "why", "os:op"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, Fault::not_found);
}

}  // namespace
}  // namespace dvcpay::flows_test
