#pragma once
// What the tests of the MoMo adapter share: an account, its keys, a transport that answers from a
// list.
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include "crypto/digest.hpp"
#include "crypto/keys.hpp"
#include "momo/adapter.hpp"
#include "momo/signing.hpp"
#include "toolkit/lexeme_json.hpp"

namespace dvcpay::momo::testing {

using Json = nlohmann::ordered_json;

inline const std::string partner_code = "MOMOTEST01";
inline const std::string access_key = "AKtest0000000001";
inline const std::string secret_key = "SKtest-momo-000000000000000001";
inline const std::string order_ref_text = "KG7Q2M9XC4T8W1ZB";
inline const std::string request_id = "7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a01";

inline ProviderAccount account() {
    ProviderAccount out;
    out.key = {"momo", "default"};
    out.settings = {{"partner_code", partner_code}, {"access_key", access_key}};
    return out;
}

inline crypto::FileKeys test_keys() {
    crypto::SecretsByName secrets;
    secrets["momo/default/secret_key"].emplace_back(secret_key);
    auto made = crypto::FileKeys::make(std::move(secrets));
    return std::move(made).value();
}

inline Attempt attempt(Method method = Method::redirect) {
    Attempt out;
    out.account = {"momo", "default"};
    out.method = method;
    out.order_ref = OrderRef::parse(order_ref_text).value();
    out.request_id = request_id;
    out.amount = Money::dong(50'000);
    return out;
}

inline CreateOrder create_order(Method method = Method::redirect) {
    CreateOrder out;
    out.account = account();
    out.attempt = attempt(method);
    out.description = "Nộp lệ phí hồ sơ H01.12-261123-0042";
    out.notify_url = "https://pay.example.gov.vn/v1/callbacks/momo/ipn";
    out.return_url = "https://pay.example.gov.vn/v1/return/momo";
    return out;
}

/// Answers each call with what `answers` holds, then with NoAnswer; keeps what was sent.
class FakeTransport final : public Transport {
  public:
    Task<SendResult> send(OutboundRequest request, Mono due) override {
        sent.push_back(std::move(request));
        dues.push_back(due);
        if (answers.empty()) co_return NoAnswer{"nothing prepared"};
        SendResult next = std::move(answers.front());
        answers.pop_front();
        co_return next;
    }

    std::deque<SendResult> answers;
    std::vector<OutboundRequest> sent;
    std::vector<Mono> dues;
};

enum class Origin { proven, unproven };

inline HttpAnswer http_answer(int status, std::string body, Origin origin = Origin::proven) {
    HttpAnswer out;
    out.status = status;
    out.body = std::move(body);
    out.origin_proven = origin == Origin::proven;
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

/// The flat scalars of a JSON object, as the adapter would read them.
inline toolkit::Fields fields_of(const Json& body) {
    return toolkit::scalar_fields(toolkit::parse_json(body.dump()).value());
}

inline std::string mac_hex(std::string_view text, const std::string& secret = secret_key) {
    return crypto::to_hex(crypto::hmac(MacAlgorithm::hmac_sha256, secret, text));
}

inline Json with_signature(Json body, Signed what) {
    body["signature"] = mac_hex(text_to_sign(what, access_key, fields_of(body)));
    return body;
}

/// A paid IPN that fits attempt().
inline Json ipn() {
    return Json{
        {"partnerCode", partner_code},
        {"orderId", order_ref_text},
        {"requestId", request_id},
        {"amount", 50'000},
        {"orderInfo", "Nộp lệ phí hồ sơ H01.12-261123-0042"},
        {"orderType", "momo_wallet"},
        {"transId", 4'088'878'653},
        {"resultCode", 0},
        {"message", "Successful."},
        {"payType", "qr"},
        {"responseTime", 1'768'449'600'123},
        {"extraData", ""},
    };
}

inline InboundCall ipn_call(std::string body) {
    InboundCall call;
    call.provider = "momo";
    call.kind = "ipn";
    call.request.method = "POST";
    call.request.target = "/v1/callbacks/momo/ipn";
    call.request.body = std::move(body);
    return call;
}

inline InboundContext context() {
    InboundContext out;
    out.account = account();
    StoredOrder order;
    order.attempt = attempt();
    out.orders.push_back(std::move(order));
    return out;
}

/// An adapter with its keys and transport.
struct House {
    FakeTransport transport;
    crypto::FileKeys keys = test_keys();
    std::unique_ptr<Adapter> adapter = make_momo(transport, keys, {account()});
};

}  // namespace dvcpay::momo::testing
