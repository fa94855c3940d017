// A create whose COMMIT gave no answer: "an outcome of COMMIT that is not known is asked, never
// guessed". A later write of the same store shows what is durable, because it stands on it.
#include "flows/idempotency.hpp"
#include "flows/open_payment.hpp"
#include "flows/take_payment.hpp"

namespace dvcpay::flows {
namespace {

constexpr std::int64_t first_pause_ms = 100;
constexpr std::int64_t longest_pause_ms = 10'000;

}  // namespace

Task<Result<std::optional<Opened>>> TakePayment::look_for(Unclear unclear) {
    auto look = [kit = RecordKit(*core_), unclear](Txn& txn) -> Result<std::optional<Opened>> {
        auto file = txn.payment(unclear.payment);
        if (!file) return std::optional<Opened>();
        Opened out;
        if (const Attempt* ours = find_attempt(*file, unclear.attempt)) {
            out.attempt = ours->id;
            Recorded recorded;
            recorded.changed = true;
            recorded.due = due_of(*file);
            recorded.file = std::move(*file);
            out.recorded = std::move(recorded);
            return std::optional(std::move(out));
        }
        if (unclear.made == Unclear::Made::attempt) return std::optional<Opened>();
        out.is_answered = true;
        BOOST_OUTCOME_TRY(
            out.answered.answer,
            answer_orphan(txn, unclear.call, *kit.renderer, unclear.payment, 201)
        );
        return std::optional(std::move(out));
    };
    auto found =
        co_await transact<std::optional<Opened>>(core_->store, Priority::money, std::move(look));
    co_return found;
}

Task<Result<std::optional<Opened>>> TakePayment::learn(Unclear unclear, Mono until) {
    core_->telemetry->count("commits_unclear_total", {});
    std::int64_t pause_ms = first_pause_ms;
    for (;;) {
        const Mono next = core_->clock->mono().plus_ms(pause_ms);
        if (until < next) break;
        const bool slept = co_await core_->clock->sleep_until(next);
        if (!slept) break;
        auto found = co_await look_for(unclear);
        if (found) co_return std::move(found.value());
        pause_ms = std::min(pause_ms * 2, longest_pause_ms);
    }
    core_->telemetry->alarm("commit_unknown", {{"payment", unclear.payment.text()}});
    core_->work->spawn(learn_later(std::move(unclear)));
    co_return Fault::commit_unknown;
}

Task<void> TakePayment::learn_later(Unclear unclear) {
    for (;;) {
        const Mono next = core_->clock->mono().plus_ms(longest_pause_ms);
        const bool slept = co_await core_->clock->sleep_until(next);
        if (!slept) co_return;  // an attempt that is durable is adopted at the next start
        auto found = co_await look_for(unclear);
        if (!found) continue;
        if (!found.value()) co_return;
        // Nobody waits for the answer; the same key will get it.
        auto answered = co_await finish(
            std::move(*found.value()), unclear.call, unclear.presence, core_->clock->mono()
        );
        if (answered) co_return;
    }
}

}  // namespace dvcpay::flows
