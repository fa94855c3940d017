// Any bytes as the answer to each of our calls, rightly signed: no crash, and nothing is opened,
// paid or refunded that does not repeat what was asked. The first byte chooses the status.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "require.hpp"
#include "shb/answers.hpp"
#include "shb_parts.hpp"

namespace {

using namespace dvcpay;

const auto keys = fuzz::shb_keys();
const ProviderAccount account = fuzz::shb_account();
const auto settings = shb::read_settings(account).value();

void check_create(const shb::Asked& asked, const HttpAnswer& answer) {
    CreateOrder order;
    order.account = account;
    order.attempt = fuzz::shb_attempt();
    const CreateResult result = shb::decode_create(asked, order, answer);
    FUZZ_REQUIRE(!std::holds_alternative<CreateNotSent>(result));
    const auto* opened = std::get_if<CreateOpened>(&result);
    if (opened == nullptr) return;
    FUZZ_REQUIRE(answer.status < 500);
    FUZZ_REQUIRE(!opened->provider_ref.empty() && shb::is_account(opened->virtual_account));
    const NextAction& next = opened->next_action;
    FUZZ_REQUIRE(next.qr_payload.find(opened->virtual_account) != std::string::npos);
    FUZZ_REQUIRE(next.qr_payload.size() <= 512);
}

void check_status(const shb::Asked& asked, const HttpAnswer& answer) {
    QueryOrder order;
    order.account = account;
    order.order_ref = fuzz::shb_bill;
    order.request_id = fuzz::shb_id;
    order.expected = Money::dong(150'000);
    order.provider_ref = fuzz::shb_transaction;
    order.virtual_account = fuzz::shb_alias;
    const QueryResult result = shb::decode_status(asked, order, answer);
    const auto* told = std::get_if<QueryAnswer>(&result);
    if (told == nullptr) return;
    const Notice& notice = told->first();
    FUZZ_REQUIRE(notice.order_ref == fuzz::shb_bill);
    FUZZ_REQUIRE(notice.amount >= Money() && notice.amount <= shb::largest_transaction);
    if (notice.said == Said::paid)
        FUZZ_REQUIRE(answer.status < 300 && !notice.provider_txn.empty());
}

void check_payouts(const shb::Asked& asked, const HttpAnswer& answer) {
    RefundOrder order;
    order.account = account;
    order.refund_ref = "KGRF26100600000001";
    order.order_ref = fuzz::shb_bill;
    order.provider_ref = fuzz::shb_transaction;
    order.provider_txn = "FT26278000001";
    order.amount = Money::dong(150'000);
    const RefundResult result = shb::decode_refund(asked, order, answer);
    if (result.believed() == RefundSaid::done) {
        FUZZ_REQUIRE(answer.status < 300 && !result.provider_refund_id.empty());
        FUZZ_REQUIRE(result.provider_refund_id != order.provider_txn);
    }
    shb::DisbursementOrder payout;
    payout.reference = "KGPO26100600000001";
    payout.amount = Money::dong(150'000);
    (void)shb::decode_disbursement(asked, payout, answer);
}

void check_lookups(const shb::Asked& asked, const HttpAnswer& answer) {
    const shb::ReceiptOrder receipt = {fuzz::shb_bill, "", fuzz::shb_id};
    (void)shb::decode_receipt(asked, receipt, answer);
    shb::AccountOrder inquiry;
    inquiry.bank_bin = "970436";
    inquiry.account = "0071000123456";
    (void)shb::decode_account(asked, inquiry, answer);
    const shb::PayerOrder payer = {fuzz::shb_bill, fuzz::shb_transaction, fuzz::shb_id};
    (void)shb::decode_payer_account(asked, payer, answer);
    const shb::ReconciliationOrder file;
    (void)shb::decode_reconciliation(asked, file, answer);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    constexpr int statuses[] = {200, 201, 302, 400, 401, 500};
    HttpAnswer answer;
    answer.status = statuses[data[0] % std::size(statuses)];
    answer.body.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
    answer.origin_proven = true;
    answer.headers.add("x-request-id", fuzz::shb_id);
    answer.headers.add("x-request-signature", fuzz::shb_signature(answer.body));
    const shb::Asked asked{settings, account.key, keys, fuzz::shb_id};
    check_create(asked, answer);
    check_status(asked, answer);
    check_payouts(asked, answer);
    check_lookups(asked, answer);
    return 0;
}
