#include "flows/seal_history.hpp"

#include <algorithm>
#include <charconv>

namespace dvcpay::flows {
namespace {

constexpr std::int64_t look_every_ms_max = 60'000;
constexpr std::int64_t seals_told_at_once = 1000;
const std::string witnessed_meta = "seals_witnessed";

/// The number of the last seal the witness has.
std::int64_t witnessed(Reader& reader) {
    const std::string kept = reader.meta(witnessed_meta);
    std::int64_t number = 0;
    std::from_chars(kept.data(), kept.data() + kept.size(), number);
    return number;
}

void alarm(const Core& core, std::string_view event, const Error& error) {
    const Fields fields = {{"fault", std::string(code_of(error.fault))}, {"reason", error.detail}};
    core.telemetry->alarm(event, fields);
}

}  // namespace

SealHistory::SealHistory(Core* core, SealPlan plan) : core_(core), plan_(plan) {}

Task<void> SealHistory::run() {
    const std::int64_t pause_ms = std::min(plan_.every_s * 1000, look_every_ms_max);
    for (;;) {
        co_await round();
        const Mono next = core_->clock->mono().plus_ms(pause_ms);
        const bool go_on = co_await core_->clock->sleep_until(next);
        if (!go_on) co_return;
    }
}

Task<std::int64_t> SealHistory::round() {
    std::int64_t made = 0;
    for (bool goes_on = true; goes_on;) {
        Result<std::optional<Drafted>> drafted = co_await draft(made > 0);
        if (!drafted) alarm(*core_, "seal_failed", drafted.error());
        if (!drafted || !drafted.value()) break;
        goes_on = drafted.value()->full;
        Result<void> kept = co_await keep(drafted.value()->seal);
        if (!kept) {
            alarm(*core_, "seal_failed", kept.error());
            break;
        }
        ++made;
    }
    if (plan_.witness != nullptr) {
        Result<void> told = co_await tell_witness();
        if (!told) alarm(*core_, "seal_not_witnessed", told.error());
    }
    co_return made;
}

Task<Result<std::optional<SealHistory::Drafted>>> SealHistory::draft(bool goes_on) {
    auto work = [plan = plan_, now = core_->clock->wall(), goes_on](Reader& reader
                ) -> Result<std::optional<Drafted>> {
        const auto before = reader.last_seal();
        const bool due = !before || before->sealed_at.plus_s(plan.every_s) <= now;
        if (!due && !goes_on) return std::optional<Drafted>{};
        const auto marks = reader.event_marks(before ? before->last_position : 0, plan.events_max);
        if (marks.empty()) return std::optional<Drafted>{};
        BOOST_OUTCOME_TRY(auto seal, plan.notary->seal(before, marks, now));
        const bool full = static_cast<std::int64_t>(marks.size()) >= plan.events_max;
        return std::optional<Drafted>(Drafted{std::move(seal), full});
    };
    auto drafted = co_await look_up<std::optional<Drafted>>(core_->store, std::move(work));
    co_return drafted;
}

Task<Result<void>> SealHistory::keep(Seal seal) {
    std::function<Result<void>(Txn&)> work = [seal](Txn& txn) -> Result<void> {
        const auto last = txn.last_seal();
        // Another process was faster: its seal stands, ours was never said.
        if (last && last->number >= seal.number) return ok();
        txn.insert_seal(seal);
        return ok();
    };
    const Result<void> kept = co_await core_->store->write(Priority::ordinary, std::move(work));
    if (kept) {
        core_->telemetry->count("seals", {}, 1);
        core_->telemetry->log(
            Level::info,
            "history_sealed",
            {{"seal", std::to_string(seal.number)}, {"events", std::to_string(seal.events)}}
        );
    }
    co_return kept;
}

Task<Result<void>> SealHistory::tell_witness() {
    for (;;) {
        auto find = [](Reader& reader) -> Result<std::vector<Seal>> {
            return reader.seals_after(witnessed(reader), seals_told_at_once);
        };
        auto unknown = co_await look_up<std::vector<Seal>>(core_->store, std::move(find));
        if (!unknown) co_return unknown.error();
        if (unknown.value().empty()) co_return ok();
        const std::int64_t last = unknown.value().back().number;
        Result<void> told = co_await plan_.witness->append(std::move(unknown.value()));
        if (!told) co_return told.error();
        // Lost here, the same lines are written again: a witness may hear a thing twice.
        std::function<Result<void>(Txn&)> note = [last](Txn& txn) -> Result<void> {
            txn.set_meta(witnessed_meta, std::to_string(last));
            return ok();
        };
        Result<void> noted = co_await core_->store->write(Priority::ordinary, std::move(note));
        if (!noted) co_return noted.error();
    }
}

}  // namespace dvcpay::flows
