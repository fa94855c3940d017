#pragma once
// The real store behind the port, with faults at the border, and with the lies of a planted bug.
#include <functional>

#include "ports/clock.hpp"
#include "ports/store.hpp"
#include "ports/task_group.hpp"
#include "simulation/fault_points.hpp"
#include "simulation/planted_bug.hpp"

namespace dvcpay::simulation {

class WrappedStore final : public Store {
  public:
    /// `clock` and `tasks` serve the bug that writes behind.
    WrappedStore(Store* inner, FaultPoints* faults, PlantedBug bug, Clock* clock, TaskGroup* tasks)
        : inner_(inner), faults_(faults), bug_(bug), clock_(clock), tasks_(tasks) {}

    Task<Result<void>> write(Priority priority, std::function<Result<void>(Txn&)> work) override;
    Task<Result<void>> read(std::function<Result<void>(Reader&)> work) override;
    Health health() const override { return inner_->health(); }
    Task<Result<bool>> scrub() override { return inner_->scrub(); }
    Task<void> close() override { return inner_->close(); }

  private:
    bool lies(Priority priority);
    Task<void> write_later(Priority priority, std::function<Result<void>(Txn&)> work);

    Store* inner_;
    FaultPoints* faults_;
    PlantedBug bug_;
    Clock* clock_;
    TaskGroup* tasks_;
    std::int64_t writes_ = 0;
};

}  // namespace dvcpay::simulation
