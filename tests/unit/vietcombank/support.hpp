#pragma once
// What the tests of the Vietcombank adapter share: contracts with the vectors' keys, calls as the
// bank and the checkout make them, a transport that answers from a list.
#include <deque>
#include <fstream>
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
#include "vietcombank/adapter.hpp"
#include "vietcombank/settings.hpp"

namespace dvcpay::vietcombank::testing {

using Json = nlohmann::ordered_json;

inline Json vector_file(const std::string& name) {
    std::ifstream file(std::string(DVCPAY_VECTORS_DIR) + "/" + name + ".json");
    return Json::parse(file);
}

/// A key that stands without its armour, as PEM.
inline std::string armoured(const std::string& base64) {
    const std::string dashes(5, '-');
    std::string out = dashes + "BEGIN PRIVATE KEY" + dashes + "\n";
    for (std::size_t i = 0; i < base64.size(); i += 64) out += base64.substr(i, 64) + "\n";
    return out + dashes + "END PRIVATE KEY" + dashes + "\n";
}

inline const std::string secret_text = "VCBTEST-S3cret-0001";
inline const std::string passcode_text = "TEST-PASSCODE-01";
inline const std::string number = "DVCTS20000000000157";
inline const std::string order_ref_text = "KG7Q2M9XC4T8W1ZB";
inline const std::string token = "90001-8f14e45fceea167a5a36dedd4bea2543";
inline const std::string txn = "5000-00001-20260115-090204-06800";
inline const std::string request_id = "7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a01";
/// 2026-01-15 09:01:20.347 in Vietnam.
inline const Wall now = parse_rfc3339("2026-01-15T02:01:20.347Z").value();
inline const AccountKey account_key = {"vietcombank", "default"};

using Changes = std::map<std::string, std::string>;

/// Numbers, SHA-256 and nothing else.
inline ProviderAccount account(const Changes& changes = {}) {
    ProviderAccount out;
    out.key = account_key;
    out.settings = {
        {"va_prefix", "DVCTS2"},
        {"service_id", "BC1"},
        {"account_name", "Tt Phục vụ HCC"},
        {"inbound_user", "vcb"},
    };
    for (const auto& [name, text] : changes) out.settings[name] = text;
    return out;
}

inline const Changes no_login = {{"inbound_basic_auth", "off"}};
inline const Changes with_checkout = {
    {"inbound_basic_auth", "off"},
    {"nl_merchant_site_code", "90001"},
    {"nl_merchant_email", "ketoan@example.vn"},
    {"nl_buyer_name", "NGUYEN VAN A"},
    {"nl_buyer_email", "congdan@example.vn"},
    {"nl_buyer_mobile", "0912345678"},
    {"nl_buyer_address", "Viet Nam"},
};
inline Changes with(Changes base, const Changes& more) {
    for (const auto& [name, text] : more) base[name] = text;
    return base;
}

inline Settings settings(const Changes& changes = {}) {
    return read_settings(account(changes)).value();
}

/// The contract's secrets; under "as_bank" and "as_partner" what the vectors' other side has.
inline crypto::FileKeys& shared_keys() {
    static crypto::FileKeys keys = [] {
        const std::string bank =
            vector_file("rsa_request").at("credentials").at("bank_private_key_base64");
        const std::string partner =
            vector_file("rsa_answer").at("credentials").at("partner_private_key_base64");
        crypto::SecretsByName out;
        const auto put = [&out](std::string_view name, const std::string& text) {
            out[key_name(account_key, name)].emplace_back(text);
        };
        put(secret, secret_text);
        put(partner_key, armoured(partner));
        put(bank_key, armoured(bank));
        put(inbound_password, "p@ss:word");
        put(api_password, "api-word");
        put(client_secret, "s3cr3t");
        put(passcode, passcode_text);
        return crypto::FileKeys::make(std::move(out)).value();
    }();
    return keys;
}

inline Attempt attempt(Method method = Method::qr, std::int64_t dong = 12'000) {
    Attempt out;
    out.account = account_key;
    out.method = method;
    out.order_ref = OrderRef::parse(order_ref_text).value();
    out.request_id = request_id;
    if (method == Method::qr) out.virtual_account = number;
    out.amount = Money::dong(dong);
    out.opened_at = now;
    out.expires_at = now.plus_s(900);
    return out;
}

inline CreateOrder create_order(const Changes& changes = {}, Method method = Method::qr) {
    CreateOrder out;
    out.account = account(changes);
    out.attempt = attempt(method);
    out.description = "Lệ phí cấp đổi GPLX";
    out.notify_url = "https://dvc.example.gov.vn/v1/callbacks/vietcombank/ipn";
    out.return_url = "https://dvc.example.gov.vn/v1/return/vietcombank";
    out.now = now;
    return out;
}

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

enum class Origin { proven, unproven };

inline HttpAnswer http_answer(int status, std::string body, Origin origin = Origin::proven) {
    HttpAnswer out;
    out.status = status;
    out.body = std::move(body);
    out.origin_proven = origin == Origin::proven;
    return out;
}

/// An adapter with its keys and transport.
struct House {
    explicit House(const Changes& changes = {}) : contract(account(changes)) {}
    ProviderAccount contract;
    crypto::FileKeys& keys = shared_keys();
    FakeTransport transport;
    std::unique_ptr<Adapter> adapter = make_vietcombank(transport, keys, {contract});

