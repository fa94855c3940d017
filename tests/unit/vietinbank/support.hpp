#pragma once
// What the tests of the VietinBank adapter share: a contract, its keys, the bank's pen, a transport
// that answers from a list.
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
#include "test_keys.hpp"
#include "toolkit/lexeme_json.hpp"
#include "vietinbank/adapter.hpp"
#include "vietinbank/messages.hpp"
#include "vietinbank/settings.hpp"
#include "vietinbank/signing.hpp"

namespace dvcpay::vietinbank::testing {

inline const std::string number_1 = "8KGGDVC261005000001";
inline const std::string order_ref_text = "KG7Q2M9XC4T8W1ZB";
inline const std::string request_id = "7b0d2c0e-5d0a-4b57-9a51-1f0c6d2b0001";
inline constexpr Wall now{1'791'162'123'004};  // 2026-10-05T01:02:03.004Z

inline ProviderAccount account() {
    ProviderAccount out;
    out.key = {"vietinbank", "default"};
    out.settings = {
        {"client_id", "ibm-client-0001"},
        {"provider_id", "99881"},
        {"merchant_id", "8KGG"},
        {"vac", "8KGG"},
        {"real_account", "118000009999"},
        {"account_name", "CONG DVC KIEN GIANG"},
        {"client_ip", "203.0.113.10"},
    };
    out.beneficiary = {"118000009999", "970415", "Cổng DVC Kiên Giang"};
    return out;
}

inline ProviderAccount account_with(std::string name, std::string value) {
    ProviderAccount out = account();
    out.settings[std::move(name)] = std::move(value);
    return out;
}

inline Settings settings() {
    return read_settings(account()).value();
}

inline crypto::FileKeys test_keys() {
    crypto::SecretsByName secrets;
    const std::string mine = "vietinbank/default/";
    secrets[mine + "partner_key"].emplace_back(partner_private_pem);
    secrets[mine + "client_secret"].emplace_back("client-secret");
    for (const char* name : {"bank_cert_api", "bank_cert_inquiry", "bank_cert_notify"})
        secrets[mine + name].emplace_back(bank_public_pem);
    // A second contract with the bank, and one whose bank certificate is another.
    secrets["vietinbank/second/bank_cert_notify"].emplace_back(bank_public_pem);
    secrets["vietinbank/strange/bank_cert_notify"].emplace_back(partner_private_pem);
    secrets["the/bank"].emplace_back(bank_private_pem);
    secrets["a/stranger"].emplace_back(partner_private_pem);
    secrets["file/secret"].emplace_back("VTBSUM");
    return crypto::FileKeys::make(std::move(secrets)).value();
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

inline std::string sign_with(
    const std::string& key,
    std::string text,
    SignAlgorithm algorithm = SignAlgorithm::rsa_pkcs1_sha256
) {
    static auto keys = test_keys();
    return crypto::to_base64(run(keys.sign(key, algorithm, std::move(text))).value());
}

inline toolkit::JsonValue tree_of(const Json& body) {
    return toolkit::parse_json(body.dump()).value();
}

/// The body with its signature, where the dialect has it.
inline Json with_signature(Signed what, Json body, const std::string& key = "the/bank") {
    const std::string signature = sign_with(key, text_to_sign(what, tree_of(body)));
    const bool in_header = what == Signed::inquiry || what == Signed::records;
    (in_header ? body["header"] : body)["signature"] = signature;
    return body;
}

inline Attempt attempt() {
    Attempt out;
    out.account = account().key;
    out.method = Method::qr;
    out.finality = Finality::push_only;
    out.order_ref = OrderRef::parse(order_ref_text).value();
    out.request_id = request_id;
    out.virtual_account = number_1;
    out.amount = Money::dong(150'000);
    return out;
}

inline CreateOrder create_order(const ProviderAccount& of = account()) {
    CreateOrder out;
    out.account = of;
    out.attempt = attempt();
    out.description = "Nộp lệ phí hồ sơ H01.12-261123-0042";
    out.beneficiary = of.beneficiary;
    out.now = now;
    return out;
}

inline StoredOrder stored(Payable payable = Payable::yes) {
    StoredOrder out;
    out.attempt = attempt();
    out.payable = payable;
    out.beneficiary = account().beneficiary;
    return out;
}

inline InboundContext context(const ProviderAccount& of = account()) {
    InboundContext out;
    out.account = of;
    out.orders.push_back(stored());
    out.now = now;
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
    std::vector<Mono> dues;  ///< of each
};

enum class Origin { proven, unproven };

inline HttpAnswer http_answer(int status, std::string body, Origin origin = Origin::proven) {
    HttpAnswer out;
    out.status = status;
    out.body = std::move(body);
    out.origin_proven = origin == Origin::proven;
    return out;
}

/// A paid notice of the flat dialect that fits attempt().
inline Json notice() {
    return Json{
        {"msgId", "ea6e8f1b3d28438c89290c152b660001"},
        {"providerId", "99881"},
        {"transId", "601690001"},
        {"transTime", "20261005080634"},
        {"transType", "3"},
        {"custCode", number_1},
        {"sendBankId", "970436"},
        {"sendBranchId", ""},
        {"sendAcctId", "0071000123456"},
        {"sendAcctName", "NGUYEN VAN AN"},
        {"recvAcctId", "118000009999"},
        {"recvAcctName", "CONG DVC KIEN GIANG"},
        {"recvVirtualAcctId", number_1},
        {"recvVirtualAcctName", "NGUYEN VAN AN"},
        {"amount", "150000"},
        {"bankTransId", "164T26A0500JAJ01"},
        {"remark", "CT DEN:164T26A0500JAJ01 DVC261005000001"},
        {"currencyCode", "VND"},
    };
}

/// A bill inquiry for attempt().
inline Json inquiry() {
    return Json{
        {"header",
         {{"msgId", "f0c397be-0001"},
          {"msgType", "1100"},
          {"channelId", "211701"},
          {"gatewayId", "G745_DVC"},
          {"providerId", "99881"},
          {"merchantId", "8KGG"},
          {"productId", "900000"},
          {"timestamp", "20261005080510"},
          {"recordNum", "1"},
          {"version", "1.0"},
          {"language", "vi"}}},
        {"data",
         {{"transId", "f0c397bee6f62b8cde52f1c436f80001"},
          {"channelId", ""},
          {"transTime", "20261005080510"},
          {"custCode", number_1}}},
    };
}

inline Json record(const std::string& id) {
    return Json{
        {"transId", id},
        {"originalId", nullptr},
        {"channelId", "28"},
        {"transTime", "20261005021517"},
        {"transType", "C"},
        {"custCode", number_1},
        {"custName", nullptr},
        {"custAcct", nullptr},
        {"recvAcctId", "118000009999"},
        {"recvVirtualAcctId", number_1},
        {"amount", "150000"},
        {"balance", "118242581"},
        {"bankTransId", "382S2371BQYU81M2"},
        {"remark", "CD: DVC261005000001 "},
        {"status", {{"code", "00"}, {"message", "Notify thanh cong"}}},
        {"currencyCode", "VND"},
    };
}

inline Json records(std::vector<Json> all) {
    return Json{
        {"header",
         {{"msgId", "6c3a0001"},
          {"msgType", "1200"},
          {"channelId", "211601"},
          {"providerId", "99881"},
          {"merchantId", nullptr},
          {"productId", "800000"},
          {"timestamp", "20261005105138"},
          {"recordNum", std::to_string(all.size())},
          {"encrypt", nullptr}}},
        {"data", {{"records", std::move(all)}}},
    };
}

inline InboundCall call_of(std::string kind, std::string body) {
    InboundCall out;
    out.provider = "vietinbank";
    out.kind = std::move(kind);
    out.request.method = "POST";
    out.request.body = std::move(body);
    return out;
}

/// An adapter with its keys and transport.
struct House {
    explicit House(const ProviderAccount& of = account())
        : adapter(make_vietinbank(transport, keys, {of})) {}
    FakeTransport transport;
    crypto::FileKeys keys = test_keys();
    std::unique_ptr<Adapter> adapter;
};

inline InboundOutcome outcome_of(InboundOutcome::Kind kind, const ProviderAccount& of = account()) {
    InboundOutcome out;
    out.kind = kind;
    out.context = context(of);
    out.account_known = true;
    out.now = now;
    return out;
}

/// Whether our answer carries our signature, as the bank would check it.
inline bool is_signed_by_us(Signed what, const Json& body) {
    static const auto keys = test_keys();
    const auto tree = tree_of(body);
    const bool in_header = what != Signed::notice_answer;
    return verify_signature(
               keys,
               "a/stranger",
               SignAlgorithm::rsa_pkcs1_sha256,
               what,
               tree,
               text_at(tree, in_header ? "header.signature" : "signature")
    )
        .has_value();
}

}  // namespace dvcpay::vietinbank::testing
