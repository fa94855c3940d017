#include "simulation/wrapped_store.hpp"

namespace dvcpay::simulation {

bool WrappedStore::lies(Priority priority) {
    ++writes_;
    if (bug_ == PlantedBug::forgets_money) return priority == Priority::money && writes_ % 2 == 0;
    return bug_ == PlantedBug::writes_behind;
}

Task<void> WrappedStore::write_later(Priority priority, std::function<Result<void>(Txn&)> work) {
    const bool came = co_await clock_->sleep_until(clock_->mono().plus_ms(50));
    if (!came) co_return;
    const Result<void> done = co_await inner_->write(priority, std::move(work));
    (void)done;
}

Task<Result<void>> WrappedStore::write(Priority priority, std::function<Result<void>(Txn&)> work) {
    if (faults_->fails_now()) {
        // Nothing is kept; every second time nobody can say so.
        const bool unclear = faults_->count() % 2 == 0;
        const Fault fault = unclear ? Fault::commit_unknown : Fault::store_unavailable;
        co_return Error(fault, "simulated");
    }
    if (lies(priority)) {
        // The work runs, its answer is given, and nothing is kept.
        if (bug_ == PlantedBug::writes_behind) tasks_->spawn(write_later(priority, work));
        auto answer = std::make_shared<std::optional<Result<void>>>();
        std::function<Result<void>(Txn&)> doomed = [answer, work = std::move(work)](Txn& txn
                                                   ) -> Result<void> {
            *answer = work(txn);
            return Fault::state_conflict;
        };
        Result<void> ignored = co_await inner_->write(priority, std::move(doomed));
        if (*answer) co_return std::move(**answer);
        co_return ignored;
    }
    Result<void> done = co_await inner_->write(priority, std::move(work));
    // Kept, and nobody learns it.
    if (done && faults_->fails_now()) co_return Error(Fault::commit_unknown, "simulated");
    co_return done;
}

Task<Result<void>> WrappedStore::read(std::function<Result<void>(Reader&)> work) {
    if (faults_->fails_now()) co_return Error(Fault::store_unavailable, "simulated");
    Result<void> done = co_await inner_->read(std::move(work));
    co_return done;
}

}  // namespace dvcpay::simulation
