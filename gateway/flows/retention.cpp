#include "flows/retention.hpp"

#include "flows/audit.hpp"
#include "flows/erase.hpp"

namespace dvcpay::flows {
namespace {

constexpr std::int64_t day_s = 86'400;
constexpr std::int64_t look_every_ms = 300'000;
constexpr std::int64_t batch_records = 200;
constexpr std::int64_t pause_ms = 20;
const std::string day_meta = "retention_day";

Wall limit_of(const RetentionRules& rules, RetentionClass what, Wall now) {
    return now.plus_s(-rules.days_of(what) * day_s);
}

std::string in_words(const RetentionReport& report) {
    std::string out;
    for (const auto what : retention_classes) {
        if (!out.empty()) out += ", ";
        out += std::string(to_string(what)) + " " + std::to_string(report.of(what));
    }
    return out;
}

std::int64_t hour_of(Wall now) {
    return (now.ms - start_of(ict_day(now)).ms) / 3'600'000;
}

/// One run at a time; a run that is cancelled leaves it too.
struct Running {
    bool* flag;
    explicit Running(bool* at) : flag(at) { *flag = true; }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running() { *flag = false; }
};

}  // namespace

Task<void> Retention::run() {
    for (;;) {
        co_await daily();
        const Mono next = core_->clock->mono().plus_ms(look_every_ms);
        const bool go_on = co_await core_->clock->sleep_until(next);
        if (!go_on) co_return;
    }
}

Task<void> Retention::daily() {
    const Wall now = core_->clock->wall();
    if (hour_of(now) < rules_.hour) co_return;
    auto last_day = [](Reader& reader) -> Result<std::string> { return reader.meta(day_meta); };
    const Result<std::string> last = co_await look_up<std::string>(core_->store, last_day);
    if (!last || last.value() == to_string(ict_day(now))) co_return;
    const Result<RetentionReport> done = co_await once("clock");
    if (done) {
        core_->telemetry->log(Level::info, "retention_run", {{"ended", in_words(done.value())}});
    } else {
        core_->telemetry->log(
            Level::warning,
            "retention_failed",
            {{"fault", std::string(code_of(done.error().fault))}, {"detail", done.error().detail}}
        );
    }
}

Task<Result<RetentionReport>> Retention::count() {
    const Wall now = core_->clock->wall();
    auto look = [rules = rules_, now](Reader& reader) -> Result<RetentionReport> {
        RetentionReport out;
        for (const auto what : retention_classes) {
            if (rules.days_of(what) == 0) continue;
            out.of(what) = reader.count_expired(what, limit_of(rules, what, now));
        }
        return out;
    };
    auto counted = co_await look_up<RetentionReport>(core_->store, std::move(look));
    co_return counted;
}

Task<Result<RetentionReport>> Retention::once(std::string actor) {
    if (is_running_) co_return Error(Fault::state_conflict, "a retention run is under way");
    if (pace_.is_ahead(*core_->clock)) {
        core_->telemetry->alarm("clock_jumped", {});
        co_return Error(
            Fault::configuration,
            "the clock has jumped ahead since the start: set it, or start again if it is right"
        );
    }
    const Running running(&is_running_);
    auto done = co_await work(std::move(actor));
    co_return done;
}

Task<Result<RetentionReport>> Retention::work(std::string actor) {
    const Wall now = core_->clock->wall();
    auto due = co_await count();
    if (!due) co_return due.error();
    if (due.value().total() > 0) {
        std::string note = "begins: " + in_words(due.value());
        const Result<void> told = co_await tell(actor, std::move(note), std::string());
        if (!told) co_return told.error();
    }
    RetentionReport out;
    for (const auto what : retention_classes) {
        if (rules_.days_of(what) == 0) continue;
        const Result<std::int64_t> ended = co_await drop(what, limit_of(rules_, what, now));
        if (!ended) co_return ended.error();
        out.of(what) = ended.value();
    }
    out.files_clean = co_await scrub_files(core_);
    const Result<void> told =
        co_await tell(std::move(actor), "ended: " + in_words(out), to_string(ict_day(now)));
    if (!told) co_return told.error();
    co_return out;
}

Task<Result<std::int64_t>> Retention::drop(RetentionClass what, Wall before) {
    std::int64_t dropped = 0;
    std::int64_t after = 0;
    for (;;) {
        auto find = [what, before, after](Reader& reader) -> Result<std::vector<std::int64_t>> {
            return reader.find_expired(what, before, after, batch_records);
        };
        auto found = co_await look_up<std::vector<std::int64_t>>(core_->store, std::move(find));
        if (!found) co_return found.error();
        if (found.value().empty()) co_return dropped;
        after = found.value().back();
        auto end = [what, before, numbers = std::move(found.value())](Txn& txn
                   ) -> Result<std::int64_t> { return txn.drop_expired(what, before, numbers); };
        auto some =
            co_await transact<std::int64_t>(core_->store, Priority::ordinary, std::move(end));
        if (!some) co_return some.error();
        dropped += some.value();
        const Mono next = core_->clock->mono().plus_ms(pause_ms);
        const bool go_on = co_await core_->clock->sleep_until(next);
        if (!go_on) co_return Error(Fault::cancelled, "stopped");
    }
}

Task<Result<void>> Retention::tell(std::string actor, std::string note, std::string day) {
    NewEvent event =
        audit_event(*core_, EventType::retention_run, std::move(actor), std::move(note));
    auto keep = [event, day](Txn& txn) -> Result<void> {
        txn.append(std::string(audit_chain), {event});
        if (!day.empty()) txn.set_meta(day_meta, day);
        return ok();
    };
    auto written = co_await core_->store->write(Priority::ordinary, std::move(keep));
    co_return written;
}

}  // namespace dvcpay::flows
