// Answers of any bytes to every call. Nothing is believed without its proof, no payer is sent to a
// foreign host, and no refund is done without a transaction.
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "momo/answers.hpp"
#include "momo_parts.hpp"
#include "require.hpp"
#include "toolkit/url.hpp"

namespace {

using namespace dvcpay;

const auto keys = fuzz::momo_keys();
const auto settings = momo::read_settings(fuzz::momo_account()).value();

/// The flat part of `answer` with its echo replaced by what `order_id`'s call would expect.
HttpAnswer fitting(
    const HttpAnswer& answer, const char* order_id, const char* request_id, const char* amount
) {
    const auto message = momo::decode_message(answer.body);
    if (!message) return answer;
    momo::Outgoing copy(momo::Signed::create, "");
    copy.text("partnerCode", "MOMOTEST01");
    copy.text("orderId", order_id);
    copy.text("requestId", request_id);
    if (amount != nullptr) copy.text("amount", amount);
    for (const auto& [name, text] : message.value().fields.all()) {
        const bool set = name == "partnerCode" || name == "orderId" || name == "requestId" ||
                         (name == "amount" && amount != nullptr);
        if (!set && name != "signature") copy.text(name, text);
    }
    HttpAnswer out = answer;
    out.body = copy.to_json("");
    return out;
}

void check_create(const HttpAnswer& answer, Method method) {
    CreateOrder order;
    order.account = fuzz::momo_account();
    order.attempt = fuzz::momo_attempt();
    order.attempt.method = method;
    const CreateResult result = momo::decode_create(settings, order, keys, answer);
    if (const auto* opened = std::get_if<CreateOpened>(&result)) {
        FUZZ_REQUIRE(answer.status / 100 == 2);
        const std::string& url = opened->next_action.url;
        if (method == Method::redirect) {
            const auto parsed = toolkit::parse_url(url);
            FUZZ_REQUIRE(
                parsed && parsed->scheme == "https" && parsed->authority == "test-payment.momo.vn"
            );
        } else {
            FUZZ_REQUIRE(answer.origin_proven);
        }
    }
    if (std::holds_alternative<CreateRefused>(result)) FUZZ_REQUIRE(answer.status < 500);
    FUZZ_REQUIRE(!std::holds_alternative<CreateNotSent>(result));
}

void check_query(const HttpAnswer& answer) {
    QueryOrder order;
    order.account = fuzz::momo_account();
    order.order_ref = fuzz::order_ref;
    order.request_id = "q-0001";
    order.expected = Money::dong(50'000);
    const QueryResult result = momo::decode_query(settings, order, answer);
    const auto* told = std::get_if<QueryAnswer>(&result);
    if (told == nullptr) return;
    const Notice& notice = told->first();
    FUZZ_REQUIRE(answer.origin_proven);
    FUZZ_REQUIRE(notice.amount >= Money() && notice.amount <= largest_amount);
    if (notice.said == Said::paid)
        FUZZ_REQUIRE(!notice.provider_txn.empty() && notice.amount > Money());
}

void check_refund(const HttpAnswer& answer) {
    RefundOrder order;
    order.account = fuzz::momo_account();
    order.refund_ref = "RF7Q2M9XC4T8W1ZC";
    order.request_id = "rf-0001";
    order.order_ref = fuzz::order_ref;
    order.provider_txn = "4088878653";
    order.amount = Money::dong(50'000);
    for (const RefundResult& result :
         {momo::decode_refund(settings, order, answer),
          momo::decode_refund_query(settings, order, answer).result,
          momo::decode_refund_in_query(settings, order, "rf-0001", answer)}) {
        if (result.said != RefundSaid::unknown) FUZZ_REQUIRE(answer.origin_proven);
        if (result.said == RefundSaid::done) FUZZ_REQUIRE(!result.provider_refund_id.empty());
    }
}

void check_confirm(const HttpAnswer& answer) {
    momo::ConfirmOrder order;
    order.order_ref = fuzz::order_ref;
    order.request_id = "cf-0001";
    order.amount = Money::dong(250'000);
    const momo::ConfirmResult result = momo::decode_confirm(settings, order, answer);
    if (result.said != momo::ConfirmSaid::unknown) FUZZ_REQUIRE(answer.origin_proven);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    constexpr int statuses[] = {200, 201, 400, 422, 500};
    const unsigned choice = data[0];
    HttpAnswer answer;
    answer.status = statuses[choice % 5];
    answer.origin_proven = choice % 2 == 0;
    answer.body.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
    for (const auto method : {Method::redirect, Method::qr, Method::app}) {
        check_create(answer, method);
        check_create(fitting(answer, fuzz::order_ref, fuzz::request_id, "50000"), method);
    }
    check_query(answer);
    check_query(fitting(answer, fuzz::order_ref, "q-0001", nullptr));
    check_refund(answer);
    check_refund(fitting(answer, "RF7Q2M9XC4T8W1ZC", "rf-0001", "50000"));
    check_confirm(answer);
    check_confirm(fitting(answer, fuzz::order_ref, "cf-0001", "250000"));
    return 0;
}
