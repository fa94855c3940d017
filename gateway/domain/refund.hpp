#pragma once
// Money on its way back. The journey itself comes with the work people do on money; the shape is
// here because the store must hold it from the first day.
#include <cstdint>
#include <optional>
#include <string>

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

struct Refund {
    RefundId id;
    CreditId credit;
    Money amount;
    std::string reason;
    RefundState state = RefundState::requested;
    PrincipalId requested_by;
    std::optional<PrincipalId> approved_by;  ///< never equal to requested_by
    std::string provider_refund_id;
    std::optional<Failure> failure;
    std::int64_t version = 1;
    Wall created_at;
    std::optional<Wall> closed_at;
};

std::string_view to_string(RefundState state);
std::string_view to_string(RefundSaid said);

}  // namespace dvcpay
