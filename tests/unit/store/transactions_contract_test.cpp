// What a transaction promises: all or nothing, errors and bugs only for whom they concern, durable
// when told.
#include <stdexcept>

#include "world.hpp"

namespace dvcpay::testing {
namespace {

std::function<Result<void>(Txn&)> setting(const std::string& name, const std::string& value = "1") {
    return [name, value](Txn& txn) -> Result<void> {
        txn.set_meta(name, value);
        return ok();
    };
}

std::string meta(World& world, const std::string& name) {
    return world.get<std::string>([&](Reader& r) { return r.meta(name); });
}

/// How one of several writes ended.
struct Ending {
    std::optional<Result<void>> result;
    std::string bug;
};

/// Writes that are all waiting when the writer looks: one group.
std::vector<Ending> write_together(
    World& world, std::vector<std::function<Result<void>(Txn&)>> works
) {
    std::vector<Ending> endings(works.size());
    for (std::size_t i = 0; i < works.size(); ++i) {
        boost::asio::co_spawn(
            world.loop,
            [](Store* store, std::function<Result<void>(Txn&)> work, Ending* into) -> Task<void> {
                into->result = co_await store->write(Priority::ordinary, std::move(work));
            }(&world.store(), std::move(works[i]), &endings[i]),
            [&endings, i](std::exception_ptr bug) {
                try {
                    if (bug) std::rethrow_exception(bug);
                } catch (const std::exception& e) {
                    endings[i].bug = e.what();
                }
            }
        );
    }
    world.loop.restart();
    world.loop.run();
    return endings;
}

TEST_P(StoreContract, AnErrorOfTheWorkRollsItBackAndComesBackAsItIs) {
    Error mine(Fault::reference_in_use, "why");
    mine.fields = {{"/a", "b", "c"}};
    mine.retry_after_s = 7;
    const auto done = world->try_write([&](Txn& txn) -> Result<void> {
        txn.set_meta("a", "1");
        txn.insert(open_payment_file(1));
        txn.claim(IdempotencyRecord{{"c", "r", "k"}, "aa", "", "", noon, {}});
        return mine;
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().fault, Fault::reference_in_use);
    EXPECT_EQ(done.error().detail, "why");
    EXPECT_EQ(done.error().fields, mine.fields);
    EXPECT_EQ(done.error().retry_after_s, 7);
    EXPECT_EQ(meta(*world, "a"), "");
    world->write([&](Txn& txn) {
        EXPECT_FALSE(txn.payment(nth_id<PaymentId>(1)));
        EXPECT_FALSE(txn.idempotency({"c", "r", "k"}));
    });
}

TEST_P(StoreContract, AFailingWorkDoesNotHurtItsNeighbours) {
    const auto endings = write_together(
        *world,
        {setting("a"),
         [](Txn& txn) -> Result<void> {
             EXPECT_EQ(txn.meta("a"), "1");  // what went before is visible
             txn.set_meta("a", "spoiled");
             txn.set_meta("b", "1");
             return Fault::payment_closed;
         },
         [](Txn& txn) -> Result<void> {
             EXPECT_EQ(txn.meta("a"), "1");
             EXPECT_EQ(txn.meta("b"), "");
             txn.set_meta("c", "1");
             return ok();
         }}
    );
    EXPECT_TRUE(endings[0].result->has_value());
    EXPECT_EQ(endings[1].result->error().fault, Fault::payment_closed);
    EXPECT_TRUE(endings[2].result->has_value());
    EXPECT_EQ(meta(*world, "a") + meta(*world, "b") + meta(*world, "c"), "11");
}

TEST_P(StoreContract, AnExceptionOfTheWorkSurfacesAtItsCallerAlone) {
    const auto endings = write_together(
        *world,
        {setting("a"),
         [](Txn& txn) -> Result<void> {
             txn.set_meta("b", "1");
             throw std::runtime_error("a bug");
         },
         [](Txn& txn) -> Result<void> {
             txn.insert(open_payment_file(1));
             txn.insert(open_payment_file(1));  // a constraint
             return ok();
         },
         setting("c")}
    );
    EXPECT_TRUE(endings[0].result->has_value());
    EXPECT_EQ(endings[1].bug, "a bug");
    EXPECT_NE(endings[2].bug, "");
    EXPECT_TRUE(endings[3].result->has_value());
    EXPECT_EQ(meta(*world, "a") + meta(*world, "b") + meta(*world, "c"), "11");
    world->read([&](Reader& r) { EXPECT_FALSE(r.payment(nth_id<PaymentId>(1))); });
}

TEST_P(StoreContract, AnExceptionOfAReadSurfacesAtItsCaller) {
    std::function<Result<void>(Reader&)> work = [](Reader&) -> Result<void> {
        throw std::runtime_error("a bug");
    };
    EXPECT_THROW(
        { const auto never = await(world->loop, world->store().read(work)); }, std::runtime_error
    );
    EXPECT_EQ(meta(*world, "a"), "");
}

TEST_P(StoreContract, AnErrorOfAReadComesBackAsItIs) {
    std::function<Result<void>(Reader&)> work = [](Reader&) -> Result<void> {
        return Fault::not_found;
    };
    EXPECT_EQ(await(world->loop, world->store().read(work)).error().fault, Fault::not_found);
}

TEST_P(StoreContract, WhatWasAcknowledgedSurvivesACrash) {
    for (int i = 0; i < 20; ++i) {
        world->write([&](Txn& txn) { txn.insert(open_payment_file(static_cast<std::uint64_t>(i))); }
        );
        world->crash_and_restart();
        world->read([&](Reader& r) {
            for (int k = 0; k <= i; ++k) {
                EXPECT_TRUE(r.payment(nth_id<PaymentId>(static_cast<std::uint64_t>(k))));
            }
        });
    }
}

TEST_P(StoreContract, AReadSeesEveryWriteThatHasReturned) {
    for (int i = 0; i < 50; ++i) {
        world->write([&](Txn& txn) { txn.set_meta("n", std::to_string(i)); });
        EXPECT_EQ(meta(*world, "n"), std::to_string(i));
    }
}

TEST_P(StoreContract, MoneyGoesBeforeOrdinaryWork) {
    std::vector<std::string> order;
    const auto note = [&order](const std::string& name) -> std::function<Result<void>(Txn&)> {
        return [&order, name](Txn&) -> Result<void> {
            order.push_back(name);
            return ok();
        };
    };
    const auto spawn = [&](Priority priority, const std::string& name) {
        boost::asio::co_spawn(
            world->loop,
            [](Store* store, Priority rank, std::function<Result<void>(Txn&)> work) -> Task<void> {
                const auto done = co_await store->write(rank, std::move(work));
                EXPECT_TRUE(done.has_value());
            }(&world->store(), priority, note(name)),
            [](std::exception_ptr bug) { EXPECT_FALSE(bug); }
        );
    };
    spawn(Priority::ordinary, "create 1");
    spawn(Priority::ordinary, "create 2");
    spawn(Priority::money, "callback");
    world->loop.restart();
    world->loop.run();
    const std::vector<std::string> expected = {"callback", "create 1", "create 2"};
    EXPECT_EQ(order, expected);
}

TEST_P(StoreContract, TransactAndLookUpCarryValues) {
    auto made = await(
        world->loop,
        transact<std::string>(
            &world->store(),
            Priority::ordinary,
            [](Txn& txn) -> Result<std::string> {
                txn.set_meta("a", "x");
                return txn.meta("a");
            }
        )
    );
    EXPECT_EQ(made.value(), "x");
    auto seen = await(
        world->loop,
        look_up<std::string>(
            &world->store(), [](Reader& r) -> Result<std::string> { return r.meta("a"); }
        )
    );
    EXPECT_EQ(seen.value(), "x");
}

TEST_P(StoreContract, CloseFinishesWhatWasTakenAndRefusesTheRest) {
    std::vector<Ending> endings(1);
    boost::asio::co_spawn(
        world->loop,
        [](Store* store, std::function<Result<void>(Txn&)> work, Ending* into) -> Task<void> {
            into->result = co_await store->write(Priority::ordinary, std::move(work));
        }(&world->store(), setting("a"), &endings[0]),
        [](std::exception_ptr bug) { EXPECT_FALSE(bug); }
    );
    await(world->loop, world->store().close());
    ASSERT_TRUE(endings[0].result);
    EXPECT_TRUE(endings[0].result->has_value());
    EXPECT_EQ(world->try_write(setting("b")).error().fault, Fault::store_unavailable);
    std::function<Result<void>(Reader&)> look = [](Reader&) -> Result<void> { return ok(); };
    EXPECT_EQ(
        await(world->loop, world->store().read(look)).error().fault, Fault::store_unavailable
    );
    EXPECT_FALSE(world->store().health().writable);
    await(world->loop, world->store().close());  // again changes nothing
    world->crash_and_restart();
    EXPECT_EQ(meta(*world, "a") + meta(*world, "b"), "1");
}

TEST_P(StoreContract, HealthSaysWritableAndCurrent) {
    const auto health = world->store().health();
    EXPECT_TRUE(health.writable);
    EXPECT_TRUE(health.migrations_current);
    EXPECT_EQ(health.queued, 0);
}

}  // namespace
}  // namespace dvcpay::testing
