#pragma once
// Money on its way back, of one credit.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/evidence.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"

namespace dvcpay {

/// requested → approved | rejected; approved → submitted ⇄ unknown → succeeded | failed | manual
/// (API page).
enum class RefundState : std::uint8_t {
    requested,
    approved,
    rejected,
    submitted,
    unknown,
    succeeded,
    failed,
    manual,
};

/// What a provider's words about a try mean; adapters translate into it.
enum class RefundSaid : std::uint8_t {
    done,            ///< the money is on its way back
    pending,         ///< taken, not finished
    refused,         ///< a final no to this try
    not_refundable,  ///< a final no to any try by the interface
    unknown,         ///< nothing learnt
    not_sent,        ///< not one byte was processed
};

/// One try at the provider. Its ids are durable before the first byte goes out, and never used
/// again.
struct RefundTry {
    enum class State : std::uint8_t { submitted, unknown, succeeded, failed };
    std::string provider_refund_id;  ///< our name of the try at the provider
    std::string request_id;
    State state = State::submitted;
    std::string provider_txn;   ///< the provider's own name of it, once it says one
    std::string provider_code;  ///< of its last word
    Wall submitted_at;
    std::optional<Wall> closed_at;
    friend bool operator==(const RefundTry&, const RefundTry&) = default;
};

struct Refund {
    RefundId id;
    CreditId credit;
    Money amount;
    std::string reason;
    RefundState state = RefundState::requested;
    PrincipalId requested_by;
    std::optional<PrincipalId> approved_by;  ///< never equal to requested_by
    std::string provider_refund_id;          ///< of the last try
    std::vector<RefundTry> tries;            ///< oldest first
    std::optional<Failure> failure;
    std::string destination_masked;  ///< JSON, where the provider cannot return the money itself
    std::string evidence;            ///< the paper that closed a manual one
    /// The provider said with its refusal that it takes no new try, of any refund of this credit,
    /// before then; of a refund approved meanwhile, when it is sent at the earliest.
    std::optional<Wall> not_before;
    std::optional<Wall> next_ask_at;  ///< when it is sent or asked about next
    std::int64_t asked = 0;
    bool overdue = false;  ///< the asking has ended without a word: an incident was opened
    std::int64_t version = 1;
    Wall created_at;
    std::optional<Wall> closed_at;
};

std::string_view to_string(RefundState state);
std::optional<RefundState> parse_refund_state(std::string_view text);
std::string_view to_string(RefundTry::State state);
std::string_view to_string(RefundSaid said);

}  // namespace dvcpay
