// Answers about money that leaves: refund (3.6) and disbursement (3.8).
#include <optional>
#include <utility>
#include <variant>

#include "shb/answers.hpp"
#include "shb/belief.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::shb {
namespace {

using toolkit::Fields;

/// What the answer must be about, and what it must not be named after.
struct Payout {
    std::string_view reference_name;  ///< the member that may repeat our reference
    std::string_view reference;
    std::string_view order_ref;
    Money amount;
    std::string_view purchase;  ///< transactions of the purchase: no names of a payout
    std::string_view credit;
};

/// An answer may leave out what it would repeat, but must not say otherwise.
bool contradicts(const Payout& payout, const Fields& fields) {
    const std::string_view reference = fields.text(payout.reference_name);
    const std::string_view amount = fields.text("SoTien");
    const std::string_view unit = fields.text("MaTienTe");
    return (!reference.empty() && reference != payout.reference) ||
           (!amount.empty() && read_amount(amount) != payout.amount) ||
           (!unit.empty() && unit != currency);
}

/// The bank's own name of the payout; empty where it gives none that can be one.
std::string name_of(const Payout& payout, const Fields& fields) {
    for (const char* member : {"MaGiaoDichHoan", "SoThamChieu"}) {
        std::string name = bank_name_of(fields.text(member));
        if (!name.empty() && name != payout.purchase && name != payout.credit) return name;
    }
    return {};
}

RefundResult read_state(
    const Payout& payout, const Believed& believed, const HttpAnswer& answer, RefundResult result
) {
    if (!is_success(answer) || !believed.complete) return result;
    const RefundSaid state = payout_state(believed.fields.text("TrangThai"));
    result.provider_refund_id = name_of(payout, believed.fields);
    switch (state) {
        case RefundSaid::done:
            // Money that left has a name, or it did not leave.
            if (!result.provider_refund_id.empty()) result.said = RefundSaid::done;
            return result;
        case RefundSaid::pending:
            result.said = RefundSaid::pending;
            return result;
        case RefundSaid::refused:
            result.said = RefundSaid::refused;
            result.failure = refund_failed();
            return result;
        case RefundSaid::not_refundable:
        case RefundSaid::unknown:
        case RefundSaid::not_sent:
            return result;
    }
    return result;
}

using Meaning = PayoutMeaning (*)(std::string_view code);

RefundResult read_payout(
    const Asked& asked, const Payout& payout, Meaning meaning_of, const SendResult& sent
) {
    RefundResult result;
    if (std::holds_alternative<Unavailable>(sent)) {
        result.said = RefundSaid::not_sent;
        result.failure = provider_unavailable();
        return result;
    }
    const auto* answer = std::get_if<HttpAnswer>(&sent);
    if (answer == nullptr) return result;
    const Belief belief = believe(asked, payout.order_ref, *answer);
    const auto* believed = std::get_if<Believed>(&belief);
    if (believed == nullptr || contradicts(payout, believed->fields)) return result;
    const PayoutMeaning meaning = meaning_of(believed->code);
    result.proof = believed->proof;
    result.alarm = meaning.blame == Blame::our_setup;
    switch (meaning.said) {
        case PayoutSaid::told:
            return read_state(payout, *believed, *answer, std::move(result));
        case PayoutSaid::pending:
            result.said = RefundSaid::pending;
            return result;
        case PayoutSaid::refused:
            if (!may_refuse(*answer)) return result;
            result.said = RefundSaid::refused;
            result.failure = failure_of(believed->code);
            return result;
        case PayoutSaid::unknown:
            return result;
    }
    return result;
}

}  // namespace

RefundResult decode_refund(const Asked& asked, const RefundOrder& order, const SendResult& sent) {
    const Payout payout{
        "MaHoanTien",
        order.refund_ref,
        order.order_ref,
        order.amount,
        order.provider_ref,
        order.provider_txn
    };
    return read_payout(asked, payout, meaning_at_refund, sent);
}

RefundResult decode_disbursement(
    const Asked& asked, const DisbursementOrder& order, const SendResult& sent
) {
    const Payout payout{"MaGiaoDichTTTT", order.reference, {}, order.amount, {}, {}};
    return read_payout(asked, payout, meaning_at_disbursement, sent);
}

}  // namespace dvcpay::shb