    CreateResult create(const CreateOrder& order) { return run(adapter->initiate(order, Mono{})); }
    VerifyResult verify(const InboundCall& call, const InboundContext& context) {
        return adapter->verify(call, context);
    }
    HttpResponse answer(const InboundCall& call, InboundOutcome outcome) {
        outcome.fresh_id = "b1c2d3e4f5a60718";
        return run(adapter->answer(call, std::move(outcome)));
    }
};

// --- the bank's calls
// ------------------------------------------------------------------------------------------------------------------

inline std::string signed_body(Json context, Json payload, const std::string& by = secret_text) {
    const std::string text =
        context.value("channelId", "") + "|" + context.value("channelRefNumber", "") + "|" + by;
    Json out;
    out["context"] = std::move(context);
    out["payload"] = std::move(payload);
    out["signature"] = crypto::sha256_hex(text);
    return out.dump();
}

inline Json context_json(const std::string& reference = "202601150000201") {
    return Json{
        {"channelId", "VAH"},
        {"channelRefNumber", reference},
        {"requestDateTime", "15-01-2026 09:02:04"},
    };
}

inline Json bill_json() {
    return Json{{"customerCode", number}, {"providerId", "DVCTS2"}, {"serviceId", "BC1"}};
}

inline Json payment_json(const std::string& amount = "12000", const std::string& id = txn) {
    return Json{
        {"providerId", "DVCTS2"},
        {"serviceId", "BC1"},
        {"customerCode", number},
        {"totalPaymentAmount", amount},
        {"paymentMode", "A"},
        {"internalTransactionRefNo", id},
        {"bills",
         Json::array(
             {Json{{"billId", number}, {"amount", amount}, {"billDate", ""}, {"billDueDate", ""}}}
         )},
    };
}

inline Json advice_json(const std::string& remark) {
    return Json{
        {"providerId", "DVCTS2"},
        {"serviceId", "BC1"},
        {"account", "0071000123456"},
        {"amount", "12000"},
        {"currency", "VND"},
        {"currentBal", "1"},
        {"availBal", "1"},
        {"holdAmount", "0"},
        {"dorc", "C"},
        {"transactionTime", "2026-01-15 09:02:05"},
        {"remark", remark},
        {"hostInfo",
         Json{
             {"tellerId", "5000"},
             {"seqNo", "6800"},
             {"hostDate", "20260115"},
             {"pcTime", "090205"},
             {"branch", "001"}
         }},
    };
}

inline InboundCall call_of(const std::string& kind, std::string body, std::string login = {}) {
    InboundCall call;
    call.provider = "vietcombank";
    call.kind = kind;
    call.request.method = "POST";
    call.request.target = "/v1/callbacks/vietcombank/" + kind;
    if (!login.empty())
        call.request.headers.add("Authorization", "Basic " + crypto::to_base64(login));
    call.request.body = std::move(body);
    return call;
}

inline InboundCall credit_call(const Json& payload = payment_json()) {
    return call_of("credit", signed_body(context_json(), payload));
}

inline StoredOrder stored(Payable payable = Payable::yes, Method method = Method::qr) {
    StoredOrder out;
    out.attempt = attempt(method);
    out.payable = payable;
    return out;
}

inline InboundContext context(
    const ProviderAccount& contract, Payable payable = Payable::yes, Method method = Method::qr
) {
    InboundContext out;
    out.account = contract;
    out.orders.push_back(stored(payable, method));
    out.now = now;
    return out;
}

inline InboundOutcome outcome(const InboundContext& context, InboundOutcome::Kind kind) {
    InboundOutcome out;
    out.kind = kind;
    out.context = context;
    out.account_known = true;
    return out;
}

inline InboundOutcome taken(const InboundContext& context, Verdict verdict) {
    InboundOutcome out = outcome(context, InboundOutcome::Kind::taken);
    out.verdicts = {verdict};
    return out;
}

inline InboundOutcome distrusted(const InboundContext& context, Distrust why) {
    InboundOutcome out = outcome(context, InboundOutcome::Kind::distrusted);
    out.distrust = why;
    return out;
}

inline std::string code_in(const HttpResponse& answer) {
    const Json body = Json::parse(answer.body, nullptr, false);
    if (!body.is_object() || !body.contains("context")) return "none";
    return body["context"].value("errorCode", "none");
}

inline const Notice* only_notice(const VerifyResult& result) {
    const auto* all = std::get_if<std::vector<Verified<Notice>>>(&result);
    return all != nullptr && all->size() == 1 ? &all->front().value() : nullptr;
}

inline Distrust distrust_in(const VerifyResult& result) {
    return std::get<Distrust>(result);
}

}  // namespace dvcpay::vietcombank::testing
