#pragma once
// Faults on demand. One closed list for all providers; which amount asks for which fault is part of
// the list, so that the table in the README, GET /_admin/faults and the code cannot differ.
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace dvcpay::sandbox {

enum class FaultKind : std::uint8_t {
    // how one request is answered
    no_answer,
    slow,
    server_error,
    garbage,
    answer_lost,
    server_error_acted,
    result_code,
    answer_bad_signature,
    answer_wrong_echo,
    answer_unsigned,
    answer_variant_b,
    // what becomes of an order
    paid_no_callback,
    callback_duplicate,
    callback_first,
    callback_bad_signature,
    callback_wrong_amount,
    callback_foreign_partner,
    late_payment,
    auto_decline,
    payer_limit,
    no_funds,
    authorised_first,
    underpaid,
    overpaid,
    query_stale,
    // what becomes of its refunds
    refund_pending,
    refund_failed,
    not_refundable,
    refund_answer_lost,
};

enum class FaultStage : std::uint8_t { answer, order, refund };

struct FaultInfo {
    FaultKind kind;
    std::string_view name;  ///< as in admin calls and scenario files
    FaultStage stage;
    int digits;  ///< the last three digits of an amount that ask for it; 0: by no amount
    std::string_view meaning;
};

std::span<const FaultInfo> all_faults();
const FaultInfo& info_of(FaultKind kind);
std::optional<FaultKind> fault_named(std::string_view name);
/// The magic amounts: 50'105 asks for paid_no_callback.
std::optional<FaultKind> fault_of_amount(std::int64_t amount_dong);

/// Whether the provider does what it was asked although the answer is spoilt.
bool acts_all_the_same(FaultKind kind);

inline constexpr std::int64_t for_ever = -1;

/// One wish for a fault.
struct FaultRule {
    FaultKind kind = FaultKind::no_answer;
    std::string
        operation;  ///< "create", "query" …; empty: answer stage: create, otherwise without meaning
    std::string order_id;       ///< empty: any order
    std::int64_t left = 1;      ///< how often still; for_ever: until cleared
    std::int64_t code = 0;      ///< result_code: the code to answer
    std::int64_t delay_ms = 0;  ///< slow, late_payment, refund_pending: 0 is the provider's setting
    std::string word{};         ///< result_code, where codes are texts: "V06"
};

/// The rules in force. An order's own rule goes before a rule for any order; of equals the older
/// one. Magic amounts are asked only when no rule fits, and spoil only the first create of an
/// order: its repetition succeeds.
class FaultPlan {
  public:
    void add(FaultRule rule) { rules_.push_back(std::move(rule)); }
    void clear() { rules_.clear(); }
    const std::vector<FaultRule>& rules() const { return rules_; }

    /// Takes one use of the best fitting rule of the stage `answer`.
    std::optional<FaultRule> take_answer(std::string_view operation, std::string_view order_id);
    /// Takes one use of every rule of the stage `order` or `refund` that fits a new order or a
    /// refund.
    std::vector<FaultRule> take_all(FaultStage stage, std::string_view order_id);

  private:
    void drop_used();
    std::vector<FaultRule> rules_;
};

}  // namespace dvcpay::sandbox
