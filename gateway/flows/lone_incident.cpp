#include "flows/lone_incident.hpp"

#include <algorithm>

#include "domain/invariant.hpp"

namespace dvcpay::flows {
namespace {

/// More that stand open at once are a flood: its end is people's work, not one row for each.
constexpr std::int64_t open_alone_max = 1000;

void tell(
    Txn& txn,
    const RecordKit& kit,
    Names& names,
    const Incident& incident,
    const std::string& client,
    const std::vector<EventDraft>& drafts,
    Wall now
) {
    const ChainOwner owner{incident.id.text(), client, {}};
    const auto data = [&](const EventDraft&) { return kit.renderer->incident_data(incident); };
    record_events(txn, kit, names, owner, drafts, data, now);
}

bool stands_open(Reader& reader, const Incident& like) {
    IncidentFilter filter;
    filter.kind = like.kind;
    filter.limit = open_alone_max;
    for (const auto state : {IncidentState::open, IncidentState::proposed}) {
        filter.state = state;
        const auto found = reader.incidents(filter);
        if (static_cast<std::int64_t>(found.size()) == open_alone_max) return true;
        const bool same = std::ranges::any_of(found, [&](const ListedIncident& one) {
            return !one.incident.payment && !one.incident.credit &&
                   one.incident.detail == like.detail;
        });
        if (same) return true;
    }
    return false;
}

}  // namespace

Result<std::optional<Recorded>> give_up(
    Txn& txn, const RecordKit& kit, Names& names, const OpenInquiry& inquiry, Wall now
) {
    const bool has_name = !inquiry.provider_txn.empty();
    if (has_name && txn.credit_by_txn(inquiry.account, inquiry.provider_txn)) return std::nullopt;
    const auto where = txn.attempt_by_order_ref(inquiry.order_ref);
    if (where && where->attempt.account == inquiry.account) {
        const auto file = txn.payment(where->payment);
        DVC_INVARIANT(file.has_value());
        const Input input = input::MoneyUnconfirmed{where->attempt.id, inquiry.provider_txn};
        BOOST_OUTCOME_TRY(auto decision, decide(*file, input, now, names.more_ids()));
        BOOST_OUTCOME_TRY(auto recorded, record(txn, kit, names, *file, std::move(decision), now));
        return std::optional(std::move(recorded));
    }
    SpokenMoney spoken{inquiry.account, inquiry.order_ref, inquiry.provider_txn, Money()};
    if (const auto said = txn.evidence(inquiry.id)) spoken.amount = said->amount;
    const LoneDecision done = decide_unconfirmed(spoken, now, names.more_ids());
    if (stands_open(txn, done.incident)) return std::nullopt;
    txn.insert_incident(done.incident);
    const std::string client = client_of(*kit.config, inquiry.account);
    tell(txn, kit, names, done.incident, client, done.events, now);
    return std::nullopt;
}

Result<IncidentStep> change_lone_incident(
    Txn& txn,
    const RecordKit& kit,
    Names& names,
    const Incident& before,
    const IncidentInput& input,
    Wall now
) {
    DVC_INVARIANT(!before.payment && !before.credit);
    BOOST_OUTCOME_TRY(auto step, step_incident(before, input, now));
    txn.update_incident(before, step.after);
    const auto told = txn.events_of(before.id.text());
    const std::string client = told.empty() ? std::string() : told.front().client;
    tell(txn, kit, names, step.after, client, step.events, now);
    return step;
}

bool may_see_lone_incident(Reader& reader, const std::string& client, const IncidentId& id) {
    IncidentFilter filter;
    filter.visible.client = client;
    filter.incident = id;
    return !reader.incidents(filter).empty();
}

}  // namespace dvcpay::flows
