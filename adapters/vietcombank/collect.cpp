#include "vietcombank/collect.hpp"

#include <utility>

#include "toolkit/vietqr.hpp"
#include "vietcombank/codes.hpp"
#include "vietcombank/numbers.hpp"

namespace dvcpay::vietcombank {

CreateOpened offer_of(const Collection& contract, const CreateOrder& order, std::string payload) {
    CreateOpened out;
    out.next_action.kind = NextAction::Kind::qr;
    out.next_action.qr_payload = std::move(payload);
    out.next_action.bank_bin = bank_bin;
    out.next_action.bank_name = contract.bank_name;
    out.next_action.account_number = order.attempt.virtual_account;
    out.next_action.account_name = contract.account_name;
    out.next_action.content = content_of(contract, order.attempt);
    return out;
}

CreateResult open_number(const Collection& contract, const CreateOrder& order) {
    if (!is_number(contract, order.attempt.virtual_account))
        return CreateRefused{setup_unusable(), true};
    toolkit::QrOrder qr;
    qr.bank_bin = bank_bin;
    qr.number = order.attempt.virtual_account;
    qr.amount = order.attempt.amount;
    qr.purpose = content_of(contract, order.attempt);
    toolkit::QrKnobs knobs;
    knobs.amount_min = contract.amount_min;
    knobs.amount_max = contract.amount_max;
    auto payload = toolkit::encode_vietqr(qr, knobs);
    if (!payload && payload.error().fault == Fault::amount_out_of_range)
        return CreateNotSent{amount_not_accepted()};
    if (!payload) return CreateRefused{setup_unusable(), true};
    return offer_of(contract, order, std::move(payload.value()));
}

bool is_qr_of(const Collection& contract, const CreateOrder& order, std::string_view payload) {
    const auto content = toolkit::parse_vietqr(payload);
    if (!content) return false;
    toolkit::QrExpected expected;
    expected.bank_bin = bank_bin;
    expected.number = order.attempt.virtual_account;
    expected.amount = order.attempt.amount;
    // A bank that writes a text of its own has still named the number, which alone decides.
    if (!content.value().purpose.empty()) expected.reference = content_of(contract, order.attempt);
    return static_cast<bool>(toolkit::matches(content.value(), expected));
}

}  // namespace dvcpay::vietcombank
