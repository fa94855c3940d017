#include "flows/ring.hpp"

#include <algorithm>

#include "flows/audit.hpp"

namespace dvcpay::flows {
namespace {

constexpr std::int64_t batch_records = 200;
constexpr std::int64_t pause_ms = 20;
constexpr std::int64_t look_again_ms = 3'600'000;

const std::string sealing_meta = "ring_sealing";
const std::string since_meta = "ring_sealing_since_ms";

std::int64_t parse_ms(const std::string& text) {
    return text.empty() ? 0 : std::stoll(text);
}

/// Some records of one key: one of them may be damaged, all of them mean another key.
struct Sample {
    std::string key;
    SealedKind kind = SealedKind::personal_data;
    std::vector<WrappedRecord> records;
};

std::vector<Sample> samples(Reader& reader) {
    constexpr std::int64_t enough = 5;
    std::vector<Sample> out;
    for (const auto kind : sealed_kinds) {
        for (auto& key : reader.ring_keys_of(kind)) {
            auto records = reader.wrapped_by(kind, key, 0, enough);
            out.push_back({std::move(key), kind, std::move(records)});
        }
    }
    return out;
}

KeyUse use_of(Reader& reader, const std::string& key) {
    for (auto& use : reader.key_uses()) {
        if (use.ring_key_id == key) return use;
    }
    return KeyUse{key};
}

}  // namespace

Task<void> RewrapRing::run() {
    for (;;) {
        const std::uint64_t heard = bell_.count();
        const Result<std::int64_t> done = co_await walk();
        if (!done) {
            core_->telemetry->log(
                Level::warning,
                "ring_rewrap_failed",
                {{"fault", std::string(code_of(done.error().fault))},
                 {"detail", done.error().detail}}
            );
        } else if (done.value() > 0) {
            core_->telemetry->log(
                Level::info, "ring_rewrapped", {{"records", std::to_string(done.value())}}
            );
        }
        co_await bell_.wait(core_->clock, core_->clock->mono().plus_ms(look_again_ms), heard);
    }
}

Task<Result<std::int64_t>> RewrapRing::walk() {
    std::int64_t done = 0;
    std::vector<std::string> keys = core_->sealer->key_ids();
    keys.erase(keys.begin());
    for (const auto& old_key : keys) {
        for (const auto kind : sealed_kinds) {
            Result<std::int64_t> some = co_await walk_one(kind, old_key);
            if (!some) co_return some.error();
            done += some.value();
        }
    }
    co_return done;
}

Task<Result<std::int64_t>> RewrapRing::walk_one(SealedKind kind, std::string old_key) {
    std::int64_t done = 0;
    std::int64_t after = 0;
    for (;;) {
        Result<Batch> some = co_await batch(kind, old_key, after);
        if (!some) co_return some.error();
        if (some.value().last == 0) co_return done;
        done += some.value().done;
        after = some.value().last;
        const Mono next = core_->clock->mono().plus_ms(pause_ms);
        const bool go_on = co_await core_->clock->sleep_until(next);
        if (!go_on) co_return done;
    }
}

Task<Result<RewrapRing::Batch>> RewrapRing::batch(
    SealedKind kind, std::string old_key, std::int64_t after
) {
    auto find = [kind, old_key, after](Reader& reader) -> Result<std::vector<WrappedRecord>> {
        return reader.wrapped_by(kind, old_key, after, batch_records);
    };
    auto found = co_await look_up<std::vector<WrappedRecord>>(core_->store, std::move(find));
    if (!found) co_return found.error();
    if (found.value().empty()) co_return Batch{};
    const std::int64_t last = found.value().back().number;
    std::vector<Rewrapped> work;
    for (auto& record : found.value()) {
        const std::string field(field_of(kind));
        auto fresh = core_->sealer->rewrap(record.record, field, record.wrapped);
        if (fresh) {
            work.push_back({record.record, std::move(record.wrapped), std::move(fresh.value())});
            continue;
        }
        // It keeps its key from being retired, and the others go on.
        core_->telemetry->alarm(
            "sealed_record_unreadable",
            {{"record", record.record}, {"detail", fresh.error().detail}}
        );
    }
    auto put = [kind, last, work = std::move(work)](Txn& txn) -> Result<Batch> {
        Batch out{last, 0};
        for (const auto& record : work) out.done += txn.rewrap(kind, record) ? 1 : 0;
        return out;
    };
    auto written = co_await transact<Batch>(core_->store, Priority::ordinary, std::move(put));
    co_return written;
}

Task<Result<void>> check_ring(
    Store* store, Sealer* sealer, std::function<bool(const std::string& key)> may_miss
) {
    auto look = [](Reader& reader) -> Result<std::vector<Sample>> { return samples(reader); };
    auto found = co_await look_up<std::vector<Sample>>(store, std::move(look));
    if (!found) co_return found.error();
    const std::vector<std::string> ring = sealer->key_ids();
    for (const auto& sample : found.value()) {
        if (std::ranges::find(ring, sample.key) == ring.end()) {
            if (may_miss(sample.key)) continue;
            co_return Error(
                Fault::configuration,
                "ring key " + sample.key + " is gone, and records are sealed under it: put it " +
                    "back (the ring's backup has it)"
            );
        }
        const auto opens = [&](const WrappedRecord& record) {
            const std::string field(field_of(sample.kind));
            return sealer->rewrap(record.record, field, record.wrapped).has_value();
        };
        if (std::ranges::none_of(sample.records, opens)) {
            co_return Error(
                Fault::configuration,
                "ring key " + sample.key + " opens nothing that is sealed under its name: its " +
                    "file holds another key, put the right one back"
            );
        }
    }
    co_return ok();
}

Task<Result<bool>> note_sealing_key(Core* core, std::string sealing, std::string actor) {
    NewEvent event = audit_event(*core, EventType::ring_rotated, std::move(actor), {});
    auto work = [sealing, event](Txn& txn) -> Result<bool> {
        const std::string before = txn.meta(sealing_meta);
        if (before == sealing) return false;
        txn.set_meta(sealing_meta, sealing);
        txn.set_meta(since_meta, std::to_string(event.at.ms));
        NewEvent told = event;
        told.draft.note = before.empty() ? "ring key " + sealing + " seals"
                                         : "ring key " + sealing + " seals instead of " + before;
        txn.append(std::string(audit_chain), {told});
        return true;
    };
    auto written = co_await transact<bool>(core->store, Priority::ordinary, std::move(work));
    co_return written;
}

Task<Result<void>> retire_key(
    Core* core, std::string key, std::vector<std::string> ring, std::string actor
) {
    if (std::ranges::find(ring, key) == ring.end())
        co_return Error(Fault::not_found, "the ring has no key " + key);
    NewEvent event = audit_event(
        *core, EventType::ring_rotated, std::move(actor), "ring key " + key + " retired"
    );
    auto work = [key, event](Txn& txn) -> Result<void> {
        if (txn.meta(sealing_meta) == key)
            return Error(Fault::state_conflict, "ring key " + key + " seals new records");
        const std::int64_t since = parse_ms(txn.meta(since_meta));
        if (event.at < Wall{since}.plus_s(ring_settles_s)) {
            return Error(
                Fault::state_conflict,
                "another key began to seal less than a minute ago: records under " + key +
                    " may still be on their way"
            );
        }
        const KeyUse use = use_of(txn, key);
        if (use.total() > 0) {
            return Error(
                Fault::state_conflict,
                "ring key " + key + " still wraps " + std::to_string(use.total()) + " records"
            );
        }
        txn.append(std::string(audit_chain), {event});
        return ok();
    };
    auto written = co_await core->store->write(Priority::ordinary, std::move(work));
    co_return written;
}

}  // namespace dvcpay::flows
