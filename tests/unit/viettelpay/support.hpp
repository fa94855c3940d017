#pragma once
// What the tests of the ViettelPay adapter share: an account, its keys, a transport that answers
// from a list, and messages as Viettel writes them.
#include <deque>
#include <map>
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
#include "toolkit/form.hpp"
#include "viettelpay/adapter.hpp"
#include "viettelpay/messages.hpp"
#include "viettelpay/signing.hpp"

namespace dvcpay::viettelpay::testing {

using Json = nlohmann::ordered_json;
using Texts = std::map<std::string, std::string>;
using toolkit::Fields;

inline const std::string access_code = "acctest-viettel-0001";
inline const std::string hash_key = "hashkey-test-viettel-0001";
inline const std::string merchant = "DVCTEST";
inline const std::string order_id = "DVC260115000001A";
inline const std::string txn = "1801150849123401";
inline constexpr Wall opened_at{1'768'440'600'000};

inline ProviderAccount account(Texts more = {}) {
    ProviderAccount out;
    out.key = {"viettelpay", "default"};
    out.settings = {{"merchant_code", merchant}, {"access_code", access_code}};
    for (auto& [name, text] : more) out.settings[name] = text;
    return out;
}

inline crypto::FileKeys test_keys() {
    crypto::SecretsByName secrets;
    secrets["viettelpay/default/hash_key"].emplace_back(hash_key);
    return crypto::FileKeys::make(std::move(secrets)).value();
}

inline Attempt attempt(Method method = Method::redirect) {
    Attempt out;
    out.account = {"viettelpay", "default"};
    out.method = method;
    out.finality = Finality::refusal;
    out.order_ref = OrderRef::parse(order_id).value();
    out.amount = Money::dong(120'000);
    out.opened_at = opened_at;
    return out;
}

inline CreateOrder create_order(Method method = Method::redirect, Texts more = {}) {
    CreateOrder out;
    out.account = account(std::move(more));
    out.attempt = attempt(method);
    out.description = "Nộp lệ phí hồ sơ";
    out.return_url = "https://pay.example.gov.vn/v1/return/viettelpay";
    return out;
}

inline QueryOrder query_order(Texts more = {}) {
    QueryOrder out;
    out.account = account(std::move(more));
    out.order_ref = order_id;
    out.expected = Money::dong(120'000);
    return out;
}

inline RefundOrder refund_order(std::int64_t amount = 120'000) {
    RefundOrder out;
    out.account = account();
    out.refund_ref = "RF7Q2M9XC4T8W1ZC";
    out.order_ref = order_id;
    out.provider_txn = txn;
    out.amount = Money::dong(amount);
    out.credited = Money::dong(120'000);
    out.description = "Hoàn phí do hồ sơ bị từ chối";
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

inline std::string checksum(
    Signed what, const Fields& fields, MacAlgorithm hash = MacAlgorithm::hmac_sha1
) {
    return crypto::to_base64(crypto::hmac(hash, hash_key, text_to_sign(what, access_code, fields)));
}
inline Fields without(const Fields& fields, std::string_view name) {
    Fields out;
    for (const auto& field : fields.all()) {
        if (field.name != name) out.add(field.name, field.text);
    }
    return out;
}
inline Fields with(const Fields& fields, std::string_view name, std::string text) {
    Fields out;
    bool found = false;
    for (const auto& field : fields.all()) {
        found = found || field.name == name;
        out.add(field.name, field.name == name ? text : field.text);
    }
    if (!found) out.add(std::string(name), std::move(text));
    return out;
}

/// A paid result that fits attempt().
inline Fields result() {
    Fields out;
    out.add("billcode", order_id);
    out.add("cust_msisdn", "84912345678");
    out.add("error_code", "00");
    out.add("merchant_code", merchant);
    out.add("order_id", order_id);
    out.add("payment_status", "1");
    out.add("trans_amount", "120000");
    out.add("vt_transaction_id", txn);
    return out;
}
inline Fields order_check() {
    Fields out;
    out.add("billcode", order_id);
    out.add("merchant_code", merchant);
    out.add("order_id", order_id);
    return out;
}
inline Fields status_question() {
    Fields out;
    out.add("merchant_code", merchant);
    out.add("order_id", order_id);
    return out;
}
inline std::string signed_form(Signed what, const Fields& fields) {
    Fields out = fields;
    out.add("check_sum", checksum(what, fields));
    return toolkit::encode_form(out);
}
/// trans_amount is signed and not sent.
inline std::string signed_order_check(const Fields& fields, const std::string& amount = "120000") {
    Fields out = fields;
    out.add("check_sum", checksum(Signed::order_check, with(fields, "trans_amount", amount)));
    return toolkit::encode_form(out);
}

inline Fields inquiry_answer() {
    Fields out;
    out.add("merchant_code", merchant);
    out.add("order_id", order_id);
    out.add("error_code", "00");
    out.add("vt_transaction_id", txn);
    out.add("payment_status", "1");
    out.add("version", "2.0");
    return out;
}
inline Fields refund_answer() {
    Fields out;
    out.add("merchant_code", merchant);
    out.add("order_id", order_id);
    out.add("error_code", "00");
    out.add("error_msg", "Thanh cong");
    out.add("merchant_request_id", "1801160000000001");
    out.add("refund_request_id", "1801160000000002");
    out.add("version", "2.0");
    return out;
}
inline std::string signed_json(Signed what, const Fields& fields) {
    return json_body(fields, checksum(what, fields));
}

inline InboundCall call(std::string kind, std::string body) {
    InboundCall out;
    out.provider = "viettelpay";
    out.kind = std::move(kind);
    out.request.method = "POST";
    out.request.body = std::move(body);
    return out;
}

inline InboundContext context(Payable payable = Payable::yes) {
    InboundContext out;
    out.account = account();
    StoredOrder stored;
    stored.attempt = attempt();
    stored.payable = payable;
    out.orders.push_back(stored);
    return out;
}

/// An adapter with its keys and transport.
struct House {
    explicit House(ProviderAccount of = account())
        : adapter(make_viettelpay(transport, keys, {std::move(of)})) {}
    FakeTransport transport;
    crypto::FileKeys keys = test_keys();
    std::unique_ptr<Adapter> adapter;
};

}  // namespace dvcpay::viettelpay::testing
