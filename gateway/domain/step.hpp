#pragma once
// The transition table of one attempt: total, pure, one screen. `decide` builds on it.
#include <cstdint>

#include "domain/attempt.hpp"

namespace dvcpay {

/// What can happen to an attempt.
enum class AttemptInput : std::uint8_t {
    opened,       ///< the provider answered our create: it is on offer
    refused,      ///< the provider answered our create: no
    not_sent,     ///< not one byte of our create was processed
    no_answer,    ///< our create may have arrived: outcome not learnt
    paid,         ///< verified money
    waiting,      ///< a status answer: still in the payer's hands
    declined,     ///< a final no
    cancelled,    ///< a final cancel by payer or merchant
    lapsed,       ///< a final "the offer ran out"
    not_found,    ///< a status answer: no such order (yet)
    unclear,      ///< an answer that settles nothing
    time_up,      ///< its expires_at has passed, and only the provider's word ends it
    closed_here,  ///< its expires_at (and grace) has passed, and our clock ends it (push_only,
                  ///< refusal)
    superseded,   ///< a new attempt replaces it, where our word ends it (push_only)
    asking_over,  ///< the end of the asking was reached
};
inline constexpr int attempt_input_count = 15;

/// What must be done besides changing the state.
enum class Duty : std::uint8_t {
    none,
    ask,         ///< put the question to the provider now
    contradict,  ///< the provider contradicts its own final word: an incident
    overdue,     ///< an incident outcome_overdue
};

struct AttemptStep {
    AttemptState next;
    Duty duty;
    friend bool operator==(const AttemptStep&, const AttemptStep&) = default;
};

AttemptStep step(AttemptState from, AttemptInput input);

std::string_view to_string(AttemptInput input);
std::string_view to_string(Duty duty);

}  // namespace dvcpay
