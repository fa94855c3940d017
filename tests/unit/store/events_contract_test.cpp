// History and webhooks: hash chains, the feed, queues in order.
#include "crypto/chain.hpp"
#include "world.hpp"

namespace dvcpay::testing {
namespace {

TEST_P(StoreContract, AppendedEventsFormAHashChainThatVerifies) {
    std::vector<Event> returned;
    world->write([&](Txn& txn) {
        for (auto& e : txn.append(
                 "chain-a",
                 {new_event(1, EventType::payment_created), new_event(2, EventType::payment_paid)}
             )) {
            returned.push_back(e);
        }
        txn.append("chain-b", {new_event(3, EventType::incident_opened)});
    });
    world->write([&](Txn& txn) {
        returned.push_back(txn.append("chain-a", {new_event(4, EventType::incident_closed)})[0]);
    });
    world->read([&](Reader& reader) {
        const auto events = reader.events_of("chain-a");
        ASSERT_EQ(events.size(), 3U);
        std::string prev = crypto::chain_start;
        for (std::size_t i = 0; i < events.size(); ++i) {
            EXPECT_EQ(dump(events[i]), dump(returned[i]));
            EXPECT_EQ(events[i].sequence, static_cast<std::int64_t>(i) + 1);
            EXPECT_EQ(events[i].prev_hash, prev);
            EXPECT_EQ(events[i].hash, crypto::chain_hash(events[i]));
            prev = events[i].hash;
        }
        EXPECT_EQ(reader.events_of("chain-b")[0].sequence, 1);
        EXPECT_EQ(dump(*reader.event(events[1].id)), dump(events[1]));
        EXPECT_FALSE(reader.event(nth_id<EventId>(99)));
    });
}

TEST_P(StoreContract, AChainGoesOnAfterARestart) {
    world->write([&](Txn& txn) { txn.append("chain", {new_event(1, EventType::payment_created)}); }
    );
    world->crash_and_restart();
    world->write([&](Txn& txn) { txn.append("chain", {new_event(2, EventType::payment_paid)}); });
    world->read([&](Reader& reader) {
        const auto events = reader.events_of("chain");
        ASSERT_EQ(events.size(), 2U);
        EXPECT_EQ(events[1].prev_hash, events[0].hash);
    });
}

TEST_P(StoreContract, PositionsGrowInTheOrderOfCommit) {
    std::int64_t last = 0;
    for (std::uint64_t n = 1; n <= 5; ++n) {
        world->write([&](Txn& txn) {
            const auto e = txn.append(
                "chain-" + std::to_string(n), {new_event(n, EventType::payment_created)}
            );
            EXPECT_GT(e[0].position, last);
            last = e[0].position;
        });
    }
}

void fill_feed(World& world) {
    world.write([&](Txn& txn) {
        txn.append(
            "a",
            {new_event(1, EventType::payment_created, noon),
             new_event(2, EventType::attempt_opened, noon)}
        );
        txn.append("b", {new_event(3, EventType::payment_created, noon.plus_s(1), "H01.13")});
        NewEvent foreign = new_event(4, EventType::payment_paid, noon.plus_s(2));
        foreign.client = "other";
        txn.append("c", {foreign});
        txn.append(
            "a",
            {new_event(5, EventType::payment_paid, noon.plus_s(3)),
             new_event(6, EventType::webhook_test, noon.plus_s(3))}
        );
    });
}

std::string numbers(const std::vector<Event>& events) {
    std::string out;
    for (const auto& e : events) out += e.data.substr(5, 1);
    return out;
}

TEST_P(StoreContract, TheFeedShowsPublicEventsThatTheCallerMaySeeInOrder) {
    fill_feed(*world);
    const auto feed = [&](FeedFilter filter) {
        return numbers(world->get<std::vector<Event>>([&](Reader& r) { return r.feed(filter); }));
    };
    EXPECT_EQ(feed({}), "1345");
    EXPECT_EQ(feed({.visible = {"portal", {}}, .types = {}}), "135");
    EXPECT_EQ(feed({.visible = {"portal", {"H01.13", "H01.99"}}, .types = {}}), "3");
    EXPECT_EQ(feed({.visible = {"portal", {"H01"}}, .types = {}}), "");
    EXPECT_EQ(feed({.visible = {}, .types = {EventType::payment_paid}}), "45");
    EXPECT_EQ(feed({.visible = {}, .types = {EventType::attempt_opened}}), "");  // history only
    EXPECT_EQ(feed({.visible = {}, .types = {}, .limit = 2}), "13");
    const auto first = world->get<std::vector<Event>>([&](Reader& r) {
        return r.feed({.visible = {}, .types = {}, .limit = 2});
    });
    EXPECT_EQ(feed({.visible = {}, .after = first[1].position, .types = {}}), "45");
}

TEST_P(StoreContract, EventsBetweenTwoMomentsIncludeTheFirstAndNotTheLast) {
    fill_feed(*world);
    const auto between =
        [&](std::int64_t from, std::int64_t to, Visibility visible, std::vector<EventType> types) {
            return numbers(world->get<std::vector<Event>>([&](Reader& r) {
                return r.events_between(visible, noon.plus_s(from), noon.plus_s(to), types, 50);
            }));
        };
    EXPECT_EQ(between(0, 3, {}, {}), "134");
    EXPECT_EQ(between(1, 4, {"portal", {}}, {}), "35");
    EXPECT_EQ(between(0, 9, {"portal", {}}, {EventType::payment_paid}), "5");
}

TEST_P(StoreContract, AnEventWithoutDataHasAnEmptyObject) {
    NewEvent plain = new_event(1, EventType::attempt_opened);
    plain.data.clear();
    world->write([&](Txn& txn) { EXPECT_EQ(txn.append("a", {plain})[0].data, "{}"); });
    world->read([&](Reader& reader) {
        const auto e = reader.events_of("a")[0];
        EXPECT_EQ(e.data, "{}");
        EXPECT_EQ(e.hash, crypto::chain_hash(e));
    });
}

// --- queues
// -----------------------------------------------------------------------------------------------------------

/// Events 1 … 3 of one chain, each with a delivery of its number; returns the deliveries' ids.
std::vector<DeliveryId> queue_three(
    World& world, const std::string& chain = "chain", std::uint64_t base = 0
) {
    std::vector<DeliveryId> out;
    world.write([&](Txn& txn) {
        for (std::uint64_t n = 1; n <= 3; ++n) {
            const auto e = txn.append(
                chain,
                {new_event(
                    base + n, EventType::payment_paid, noon.plus_s(static_cast<std::int64_t>(n))
                )}
            );
            txn.enqueue(new_delivery(base + n, e[0]));
            out.push_back(nth_id<DeliveryId>(base + n, e[0].at));
        }
    });
    return out;
}

std::vector<DeliveryId> due(World& world, Wall now, std::int64_t limit = 50) {
    std::vector<DeliveryId> out;
    world.read([&](Reader& r) {
        for (const auto& d : r.due_deliveries("portal", now, limit)) out.push_back(d.id);
    });
    return out;
}

void settle(
    World& world,
    const DeliveryId& id,
    DeliveryState state,
    std::int64_t tries,
    std::optional<Wall> next,
    Wall at
) {
    world.write([&](Txn& txn) { txn.settle_delivery(id, state, tries, next, at, 200, "word"); });
}

using Ids = std::vector<DeliveryId>;
constexpr Wall later = noon.plus_s(1'000'000);

TEST_P(StoreContract, OnlyTheHeadOfAQueueIsDue) {
    const auto q = queue_three(*world);
    EXPECT_EQ(due(*world, noon), Ids{});
    EXPECT_EQ(due(*world, noon.plus_s(1)), Ids{q[0]});
    EXPECT_EQ(due(*world, later), Ids{q[0]});
    world->read([&](Reader& r) {
        EXPECT_TRUE(r.delivery(q[0])->next_try_at);
        EXPECT_FALSE(r.delivery(q[1])->next_try_at);
        ASSERT_EQ(r.endpoint_counts().size(), 1U);
        EXPECT_EQ(r.endpoint_counts()[0].waiting, 3);
        EXPECT_TRUE(r.due_deliveries("another", later, 50).empty());
    });
}

TEST_P(StoreContract, WaitingAndDeadOnesAreCountedByEndpointWithTheAgeOfTheOldest) {
    const auto q = queue_three(*world);
    queue_three(*world, "second", 10);
    world->write([&](Txn& txn) {
        const auto e = txn.append("third", {new_event(21, EventType::payment_paid, noon)});
        Delivery other = new_delivery(21, e[0]);
        other.endpoint = "another";
        txn.enqueue(other);
    });
    settle(*world, q[0], DeliveryState::dead, 12, {}, noon.plus_s(60));
    world->read([&](Reader& r) {
        const auto counts = r.endpoint_counts();
        ASSERT_EQ(counts.size(), 2U);
        EXPECT_EQ(counts[0].endpoint, "another");
        EXPECT_EQ(counts[0].waiting, 1);
        EXPECT_EQ(counts[0].dead, 0);
        EXPECT_EQ(counts[1].endpoint, "portal");
        EXPECT_EQ(counts[1].waiting, 5);
        EXPECT_EQ(counts[1].dead, 1);
        EXPECT_EQ(counts[1].oldest_waiting_at, r.delivery(q[1])->created_at);
    });
}

TEST_P(StoreContract, AnEndpointWithOnlyDeadOnesHasNoOldest) {
    const auto q = queue_three(*world);
    for (const auto& id : q) settle(*world, id, DeliveryState::dead, 12, {}, noon.plus_s(60));
    world->read([&](Reader& r) {
        const auto counts = r.endpoint_counts();
        ASSERT_EQ(counts.size(), 1U);
        EXPECT_EQ(counts[0].waiting, 0);
        EXPECT_EQ(counts[0].dead, 3);
        EXPECT_FALSE(counts[0].oldest_waiting_at);
    });
}

TEST_P(StoreContract, ADeliveredHeadMakesTheNextDueNow) {
    const auto q = queue_three(*world);
    settle(*world, q[0], DeliveryState::delivered, 1, {}, noon.plus_s(60));
    EXPECT_EQ(due(*world, noon.plus_s(59)), Ids{});
    EXPECT_EQ(due(*world, noon.plus_s(60)), Ids{q[1]});
    world->read([&](Reader& r) {
        const auto first = r.delivery(q[0]);
        EXPECT_EQ(first->state, DeliveryState::delivered);
        EXPECT_EQ(first->tries, 1);
        EXPECT_EQ(first->last_status, 200);
        EXPECT_EQ(first->last_error, "word");
        EXPECT_EQ(first->last_try_at, noon.plus_s(60));
        EXPECT_FALSE(first->next_try_at);
        EXPECT_EQ(r.delivery(q[1])->tries, 0);
        EXPECT_EQ(r.endpoint_counts().at(0).waiting, 2);
    });
}

TEST_P(StoreContract, AFailedHeadKeepsItsPlaceAndItsTries) {
    const auto q = queue_three(*world);
    settle(*world, q[0], DeliveryState::waiting, 4, noon.plus_s(500), noon.plus_s(60));
    EXPECT_EQ(due(*world, noon.plus_s(499)), Ids{});
    EXPECT_EQ(due(*world, noon.plus_s(500)), Ids{q[0]});
    world->read([&](Reader& r) { EXPECT_EQ(r.delivery(q[0])->tries, 4); });
}

TEST_P(StoreContract, ADeadHeadLetsTheNextGoOn) {
    const auto q = queue_three(*world);
    settle(*world, q[0], DeliveryState::dead, 12, {}, noon.plus_s(60));
    EXPECT_EQ(due(*world, noon.plus_s(60)), Ids{q[1]});
    world->read([&](Reader& r) {
        EXPECT_EQ(r.endpoint_counts().at(0).dead, 1);
        EXPECT_EQ(r.delivery(q[1])->tries, 0);
    });
}

TEST_P(StoreContract, AnOutcomeThatComesAfterTheSettlementChangesNothing) {
    const auto q = queue_three(*world);
    settle(*world, q[0], DeliveryState::delivered, 1, {}, noon.plus_s(60));
    settle(*world, q[0], DeliveryState::waiting, 2, noon.plus_s(70), noon.plus_s(61));
    settle(*world, q[0], DeliveryState::dead, 2, {}, noon.plus_s(62));
    EXPECT_EQ(due(*world, later), Ids{q[1]});
    world->read([&](Reader& r) { EXPECT_EQ(r.delivery(q[0])->state, DeliveryState::delivered); });
}

TEST_P(StoreContract, ADeadDeliveryPutBackGoesBeforeTheYoungerOnes) {
    const auto q = queue_three(*world);
    settle(*world, q[0], DeliveryState::dead, 12, {}, noon.plus_s(60));
    world->write([&](Txn& txn) { txn.requeue(q[0], noon.plus_s(100)); });
    EXPECT_EQ(due(*world, noon.plus_s(100)), Ids{q[0]});
    // The younger one was on its way meanwhile and failed: it waits behind.
    settle(*world, q[1], DeliveryState::waiting, 1, noon.plus_s(110), noon.plus_s(105));
    EXPECT_EQ(due(*world, later), Ids{q[0]});
    world->read([&](Reader& r) {
        EXPECT_EQ(r.delivery(q[0])->tries, 0);
        EXPECT_EQ(r.delivery(q[1])->tries, 1);
    });
    settle(*world, q[0], DeliveryState::delivered, 1, {}, noon.plus_s(120));
    EXPECT_EQ(due(*world, noon.plus_s(120)), Ids{q[1]});
}

TEST_P(StoreContract, ADeliveredOnePutBackBehindTheHeadWaitsItsTurn) {
    const auto q = queue_three(*world);
    world->write([&](Txn& txn) {
        for (int i = 0; i < 3; ++i)
            txn.settle_delivery(
                q[static_cast<std::size_t>(i)],
                DeliveryState::delivered,
                1,
                {},
                noon.plus_s(60),
                200,
                ""
            );
        txn.requeue(q[0], noon.plus_s(70));
        txn.requeue(q[2], noon.plus_s(71));
    });
    EXPECT_EQ(due(*world, later), Ids{q[0]});
    settle(*world, q[0], DeliveryState::delivered, 1, {}, noon.plus_s(80));
    EXPECT_EQ(due(*world, later), Ids{q[2]});
}

TEST_P(StoreContract, ANewDeliveryOfAnOldEventDoesNotTakeTheHeadsPlace) {
    const auto q = queue_three(*world);
    settle(*world, q[0], DeliveryState::delivered, 1, {}, noon.plus_s(60));
    world->write([&](Txn& txn) { txn.enqueue(new_delivery(77, txn.events_of("chain")[0])); });
    EXPECT_EQ(due(*world, later), Ids{q[1]});
    settle(*world, q[1], DeliveryState::delivered, 1, {}, noon.plus_s(61));
    EXPECT_EQ(due(*world, later), Ids{nth_id<DeliveryId>(77, noon.plus_s(1))});
}

TEST_P(StoreContract, QueuesOfOtherChainsAndEndpointsDoNotWait) {
    const auto a = queue_three(*world, "a", 0);
    const auto b = queue_three(*world, "b", 10);
    EXPECT_EQ(due(*world, later), (Ids{a[0], b[0]}));
    EXPECT_EQ(due(*world, later, 1), Ids{a[0]});
    world->write([&](Txn& txn) { txn.enqueue(new_delivery(99, txn.events_of("a")[2], "another")); }
    );
    world->read([&](Reader& r) { EXPECT_EQ(r.due_deliveries("another", later, 5).size(), 1U); });
}

TEST_P(StoreContract, DeliveriesAreListedNewestFirstForWhomTheyConcern) {
    const auto q = queue_three(*world);
    world->write([&](Txn& txn) {
        NewEvent foreign = new_event(20, EventType::payment_paid, noon.plus_s(20), "H01.13");
        foreign.client = "other";
        txn.enqueue(new_delivery(20, txn.append("x", {foreign})[0]));
        txn.settle_delivery(q[0], DeliveryState::dead, 1, {}, noon.plus_s(60), 500, "");
    });
    const DeliveryId foreign = nth_id<DeliveryId>(20, noon.plus_s(20));
    const auto list = [&](DeliveryFilter filter) {
        Ids out;
        world->read([&](Reader& r) {
            for (const auto& d : r.deliveries(filter)) out.push_back(d.id);
        });
        return out;
    };
    EXPECT_EQ(list({}), (Ids{foreign, q[2], q[1], q[0]}));
    EXPECT_EQ(
        list({.visible = {"portal", {}}, .state = {}, .before = {}}), (Ids{q[2], q[1], q[0]})
    );
    EXPECT_EQ(list({.visible = {"", {"H01.13"}}, .state = {}, .before = {}}), Ids{foreign});
    EXPECT_EQ(list({.visible = {}, .state = DeliveryState::dead, .before = {}}), Ids{q[0]});
    EXPECT_EQ(
        list({.visible = {}, .state = DeliveryState::waiting, .before = {}}),
        (Ids{foreign, q[2], q[1]})
    );
    EXPECT_EQ(list({.visible = {}, .state = {}, .before = q[2]}), (Ids{q[1], q[0]}));
    EXPECT_EQ(list({.visible = {}, .state = {}, .before = {}, .limit = 1}), Ids{foreign});
}

}  // namespace
}  // namespace dvcpay::testing
