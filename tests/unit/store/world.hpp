#pragma once
// The world of the store's contract tests: a store, a loop to run it on, and things to put into it.
// The suite knows only the port; a factory per engine says how a store is opened and restarted.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "ports/store.hpp"

namespace dvcpay::testing {

/// Runs `task` on `loop` to its end; an exception of the task comes out here.
template <class T>
T await(boost::asio::io_context& loop, Task<T> task) {
    std::optional<T> out;
    std::exception_ptr bug;
    boost::asio::co_spawn(
        loop,
        [](Task<T> work, std::optional<T>* into) -> Task<void> {
            T value = co_await std::move(work);
            into->emplace(std::move(value));
        }(std::move(task), &out),
        [&bug](std::exception_ptr thrown) { bug = std::move(thrown); }
    );
    loop.restart();
    loop.run();
    if (bug) std::rethrow_exception(bug);
    return std::move(*out);
}
inline void await(boost::asio::io_context& loop, Task<void> task) {
    boost::asio::co_spawn(loop, std::move(task), [](std::exception_ptr bug) {
        if (bug) std::rethrow_exception(bug);
    });
    loop.restart();
    loop.run();
}

/// One engine under test.
class World {
  public:
    virtual ~World() = default;
    virtual Store& store() = 0;
    /// The process ends without a word and starts again on what is durable.
    virtual void crash_and_restart() = 0;

    boost::asio::io_context loop{1};

    Result<void> try_write(std::function<Result<void>(Txn&)> work) {
        return await(loop, store().write(Priority::ordinary, std::move(work)));
    }
    /// For work that must succeed.
    void write(std::function<void(Txn&)> work) {
        const auto done = try_write([work = std::move(work)](Txn& txn) -> Result<void> {
            work(txn);
            return ok();
        });
        ASSERT_TRUE(done.has_value()) << done.error().detail;
    }
    void read(std::function<void(Reader&)> work) {
        std::function<Result<void>(Reader&)> job = [work = std::move(work)](Reader& reader
                                                   ) -> Result<void> {
            work(reader);
            return ok();
        };
        const auto done = await(loop, store().read(std::move(job)));
        ASSERT_TRUE(done.has_value()) << done.error().detail;
    }
    template <class T>
    T get(std::function<T(Reader&)> look) {
        std::optional<T> out;
        read([&out, &look](Reader& reader) { out = look(reader); });
        return std::move(*out);
    }
};

struct Engine {
    std::string name;
    std::function<std::unique_ptr<World>()> make;
};
void PrintTo(const Engine& engine, std::ostream* out);

class StoreContract : public ::testing::TestWithParam<Engine> {
  protected:
    std::unique_ptr<World> world = GetParam().make();
};

// --- things
// ---------------------------------------------------------------------------------------------------------

inline constexpr Wall noon{1'790'000'000'000};

/// The nth id of its kind, made at `at`; ids of a later time sort behind.
template <class Id>
Id nth_id(std::uint64_t n, Wall at = noon) {
    std::array<std::byte, 10> random{};
    for (std::size_t i = 0; i < 8; ++i)
        random[9 - i] = static_cast<std::byte>((n >> (8 * i)) & 0xffU);
    return Id::make(at, random);
}
OrderRef nth_order_ref(std::uint64_t n);

/// An open payment with two lines, every text filled; its id and reference are named by n.
PaymentFile open_payment_file(std::uint64_t n, Wall at = noon);
Attempt pending_attempt(std::uint64_t n, Wall at = noon);
Credit applied_credit(
    std::uint64_t n, const PaymentFile& file, const AttemptId& attempt, Money amount
);
Refund requested_refund(std::uint64_t n, const CreditId& credit);
Incident open_incident(std::uint64_t n, const PaymentFile& file);
NewEvent new_event(std::uint64_t n, EventType type, Wall at = noon, std::string agency = "H01.12");
Delivery new_delivery(std::uint64_t n, const Event& event, std::string endpoint = "portal");

/// Every member that is stored, for comparing; `sequence` and `obligation_paid_by` too.
std::string dump(const PaymentFile& file);
std::string dump(const Attempt& attempt);
std::string dump(const Credit& credit);
std::string dump(const Event& event);

}  // namespace dvcpay::testing
