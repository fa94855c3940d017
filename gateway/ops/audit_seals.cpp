#include <algorithm>

#include "crypto/chain.hpp"
#include "crypto/digest.hpp"
#include "ops/audit_parts.hpp"

namespace dvcpay::ops {
namespace {

constexpr std::int64_t before_everything = INT64_MIN;
constexpr std::int64_t seals_at_once = 500;
constexpr int gaps_listed_max = 5;

std::string counted(std::int64_t events, std::int64_t payments) {
    return std::to_string(events) + " events, " + std::to_string(payments) +
           " new payments among them";
}

}  // namespace

WitnessBook::WitnessBook(const AuditOptions* options, AuditReport* report) : report_(report) {
    if (!options->witness) return;
    for (const auto line : options->witness->broken) {
        add_finding(
            report_, Damage::witness_line, "witness file, line " + std::to_string(line), "no seal"
        );
    }
    for (const auto& seal : options->witness->seals) {
        const std::string place = "witness file, " + place_of(seal);
        if (const auto fault = fault_of_seal(seal, options->keys)) {
            add_finding(report_, Damage::witness_line, place, fault->second);
            continue;
        }
        const auto [it, fresh] = told_.emplace(seal.number, seal);
        if (!fresh && it->second.hash != seal.hash) {
            add_finding(
                report_,
                Damage::witness_differs,
                place,
                "it was told twice and not the same: the store was put back in between"
            );
        }
        if (!report_->last_witnessed || report_->last_witnessed->number < seal.number)
            report_->last_witnessed = seal;
    }
}

void WitnessBook::meet(const Seal& seal) {
    const auto it = told_.find(seal.number);
    if (it == told_.end()) return;
    if (it->second.hash != seal.hash) {
        add_finding(
            report_,
            Damage::witness_differs,
            place_of(seal),
            "the witness was told hash " + it->second.hash + ", the store has " + seal.hash
        );
    }
    told_.erase(it);
}

void WitnessBook::end(std::int64_t last_number) {
    const auto missing = told_.upper_bound(last_number);
    if (missing == told_.end()) return;
    const Seal& last = told_.rbegin()->second;
    const auto count = std::distance(missing, told_.end());
    add_finding(
        report_,
        Damage::witness_ahead,
        "after seal " + std::to_string(last_number),
        "the witness knows " + std::to_string(count) + " more, the last number " +
            std::to_string(last.number) + " of " + to_rfc3339(last.sealed_at) + " over " +
            std::to_string(last.events) + " events up to position " +
            std::to_string(last.last_position) + ": the store was put back, or its end cut off"
    );
}

SealWalk::SealWalk(
    History* history, const AuditOptions* options, History::End end, AuditReport* report
)
    : history_(history), options_(options), end_(end), report_(report), witness_(options, report) {}

Result<void> SealWalk::run() {
    BOOST_OUTCOME_TRY(next_seal());
    for (std::int64_t after = before_everything;;) {
        BOOST_OUTCOME_TRY(const auto rows, history_->events(after, end_.position, options_->batch));
        if (rows.empty()) break;
        for (const auto& row : rows) {
            BOOST_OUTCOME_TRY(close_periods(row.position));
            take(row);
        }
        after = rows.back().position;
        if (options_->progress) options_->progress("events", report_->events);
    }
    BOOST_OUTCOME_TRY(close_periods(std::nullopt));
    report_->unsealed = period_.tree.size();
    witness_.end(before_ ? before_->number : 0);
    return ok();
}

/// Reads ahead, so that batch_.back() is the seal that covers what comes; empty where none does.
Result<void> SealWalk::next_seal() {
    if (!batch_.empty() || seals_over_) return ok();
    const std::int64_t after = before_ ? before_->number : before_everything;
    BOOST_OUTCOME_TRY(batch_, history_->seals(after, seals_at_once));
    // One that was made since we began may cover events we do not look at.
    std::erase_if(batch_, [this](const Seal& seal) { return seal.number > end_.seal; });
    std::ranges::reverse(batch_);
    seals_over_ = batch_.empty();
    return ok();
}

Result<void> SealWalk::close_periods(std::optional<std::int64_t> before) {
    while (!batch_.empty() && (!before || batch_.back().last_position < *before)) {
        const Seal seal = std::move(batch_.back());
        batch_.pop_back();
        close(seal);
        BOOST_OUTCOME_TRY(next_seal());
    }
    return ok();
}

void SealWalk::take(const EventRow& row) {
    ++report_->events;
    if (crypto::chain_hash(row) != row.hash || !is_plain_time(row.at)) {
        add_finding(
            report_,
            Damage::event_changed,
            place_of(row),
            "its fields do not give its hash " + row.hash
        );
    }
    if (row.position > plus(period_.last, 1))
        note_gap(plus(period_.last, 1), minus(row.position, 1));
    period_.last = row.position;
    // What is no hash makes the seal's root another one, whatever stands for it.
    const auto hash = crypto::from_hex(row.hash);
    period_.tree.add(hash && hash->size() == 32 ? *hash : std::string(32, '\0'));
    const bool begins = row.type == to_string(EventType::payment_created);
    period_.payments += begins ? 1 : 0;
    report_->payments += begins ? 1 : 0;
}

void SealWalk::close(const Seal& seal) {
    ++report_->seals;
    if (const auto fault = fault_of_seal(seal, options_->keys)) {
        add_finding(report_, fault->first, place_of(seal), fault->second);
    }
    witness_.meet(seal);
    compare(seal);
    period_ = Period{};
    period_.last = seal.last_position;
    before_ = seal;
    report_->last_seal = seal;
}

void SealWalk::compare(const Seal& seal) {
    Seal before = before_.value_or(Seal{});
    if (!before_) before.hash = crypto::chain_start;
    const std::string place = place_of(seal) + " (positions " +
                              std::to_string(plus(before.last_position, 1)) + " to " +
                              std::to_string(seal.last_position) + ")";
    const bool follows = seal.number == plus(before.number, 1);
    if (!follows) {
        add_finding(
            report_,
            Damage::seal_hole,
            "seals " + std::to_string(plus(before.number, 1)) + " to " +
                std::to_string(minus(seal.number, 1)),
            "not there"
        );
    } else if (seal.prev_hash != before.hash) {
        add_finding(
            report_, Damage::seal_broken, place_of(seal), "it does not follow from the one before"
        );
    }
    const std::int64_t events = minus(seal.events, before.events);
    const std::int64_t payments = minus(seal.payments, before.payments);
    if (events != period_.tree.size() || payments != period_.payments) {
        if (period_.last < seal.last_position) note_gap(plus(period_.last, 1), seal.last_position);
        std::string detail = "it counted " + counted(events, payments) + "; there are " +
                             counted(period_.tree.size(), period_.payments);
        if (!period_.gaps.empty()) detail += "; nothing stands at " + period_.gaps;
        add_finding(report_, Damage::events_missing, place, std::move(detail));
    } else if (follows && crypto::to_hex(period_.tree.root()) != seal.root) {
        add_finding(
            report_,
            Damage::sealed_part_changed,
            place,
            "as many events as it counted, but other ones or in another order"
        );
    }
}

void SealWalk::note_gap(std::int64_t first, std::int64_t last) {
    if (++period_.gaps_listed > gaps_listed_max) return;
    if (!period_.gaps.empty()) period_.gaps += ", ";
    period_.gaps += std::to_string(first);
    if (last > first) period_.gaps += " to " + std::to_string(last);
}

}  // namespace dvcpay::ops
