#pragma once
// What the tests of the VNPT Pay adapter share: an account, its keys, a transport that answers from
// a list, and messages as VNPT writes them.
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include "crypto/digest.hpp"
#include "crypto/keys.hpp"
#include "vnptpay/adapter.hpp"
#include "vnptpay/messages.hpp"
#include "vnptpay/signing.hpp"

namespace dvcpay::vnptpay::testing {

using Json = nlohmann::ordered_json;

inline const std::string secret_key = "vnptsecret-test-0001";
inline const std::string service = "9001";
inline const std::string order_ref_text = "KG7Q2M9XC4T8W1ZB";
inline const std::string txn = "202601150000012345";
/// 2026-01-15 08:30:00 in Vietnam.
inline constexpr Wall opened_at{1'768'440'600'000};

inline ProviderAccount account(std::map<std::string, std::string> more = {}) {
    ProviderAccount out;
    out.key = {"vnptpay", "default"};
    out.settings = {{"merchant_service_id", service}, {"client_ip", "203.0.113.10"}};
    for (auto& [name, text] : more) out.settings[name] = text;
    return out;
}
inline ProviderAccount multi_merchant() {
    return account({{"profile", "multi-merchant-1.0.6"}, {"agency_id", "9101"}, {"qr", "on"}});
}
inline ProviderAccount with_refunds() {
    return account({{"refund_mode", "VNPT-REFUND-1"}});
}

inline crypto::FileKeys test_keys() {
    crypto::SecretsByName secrets;
    secrets["vnptpay/default/secret_key"].emplace_back(secret_key);
    secrets["vnptpay/default/api_key"].emplace_back("0123456789abcdef0123456789abcdef");
    return crypto::FileKeys::make(std::move(secrets)).value();
}

inline Attempt attempt(Method method = Method::redirect) {
    Attempt out;
    out.account = {"vnptpay", "default"};
    out.method = method;
    out.order_ref = OrderRef::parse(order_ref_text).value();
    out.request_id = "7b1f6a52";
    out.amount = Money::dong(120'000);
    out.opened_at = opened_at;
    return out;
}

inline CreateOrder create_order(Method method = Method::redirect, ProviderAccount of = account()) {
    CreateOrder out;
    out.account = std::move(of);
    out.attempt = attempt(method);
    out.description = "Thanh toan le phi H01";
    out.agency_code = "H01";
    out.now = opened_at.plus_s(1);
    return out;
}

inline QueryOrder query_order(ProviderAccount of = account()) {
    QueryOrder out;
    out.account = std::move(of);
    out.order_ref = order_ref_text;
    out.request_id = "q-1";
    out.expected = Money::dong(120'000);
    out.opened_at = opened_at;
    return out;
}

inline RefundOrder refund_order(std::int64_t amount = 120'000) {
    RefundOrder out;
    out.account = with_refunds();
    out.refund_ref = "RF7Q2M9XC4T8W1ZC";
    out.order_ref = order_ref_text;
    out.provider_txn = txn;
    out.amount = Money::dong(amount);
    out.credited = Money::dong(120'000);
    out.description = "Hoan phi";
    out.order_opened_at = opened_at;
    out.submitted_at = opened_at.plus_s(86'400);
    return out;
}

/// Answers each call with what `answers` holds, then with NoAnswer; keeps what was sent.
class FakeTransport final : public Transport {
  public:
    Task<SendResult> send(OutboundRequest request, Mono /*due*/) override {
        sent.push_back(std::move(request));
        if (answers.empty()) co_return NoAnswer{"nothing prepared"};
        SendResult next = std::move(answers.front());
        answers.pop_front();
        co_return next;
    }
    std::deque<SendResult> answers;
    std::vector<OutboundRequest> sent;
};

inline HttpAnswer http_answer(std::string body, int status = 200, bool origin_proven = true) {
    HttpAnswer out;
    out.status = status;
    out.body = std::move(body);
    out.origin_proven = origin_proven;
    return out;
}

template <class T>
Task<void> await_into(Task<T> work, std::optional<T>* out) {
    T value = co_await std::move(work);
    out->emplace(std::move(value));
}
/// Runs one coroutine to its end on a loop of its own.
template <class T>
T run(Task<T> work) {
    boost::asio::io_context io(1);
    std::optional<T> out;
    boost::asio::co_spawn(io, await_into(std::move(work), &out), [](std::exception_ptr bug) {
        if (bug) std::rethrow_exception(bug);
    });
    io.run();
    return std::move(*out);
}

inline std::string digest_of(const std::string& text_before_secret) {
    return crypto::sha256_hex(text_before_secret + secret_key);
}
/// Signed as VNPT signs its answers: all members in their order.
inline std::string answered(Json body) {
    const auto fields = decode_answer(body.dump()).value().fields;
    body["SECURE_CODE"] = digest_of(text_in_received_order(fields));
    return body.dump();
}

inline Json opened() {
    return Json{
        {"RESPONSE_CODE", "00"},
        {"DESCRIPTION", "Thanh cong"},
        {"MERCHANT_SERVICE_ID", service},
        {"MERCHANT_ORDER_ID", order_ref_text},
        {"REDIRECT_URL", "https://sandbox.vnptpay.vn/pay?t=abc123"},
        {"CREATE_DATE", "20260115083001"},
    };
}
inline Json queried() {
    return Json{
        {"RESPONSE_CODE", "00"},
        {"DESCRIPTION", "Thanh cong"},
        {"MERCHANT_SERVICE_ID", service},
        {"MERCHANT_ORDER_ID", order_ref_text},
        {"VNPTPAY_TRANSACTION_ID", txn},
        {"AMOUNT", 120'000},
        {"CURRENCY_CODE", "VND"},
        {"PAY_DATE", "20260115083210"},
        {"TRANSACTION_STATUS", "00"},
        {"ADDITIONAL_INFO", ""},
    };
}
inline Json refunded() {
    return Json{
        {"RESPONSE_CODE", "00"},
        {"DESCRIPTION", "Thanh cong"},
        {"MERCHANT_SERVICE_ID", service},
        {"MERCHANT_ORDER_ID", order_ref_text},
        {"REFUND_REQUEST_ID", "RF7Q2M9XC4T8W1ZC"},
        {"VNPTPAY_REFUND_ID", "202601160000000777"},
        {"AMOUNT", 120'000},
        {"CREATE_DATE", "20260116083001"},
    };
}
/// A paid CONFIRM that fits attempt().
inline Json confirm() {
    return Json{
        {"ACTION", "CONFIRM"},
        {"RESPONSE_CODE", "00"},
        {"MERCHANT_SERVICE_ID", service},
        {"MERCHANT_ORDER_ID", order_ref_text},
        {"AMOUNT", 120'000},
        {"CURRENCY_CODE", "VND"},
        {"VNPTPAY_TRANSACTION_ID", txn},
        {"PAYMENT_METHOD", "VNPTPAY"},
        {"PAY_DATE", "20260115083210"},
        {"ADDITIONAL_INFO", ""},
    };
}
inline Json confirm_with(const char* name, Json value) {
    Json out = confirm();
    out[name] = std::move(value);
    return out;
}
inline std::string confirmed(Json body) {
    const auto fields = decode_answer(body.dump()).value().fields;
    body["SECURE_CODE"] = digest_of(text_before_secret(Signed::confirm, fields));
    return body.dump();
}

inline InboundCall ipn_call(std::string body) {
    InboundCall call;
    call.provider = "vnptpay";
    call.kind = "ipn";
    call.request.method = "POST";
    call.request.target = "/v1/callbacks/vnptpay/ipn";
    call.request.body = std::move(body);
    return call;
}

inline InboundContext context(ProviderAccount of = account()) {
    InboundContext out;
    out.account = std::move(of);
    StoredOrder stored;
    stored.attempt = attempt();
    stored.payable = Payable::yes;
    out.orders.push_back(stored);
    out.now = opened_at.plus_s(131);
    return out;
}

/// An adapter with its keys and transport.
struct House {
    explicit House(ProviderAccount of = account())
        : adapter(make_vnptpay(transport, keys, {std::move(of)})) {}
    FakeTransport transport;
    crypto::FileKeys keys = test_keys();
    std::unique_ptr<Adapter> adapter;
};

}  // namespace dvcpay::vnptpay::testing
