#include "sandbox/faults.hpp"

#include <algorithm>
#include <array>

#include "domain/invariant.hpp"

namespace dvcpay::sandbox {

namespace {

using enum FaultKind;
constexpr auto answer = FaultStage::answer;
constexpr auto order = FaultStage::order;
constexpr auto refund = FaultStage::refund;

constexpr std::array table{
    FaultInfo{no_answer, "no_answer", answer, 101, "nothing is done and no answer comes"},
    FaultInfo{
        slow, "slow", answer, 102, "done at once, answered late; a twin meanwhile gets 422/7000"
    },
    FaultInfo{server_error, "server_error", answer, 103, "nothing is done, HTTP 500"},
    FaultInfo{
        garbage, "garbage", answer, 104, "done, but the answer is an HTML page with HTTP 200"
    },
    FaultInfo{paid_no_callback, "paid_no_callback", order, 105, "paid, but the callback is lost"},
    FaultInfo{
        callback_duplicate, "callback_duplicate", order, 106, "the callback comes three times"
    },
    FaultInfo{
        callback_first,
        "callback_first",
        order,
        107,
        "paid at once; the callback comes before the create answer"
    },
    FaultInfo{
        callback_bad_signature,
        "callback_bad_signature",
        order,
        108,
        "paid; the callback is signed with a wrong key"
    },
    FaultInfo{
        callback_wrong_amount,
        "callback_wrong_amount",
        order,
        109,
        "paid in full; the callback, validly signed, names 1,000 more"
    },
    FaultInfo{
        late_payment,
        "late_payment",
        order,
        110,
        "expired at once; paid some time after a query has answered so"
    },
    FaultInfo{answer_lost, "answer_lost", answer, 111, "done, but no answer comes"},
    FaultInfo{
        refund_pending,
        "refund_pending",
        refund,
        112,
        "refunds answer 7002 and are done some time later"
    },
    FaultInfo{auto_decline, "auto_decline", order, 113, "the payer declines by himself (1006)"},
    FaultInfo{payer_limit, "payer_limit", order, 114, "the payer's limit refuses by itself (1004)"},
    FaultInfo{no_funds, "no_funds", order, 115, "the payer has no money (1001)"},
    FaultInfo{
        callback_foreign_partner,
        "callback_foreign_partner",
        order,
        116,
        "paid; the callback names another partner"
    },
    FaultInfo{
        authorised_first,
        "authorised_first",
        order,
        117,
        "paid; the callback says only authorised (9000), the query says paid"
    },
    FaultInfo{underpaid, "underpaid", order, 118, "the payer pays only half"},
    FaultInfo{overpaid, "overpaid", order, 119, "the payer pays 1,000 more"},
    FaultInfo{
        query_stale,
        "query_stale",
        order,
        120,
        "paid, no callback, and the first two queries still answer 1000"
    },
    FaultInfo{
        answer_bad_signature,
        "answer_bad_signature",
        answer,
        121,
        "done; the answer's signature is wrong"
    },
    FaultInfo{
        answer_wrong_echo,
        "answer_wrong_echo",
        answer,
        122,
        "done; the answer is unsigned and names another amount"
    },
    FaultInfo{answer_unsigned, "answer_unsigned", answer, 123, "done; the answer has no signature"},
    FaultInfo{
        answer_variant_b,
        "answer_variant_b",
        answer,
        124,
        "done; the answer is signed without its message"
    },
    FaultInfo{refund_failed, "refund_failed", refund, 125, "refunds are refused with 1080"},
    FaultInfo{not_refundable, "not_refundable", refund, 126, "refunds are refused with 1088"},
    FaultInfo{
        refund_answer_lost,
        "refund_answer_lost",
        refund,
        127,
        "the first refund is done, but no answer comes"
    },
    FaultInfo{
        server_error_acted, "server_error_acted", answer, 128, "done, but answered with HTTP 500"
    },
    FaultInfo{
        result_code, "result_code", answer, 0, "nothing is done; answered with the given code"
    },
};

bool fits(const FaultRule& rule, std::string_view operation) {
    if (info_of(rule.kind).stage != answer) return false;
    return rule.operation.empty() ? operation == "create" : rule.operation == operation;
}

void use_once(FaultRule& rule) {
    if (rule.left > 0) --rule.left;
}

}  // namespace

std::span<const FaultInfo> all_faults() {
    return table;
}

const FaultInfo& info_of(FaultKind kind) {
    const auto at = std::ranges::find(table, kind, &FaultInfo::kind);
    DVC_INVARIANT(at != table.end());
    return *at;
}

std::optional<FaultKind> fault_named(std::string_view name) {
    const auto at = std::ranges::find(table, name, &FaultInfo::name);
    if (at == table.end()) return std::nullopt;
    return at->kind;
}

std::optional<FaultKind> fault_of_amount(std::int64_t amount_dong) {
    if (amount_dong < 0) return std::nullopt;
    const auto digits = static_cast<int>(amount_dong % 1000);
    const auto at = std::ranges::find(table, digits, &FaultInfo::digits);
    if (at == table.end() || digits == 0) return std::nullopt;
    return at->kind;
}

bool acts_all_the_same(FaultKind kind) {
    return kind != no_answer && kind != server_error && kind != result_code;
}

std::optional<FaultRule> FaultPlan::take_answer(
    std::string_view operation, std::string_view order_id
) {
    FaultRule* best = nullptr;
    for (auto& rule : rules_) {
        if (!fits(rule, operation)) continue;
        if (!rule.order_id.empty() && rule.order_id == order_id) {
            best = &rule;
            break;
        }
        if (rule.order_id.empty() && best == nullptr) best = &rule;
    }
    if (best == nullptr) return std::nullopt;
    use_once(*best);
    FaultRule taken = *best;
    drop_used();
    return taken;
}

std::vector<FaultRule> FaultPlan::take_all(FaultStage stage, std::string_view order_id) {
    std::vector<FaultRule> taken;
    for (auto& rule : rules_) {
        if (info_of(rule.kind).stage != stage) continue;
        if (!rule.order_id.empty() && rule.order_id != order_id) continue;
        use_once(rule);
        taken.push_back(rule);
    }
    drop_used();
    return taken;
}

void FaultPlan::drop_used() {
    std::erase_if(rules_, [](const FaultRule& rule) { return rule.left == 0; });
}

}  // namespace dvcpay::sandbox
