#include "flows/time_work.hpp"

#include "flows/ask_status.hpp"
#include "flows/pacing.hpp"
#include "flows/record.hpp"
#include "flows/refund_money.hpp"

namespace dvcpay::flows {
namespace {

constexpr std::int64_t batch = 200;
constexpr std::int64_t sweep_every_ms = 600'000;

struct Due {
    std::vector<AttemptLocation> asks;
    std::vector<PaymentId> payments;
    std::vector<OpenInquiry> inquiries;
    std::vector<RefundLocation> refunds;
};

}  // namespace

TimeWork::TimeWork(Core* core, AskStatus* ask, RefundMoney* refunds)
    : core_(core), ask_(ask), refunds_(refunds) {}

Task<void> TimeWork::run() {
    Pacing pacing(core_->longest_sleep_ms);
    for (;;) {
        core_->watch->poller_sleeps_until(Wall{INT64_MAX}
        );  // not yet: whatever becomes due now is worth another look
        const std::uint64_t heard = core_->watch->pollers().count();
        const std::int64_t begun = co_await round();
        auto next = co_await look_up<std::optional<Wall>>(
            core_->store,
            [](Reader& reader) -> Result<std::optional<Wall>> { return reader.next_moment(); }
        );
        std::int64_t sleep_ms = pacing.after_fault_ms();
        if (next) sleep_ms = pacing.sleep_ms(begun, next.value(), core_->clock->wall());
        core_->watch->poller_sleeps_until(core_->clock->wall().plus_ms(sleep_ms));
        co_await core_->watch->pollers().wait(
            core_->clock, core_->clock->mono().plus_ms(sleep_ms), heard
        );
    }
}

Task<std::int64_t> TimeWork::round() {
    const Wall now = core_->clock->wall();
    if (!pace_) pace_.emplace(*core_->clock);
    auto find = [now](Reader& reader) -> Result<Due> {
        Due due;
        due.asks = reader.due_asks(now, batch);
        due.payments = reader.due_payments(now, batch);
        due.inquiries = reader.due_inquiries(now, batch);
        due.refunds = reader.due_refunds(now, batch);
        return due;
    };
    auto found = co_await look_up<Due>(core_->store, std::move(find));
    if (!found) {
        core_->telemetry->log(
            Level::error,
            "time_work_cannot_read",
            {{"fault", std::string(code_of(found.error().fault))}}
        );
        co_return 0;
    }
    const Due& due = found.value();
    std::int64_t begun = 0;
    // Expiry first: a question asked afterwards finds the attempt in the state that the clock says.
    for (const auto& id : due.payments) {
        const bool changed = co_await pass_time(id);
        begun += changed ? 1 : 0;
    }
    for (const auto& where : due.asks) {
        if (ask_->is_busy(where.attempt.id.text())) continue;
        ++begun;
        const Adapter* adapter = core_->adapter(where.attempt.account.provider);
        const std::int64_t patience =
            adapter == nullptr ? 1000 : adapter->capability().call_timeout_ms;
        core_->work->spawn(ask_->ask(where, core_->clock->mono().plus_ms(patience)));
    }
    for (const auto& inquiry : due.inquiries) {
        if (ask_->is_busy(inquiry.id.text())) continue;
        ++begun;
        const Adapter* adapter = core_->adapter(inquiry.account.provider);
        const std::int64_t patience =
            adapter == nullptr ? 1000 : adapter->capability().call_timeout_ms;
        core_->work->spawn(ask_->ask_inquiry(inquiry, core_->clock->mono().plus_ms(patience)));
    }
    for (const auto& where : due.refunds) {
        if (refunds_->is_busy(where.refund)) continue;
        ++begun;
        core_->work->spawn(refunds_->carry_on(where));
    }
    if (const Mono mono = core_->clock->mono();
        !pace_->is_ahead(*core_->clock) &&
        (last_sweep_.ns == 0 || last_sweep_.plus_ms(sweep_every_ms) < mono)) {
        last_sweep_ = mono;
        const Wall before = now.plus_s(-core_->config->idempotency_days * 86'400);
        auto forget = [before](Txn& txn) -> Result<std::int64_t> {
            return txn.forget_idempotency(before, 1000);
        };
        auto swept =
            co_await transact<std::int64_t>(core_->store, Priority::ordinary, std::move(forget));
        if (!swept) core_->telemetry->log(Level::warning, "idempotency_sweep_failed", {});
    }
    co_return begun;
}

Task<bool> TimeWork::pass_time(PaymentId id) {
    const Wall now = core_->clock->wall();
    const Names names(*core_->entropy, now);
    auto work = [kit = RecordKit(*core_), names, now, id](Txn& txn) -> Result<Recorded> {
        const auto file = txn.payment(id);
        DVC_INVARIANT(file.has_value());
        const Input passed = input::ClockPassed{};
        Names fresh = names;
        BOOST_OUTCOME_TRY(auto decision, decide(*file, passed, now, fresh.ids()));
        return record(txn, kit, fresh, *file, std::move(decision), now);
    };
    auto written = co_await transact<Recorded>(core_->store, Priority::money, std::move(work));
    if (!written) {
        core_->telemetry->log(
            Level::error,
            "clock_not_stored",
            {{"payment", id.text()}, {"fault", std::string(code_of(written.error().fault))}}
        );
        co_return false;
    }
    if (written.value().changed) announce(*core_, written.value());
    co_return written.value().changed;
}

}  // namespace dvcpay::flows
