#include "flows/time_work.hpp"

#include "flows/ask_status.hpp"
#include "flows/record.hpp"

namespace dvcpay::flows {
namespace {

constexpr std::int64_t batch = 200;
constexpr std::int64_t longest_sleep_ms = 5000;   ///< another process, or a clock that was set, is noticed then
constexpr std::int64_t shortest_sleep_ms = 5;     ///< a round that cannot make progress must not spin
constexpr std::int64_t sweep_every_ms = 600'000;

struct Due {
    std::vector<AttemptLocation> asks;
    std::vector<PaymentId> payments;
    std::vector<OpenInquiry> inquiries;
};

}  // namespace

TimeWork::TimeWork(Core* core, AskStatus* ask) : core_(core), ask_(ask) {}

Task<void> TimeWork::run() {
    for (;;) {
        co_await round();
        auto next = co_await look_up<std::optional<Wall>>(
            *core_->store, [](Reader& reader) -> Result<std::optional<Wall>> { return reader.next_moment(); }
        );
        std::int64_t sleep_ms = longest_sleep_ms;
        if (next && next.value()) {
            sleep_ms = std::clamp(next.value()->ms - core_->clock->wall().ms, shortest_sleep_ms, longest_sleep_ms);
        }
        if (!next) sleep_ms = 1000;
        co_await core_->watch->pollers().wait(core_->clock, core_->clock->mono().plus_ms(sleep_ms));
    }
}

Task<std::int64_t> TimeWork::round() {
    const Wall now = core_->clock->wall();
    auto found = co_await look_up<Due>(*core_->store, [now](Reader& reader) -> Result<Due> {
        Due due;
        due.asks = reader.due_asks(now, batch);
        due.payments = reader.due_payments(now, batch);
        due.inquiries = reader.due_inquiries(now, batch);
        return due;
    });
    if (!found) {
        core_->telemetry->log(Level::error, "time_work_cannot_read", {{"fault", std::string(code_of(found.error().fault))}});
        co_return 0;
    }
    const Due& due = found.value();
    // Expiry first: a question asked afterwards finds the attempt in the state that the clock says.
    for (const auto& id : due.payments) co_await pass_time(id);
    for (const auto& where : due.asks) {
        const Adapter* adapter = core_->adapter(where.attempt.account.provider);
        const std::int64_t patience = adapter == nullptr ? 1000 : adapter->capability().call_timeout_ms;
        core_->work->spawn(ask_->ask(where, core_->clock->mono().plus_ms(patience)));
    }
    for (const auto& inquiry : due.inquiries) {
        const Adapter* adapter = core_->adapter(inquiry.account.provider);
        const std::int64_t patience = adapter == nullptr ? 1000 : adapter->capability().call_timeout_ms;
        core_->work->spawn(ask_->ask_inquiry(inquiry, core_->clock->mono().plus_ms(patience)));
    }
    if (const Mono mono = core_->clock->mono(); last_sweep_.ns == 0 || last_sweep_.plus_ms(sweep_every_ms) < mono) {
        last_sweep_ = mono;
        const Wall before = now.plus_s(-core_->config->idempotency_days * 86'400);
        auto swept = co_await transact<std::int64_t>(
            *core_->store, Priority::ordinary, [before](Txn& txn) -> Result<std::int64_t> {
                return txn.forget_idempotency(before, 1000);
            }
        );
        if (!swept) core_->telemetry->log(Level::warning, "idempotency_sweep_failed", {});
    }
    co_return static_cast<std::int64_t>(due.asks.size() + due.payments.size() + due.inquiries.size());
}

Task<void> TimeWork::pass_time(PaymentId id) {
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
    auto written = co_await transact<Recorded>(*core_->store, Priority::money, std::move(work));
    if (written) {
        announce(*core_, written.value());
    } else {
        core_->telemetry->log(
            Level::error, "clock_not_stored", {{"payment", id.text()}, {"fault", std::string(code_of(written.error().fault))}}
        );
    }
}

}  // namespace dvcpay::flows
