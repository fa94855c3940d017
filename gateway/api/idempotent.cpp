#include "api/idempotent.hpp"

#include "flows/idempotency.hpp"

namespace dvcpay::api {
namespace {

/// The scope is in `running` for as long as this lives.
class Running {
  public:
    Running(std::set<IdempotencyScope>* running, IdempotencyScope scope)
        : running_(running), scope_(std::move(scope)), mine_(running_->insert(scope_).second) {}
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running() {
        if (mine_) running_->erase(scope_);
    }
    bool twin() const { return !mine_; }

  private:
    std::set<IdempotencyScope>* running_;
    IdempotencyScope scope_;
    bool mine_;
};

Task<Result<flows::Claimed>> claim(Parts* parts, flows::IdempotentCall call, bool twin) {
    const Wall now = parts->core->clock->wall();
    auto work = [call = std::move(call), config = parts->core->config, now, twin](Txn& txn
                ) -> Result<flows::Claimed> {
        BOOST_OUTCOME_TRY(auto claimed, flows::look_at_claim(txn, call, config->boot_id, twin));
        if (claimed.kind == flows::Claimed::Kind::fresh) {
            flows::make_claim(txn, call, {}, config->boot_id, now);
        }
        return claimed;
    };
    co_return co_await transact<flows::Claimed>(
        parts->core->store, Priority::ordinary, std::move(work)
    );
}

bool is_stored(const Error& error) {
    const int status = problem_kind(error.fault).status;
    return status >= 400 && status < 500;
}

}  // namespace

Task<Result<flows::Answered>> once(Parts* parts, flows::IdempotentCall call, IdempotentWork work) {
    const Running running(&parts->running, call.scope);
    auto claimed = co_await claim(parts, call, running.twin());
    if (!claimed) co_return claimed.error();
    if (claimed.value().kind == flows::Claimed::Kind::replay) {
        co_return flows::Answered{std::move(claimed.value().answer), true};
    }
    auto done = co_await work();
    if (!done && !is_stored(done.error())) co_return done.error();
    StoredAnswer answer = done ? std::move(done.value()) : call.refusal(done.error());
    auto settle = [call, answer](Txn& txn) -> Result<StoredAnswer> {
        return flows::settle_answer(txn, call, answer);
    };
    auto settled =
        co_await transact<StoredAnswer>(parts->core->store, Priority::ordinary, std::move(settle));
    if (!settled) co_return settled.error();
    co_return flows::Answered{std::move(settled.value()), false};
}

}  // namespace dvcpay::api
