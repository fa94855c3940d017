#pragma once
// Events of the house: the chain `audit`, for what belongs to no payment.
#include <string>

#include "flows/core.hpp"

namespace dvcpay::flows {

/// `note`: facts for people, never personal data. `actor`: "os:NAME" for a command on this host,
/// "clock" for what the daemon does by itself.
inline NewEvent audit_event(const Core& core, EventType type, std::string actor, std::string note) {
    NewEvent out;
    out.at = core.clock->wall();
    out.id = fresh_id<EventId>(*core.entropy, out.at);
    out.draft.type = type;
    out.draft.actor = std::move(actor);
    out.draft.note = std::move(note);
    out.data = "{}";
    return out;
}

}  // namespace dvcpay::flows
