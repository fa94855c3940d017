#pragma once
// When a provider is asked, and when time alone changes a payment. Pure arithmetic on Wall.
#include <cstdint>
#include <optional>
#include <vector>

#include "domain/payment.hpp"

namespace dvcpay {

/// A provider's schedule of status questions (its spec; configuration of the account).
struct AskPlan {
    std::vector<std::int64_t> after_opening_s;  ///< MoMo: 15, 60, 180, 600, 1800
    std::int64_t then_every_s = 3600;
    std::vector<std::int64_t> around_expiry_s = {
        5, 60, 300
    };  ///< after expires_at: the asking tightens
    std::vector<std::int64_t> after_close_s = {
        600, 3600, 21600
    };  ///< closed without money: an old offer is watched (P4)
};

/// The end of the asking: the end of the second calendar day in Vietnam after the opening (design
/// §5.3).
Wall asking_ends(Wall opened_at);

/// The next question strictly after `now`; empty where none is left.
std::optional<Wall> next_ask(const AskPlan& plan, const Attempt& attempt, Wall now);

/// The next moment at which time alone changes this payment; empty where there is none.
std::optional<Wall> next_due(const PaymentFile& file);

}  // namespace dvcpay
