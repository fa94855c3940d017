#pragma once
// A credit is one verified movement of money (P2), unique by (provider, account, provider
// transaction).
#include <cstdint>
#include <optional>
#include <string>

#include "domain/evidence.hpp"
#include "domain/ids.hpp"

namespace dvcpay {

enum class CreditState : std::uint8_t {
    applied,    ///< pays its payment exactly
    surplus,    ///< pays it and is more than was due
    partial,    ///< less than was due; kept and flagged
    duplicate,  ///< the obligation was already paid
    unmatched,  ///< belongs to no payment we know
    reversed,   ///< taken back by the provider
};

/// What was heard later about money that was booked. A payment's is made of its credits'
/// (settlement_of) and none while no money has paid it; a credit's is never none.
enum class Settlement : std::uint8_t { none, pending, confirmed, missing, reversed };

/// What a contract allows; the default keeps and flags (API page, "Credits").
struct CreditRules {
    bool complete_partial = false;  ///< later money completes a part that came before
    bool accept_surplus = false;    ///< more than was due is no incident
    friend bool operator==(const CreditRules&, const CreditRules&) = default;
};

/// What a statement, or the provider, says later about money that was booked.
struct CreditNotice {
    enum class Said : std::uint8_t { confirmed, missing, reversed } said = Said::confirmed;
    std::string source;  ///< "statement 2026-11-23, line 17": for people
};

struct Credit {
    CreditId id;
    std::optional<PaymentId> payment;
    std::optional<AttemptId> attempt;
    AccountKey account;
    std::string provider_txn;
    std::string order_ref;  ///< as the provider wrote it
    Money amount;
    CreditState state = CreditState::applied;
    /// What was heard of this money last. `reversed` only where it was taken back after it had paid
    /// its payment: other money that was taken back leaves no doubt about the payment.
    Settlement settlement = Settlement::pending;
    Wall occurred_at;  ///< the provider's time, else ours
    Wall received_at;
    EvidenceId evidence;
};

std::string_view to_string(CreditState state);

}  // namespace dvcpay
