#pragma once
// "The client may leave, the attempt may not": work that must reach its end whoever asked for it.
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "flows/core.hpp"

namespace dvcpay::flows {

template <class T>
struct OwnedWork {
    explicit OwnedWork(boost::asio::any_io_executor executor) : done(std::move(executor)) {}
    Done done;
    std::optional<T> value;
    std::exception_ptr bug;
};

template <class T>
Task<void> run_owned(std::shared_ptr<OwnedWork<T>> slot, Task<T> work) {
    try {
        slot->value = co_await std::move(work);
    } catch (...) {
        slot->bug = std::current_exception();
    }
    slot->done.set();
    // A bug goes to whoever waits; where nobody does any more, it stops the process.
    const bool alone = slot.use_count() == 1;
    if (slot->bug && (alone || was_cancelled(slot->bug))) std::rethrow_exception(slot->bug);
}

/// Runs `work` in Core::work and waits for it. Where the waiting task is cancelled the work goes
/// on. Empty: the gateway is closing; the work was not begun, or was ended with the process's other
/// work.
template <class T>
Task<std::optional<T>> owned(Core* core, Task<T> work) {
    auto slot = std::make_shared<OwnedWork<T>>(core->work->executor());
    if (!core->work->spawn(run_owned<T>(slot, std::move(work)))) co_return std::nullopt;
    const Mono never{INT64_MAX};
    while (!slot->done.is_set()) co_await slot->done.wait(core->clock, never);
    if (slot->bug && !was_cancelled(slot->bug)) std::rethrow_exception(slot->bug);
    co_return std::move(slot->value);
}

}  // namespace dvcpay::flows
