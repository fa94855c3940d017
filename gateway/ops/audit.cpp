#include "ops/audit.hpp"

#include "crypto/chain.hpp"
#include "domain/invariant.hpp"
#include "ops/audit_parts.hpp"

namespace dvcpay::ops {
namespace {

constexpr std::int64_t orphans_listed = 20;

Result<void> check_payments(History* history, AuditReport* report) {
    BOOST_OUTCOME_TRY(const auto silent, history->payments_without_history(orphans_listed));
    for (const auto& id : silent) {
        add_finding(
            report,
            Damage::payment_without_history,
            "payment " + id,
            "its history does not begin; a payment is written with its first event"
        );
    }
    BOOST_OUTCOME_TRY(const auto gone, history->histories_without_payment(orphans_listed));
    for (const auto& id : gone) {
        add_finding(
            report,
            Damage::history_without_payment,
            "payment " + id,
            "its events are there, the payment itself is not"
        );
    }
    return ok();
}

std::vector<std::string> what_is_not_proven(const AuditOptions& options, const AuditReport& r) {
    std::vector<std::string> out;
    if (!r.last_seal) {
        out.emplace_back(
            "There is no seal. Chains show that the events of one payment fit together; not that "
            "no payment was removed, and not that nobody wrote a chain anew."
        );
    } else if (r.unsealed > 0) {
        out.push_back(
            "The last " + std::to_string(r.unsealed) + " events stand after seal " +
            std::to_string(r.last_seal->number) + " (" + to_rfc3339(r.last_seal->sealed_at) +
            "): what was cut off the end of the history since then does not show."
        );
    }
    if (r.last_seal && options.keys.empty()) {
        out.emplace_back("No public key was at hand: the signatures of the seals were not checked."
        );
    }
    if (!options.witness) {
        out.emplace_back(
            "No witness file was given: a store that was put back to an older state together with "
            "its seals looks as it did then."
        );
    } else if (r.last_witnessed) {
        out.push_back(
            "The witness knows seals up to number " + std::to_string(r.last_witnessed->number) +
            " (" + to_rfc3339(r.last_witnessed->sealed_at) +
            "): what came later could be cut off, seals and all."
        );
    } else {
        out.emplace_back("The witness file holds no seal: it proves nothing.");
    }
    out.emplace_back(
        "Of the rows the gateway acts on, only these were compared with the history: a payment's "
        "reference, amount and state; amount and state of its credits, refunds and incidents, and "
        "of those without a payment; that the tries of a refund which events told of are there. "
        "Attempts, evidence, what is due, claims, keys, the catalogue, and rows that belong to no "
        "payment and no incident of the history were not."
    );
    out.emplace_back(
        "Whoever holds the seal key can write history and seals anew; only a witness file that he "
        "cannot reach shows it, up to its last line."
    );
    return out;
}

}  // namespace

std::string_view to_string(Damage damage) {
    switch (damage) {
        case Damage::event_changed:
            return "event_changed";
        case Damage::chain_hole:
            return "chain_hole";
        case Damage::chain_broken:
            return "chain_broken";
        case Damage::chain_reordered:
            return "chain_reordered";
        case Damage::events_missing:
            return "events_missing";
        case Damage::sealed_part_changed:
            return "sealed_part_changed";
        case Damage::seal_changed:
            return "seal_changed";
        case Damage::seal_hole:
            return "seal_hole";
        case Damage::seal_broken:
            return "seal_broken";
        case Damage::seal_signature:
            return "seal_signature";
        case Damage::payment_without_history:
            return "payment_without_history";
        case Damage::history_without_payment:
            return "history_without_payment";
        case Damage::row_missing:
            return "row_missing";
        case Damage::row_changed:
            return "row_changed";
        case Damage::row_unknown:
            return "row_unknown";
        case Damage::witness_differs:
            return "witness_differs";
        case Damage::witness_ahead:
            return "witness_ahead";
        case Damage::witness_line:
            return "witness_line";
    }
    invariant_broken("to_string: value outside Damage");
}

void add_finding(AuditReport* report, Damage damage, std::string place, std::string detail) {
    if (report->findings.size() >= AuditReport::findings_max) {
        ++report->not_listed;
        return;
    }
    report->findings.push_back({damage, std::move(place), std::move(detail)});
}

std::string place_of(const EventRow& row) {
    return "event " + row.id + " (position " + std::to_string(row.position) + ", chain " +
           row.chain + ", sequence " + std::to_string(row.sequence) + ")";
}

std::string place_of(const Seal& seal) {
    return "seal " + std::to_string(seal.number);
}

bool is_plain_time(Wall at) {
    const auto back = parse_rfc3339(to_rfc3339(at));
    return back && *back == at;
}

std::optional<std::pair<Damage, std::string>> fault_of_seal(
    const Seal& seal, const std::vector<crypto::SealPublicKey>& keys
) {
    using Fault = std::pair<Damage, std::string>;
    if (!is_plain_time(seal.sealed_at) || crypto::seal_hash(seal) != seal.hash) {
        return Fault(Damage::seal_changed, "its fields do not give its hash");
    }
    if (keys.empty()) return std::nullopt;
    for (const auto& key : keys) {
        if (key.id() != seal.key_id) continue;
        if (key.verify(seal)) return std::nullopt;
        return Fault(Damage::seal_signature, "its signature is not that of key " + seal.key_id);
    }
    return Fault(
        Damage::seal_signature, "it names key " + seal.key_id + ", whose public half is not at hand"
    );
}

Result<AuditReport> verify_history(History* history, const AuditOptions& options) {
    AuditReport report;
    BOOST_OUTCOME_TRY(const auto end, history->end());
    SealWalk seals(history, &options, end, &report);
    BOOST_OUTCOME_TRY(seals.run());
    ChainWalk chains(history, &options, end, &report);
    BOOST_OUTCOME_TRY(chains.run());
    BOOST_OUTCOME_TRY(check_payments(history, &report));
    RowWalk rows(history, &options, &report);
    BOOST_OUTCOME_TRY(rows.run());
    report.not_proven = what_is_not_proven(options, report);
    return report;
}

}  // namespace dvcpay::ops
