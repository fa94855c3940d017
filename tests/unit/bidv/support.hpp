#pragma once
// What the tests of the BIDV adapter share: a contract with the vectors' keys, a bank that signs
// and seals with its own, a transport that answers from a list.
#include <cstddef>
#include <deque>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include "bidv/adapter.hpp"
#include "bidv/settings.hpp"
#include "bidv/signing.hpp"
#include "crypto/digest.hpp"
#include "crypto/keys.hpp"
#include "ports/entropy.hpp"
#include "toolkit/jose.hpp"

namespace dvcpay::bidv::testing {

using Json = nlohmann::ordered_json;

inline Json vector_file(const std::string& name) {
    std::ifstream file(std::string(DVCPAY_VECTORS_DIR) + "/" + name + ".json");
    return Json::parse(file);
}

/// A key that stands without its armour, as PEM.
inline std::string armoured(const std::string& what, const std::string& base64) {
    const std::string dashes(5, '-');
    std::string out = dashes + "BEGIN " + what + dashes + "\n";
    for (std::size_t i = 0; i < base64.size(); i += 64) out += base64.substr(i, 64) + "\n";
    return out + dashes + "END " + what + dashes + "\n";
}

inline const std::string order_ref_text = "KG7Q2M9XC4T8W1ZB";
inline const std::string other_ref_text = "KG7Q2M9XC4T8W1ZC";
inline const std::string number = "V2KGKG261005000001";
inline const std::string code = "KG261005000001";
inline const std::string request_id = "7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a01";
inline const std::string test_secret_code = "BidvTestSecret01";
/// 2026-10-05 08:06:34.120 in Vietnam.
inline const Wall now = parse_rfc3339("2026-10-05T01:06:34.120Z").value();
inline const AccountKey account_key = {"bidv", "default"};

using Changes = std::map<std::string, std::string>;

inline ProviderAccount account(const Changes& changes = {}) {
    static const std::string certificate =
        vector_file("certificate").at("vectors")[0].at("expected").at("header");
    ProviderAccount out;
    out.key = account_key;
    out.settings = {
        {"client_id", "kg-client"},
        {"channel", "211701"},
        {"user_agent", "kg-portal"},
        {"client_certificate", certificate},
        {"service_id", "KGDVC1"},
        {"merchant_id", "KGDVC1"},
        {"account_name", "CONG DVC KIEN GIANG"},
        {"va_prefix", "V2KG"},
        {"code_letters", "KG"},
        {"inbound_user", "bidv-caller"},
    };
    for (const auto& [name, text] : changes) out.settings[name] = text;
    return out;
}

inline Settings settings(const Changes& changes = {}) {
    return read_settings(account(changes)).value();
}

/// Prepared bytes first, then a count.
class TestEntropy final : public Entropy {
  public:
    explicit TestEntropy(std::string prepared = {}) : prepared_(std::move(prepared)) {}
    void fill(std::span<std::byte> out) override {
        for (auto& b : out) {
            b = at_ < prepared_.size() ? static_cast<std::byte>(prepared_[at_])
                                       : static_cast<std::byte>(at_);
            ++at_;
        }
    }

  private:
    std::string prepared_;
    std::size_t at_ = 0;
};

/// The contract's secrets, and under "bank" the private key of the bank.
inline crypto::FileKeys test_keys(Entropy* entropy) {
    const std::string partner =
        vector_file("jws_detached").at("credentials").at("private_key_base64");
    const std::string bank =
        vector_file("jws_answer").at("credentials").at("bank_private_key_base64");
    const std::string symmetric =
        vector_file("jwe_a256kw").at("credentials").at("symmetric_key_hex");
    crypto::SecretsByName out;
    const auto put = [&out](std::string_view name, const std::string& text) {
        out[key_name(account_key, name)].emplace_back(text);
    };
    put(client_secret, "s3cr3t");
    put(client_key, armoured("PRIVATE KEY", partner));
    put(symmetric_key, symmetric);
    put(bank_certificate, armoured("PRIVATE KEY", bank));
    put(secret_code, test_secret_code);
    put(inbound_password, "p@ss:word");
    put(token_key, "0123456789abcdef0123456789abcdef");
    return crypto::FileKeys::make(std::move(out), {}, entropy).value();
}

/// Opened once: reading keys takes longer than the tests that use them.
inline crypto::FileKeys& shared_keys() {
    static TestEntropy entropy;
    static crypto::FileKeys keys = test_keys(&entropy);
    return keys;
}

inline Attempt attempt(std::int64_t dong = 150'000) {
    Attempt out;
    out.account = account_key;
    out.method = Method::qr;
    out.finality = Finality::push_only;
    out.order_ref = OrderRef::parse(order_ref_text).value();
    out.request_id = request_id;
    out.virtual_account = number;
    out.amount = Money::dong(dong);
    out.opened_at = now;
    return out;
}

inline CreateOrder create_order(const Changes& changes = {}) {
    CreateOrder out;
    out.account = account(changes);
    out.attempt = attempt();
    out.description = "Lệ phí hồ sơ H01.12-261005-0042";
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
    std::unique_ptr<Adapter> adapter = make_bidv(transport, keys, {contract});

    /// The same as an answer of the bank with its signature.
    HttpAnswer signed_answer(std::string body, Origin origin = Origin::proven) {
        auto jws = run(toolkit::sign_jws(
            &keys,
            key_name(account_key, bank_certificate),
            toolkit::JwsAlgorithm::rs256,
            toolkit::JwsForm::without_payload,
            body
        ));
        HttpAnswer out = http_answer(200, std::move(body), origin);
        out.headers.add("X-JWS-Signature", jws.value());
        return out;
    }
    std::string sealed(const std::string& clear) {
        return toolkit::encrypt_jwe(keys, key_name(account_key, symmetric_key), {}, clear).value();
    }
    CreateResult create(const CreateOrder& order) { return run(adapter->initiate(order, Mono{})); }
    AccountResult ask(Day day, std::int64_t page = 1, PagesSoFar so_far = {}) {
        AccountQuery query;
        query.so_far = std::move(so_far);
        query.account = contract;
        query.day = day;
        query.page = page;
        query.request_id = "0d7d5f0c-1a01-4a55-9a1e-7b1f6a522a0c";
        query.now = now;
        return run(adapter->account_call()(query, Mono{}));
    }
};

// --- the bank's calls
// ------------------------------------------------------------------------------------------------------------------

inline std::string checksum_of(const std::string& text, Checksum profile = Checksum::md5_concat) {
    crypto::SecretsByName secrets;
    secrets["x"].emplace_back(test_secret_code);
    const auto keys = crypto::FileKeys::make(std::move(secrets)).value();
    return spell_checksum(profile, keys.digest("x", digest_of(profile), "", text).value());
}

inline Json getbill(const std::string& customer = code, Checksum profile = Checksum::md5_concat) {
    return Json{
        {"customer_id", customer},
        {"service_id", "KGDVC1"},
        {"checksum", checksum_of(getbill_text(profile, "KGDVC1", customer), profile)},
    };
}

inline Json paybill(
    const std::string& trans = "0000000000017",
    const std::string& bill = order_ref_text,
    const std::string& amount = "150000",
    Checksum profile = Checksum::md5_concat
) {
    return Json{
        {"trans_id", trans},
        {"trans_date", "20261005080634"},
        {"customer_id", code},
        {"service_id", "KGDVC1"},
        {"bill_id", bill},
        {"amount", amount},
        {"checksum", checksum_of(paybill_text(profile, trans, bill, amount), profile)},
    };
}

inline InboundCall call_of(const std::string& kind, std::string body, std::string token = {}) {
    InboundCall call;
    call.provider = "bidv";
    call.kind = kind;
    call.request.method = "POST";
    call.request.target = kind == "bill" ? "/bidv/getbill" : "/bidv/paybill";
    if (!token.empty()) call.request.headers.add("Authorization", "Bearer " + token);
    call.request.body = std::move(body);
    return call;
}

inline StoredOrder stored(Payable payable = Payable::yes) {
    StoredOrder out;
    out.attempt = attempt();
    out.payable = payable;
    out.reference = "H01.12-261005-0042";
    out.description = "Lệ phí hồ sơ H01.12-261005-0042";
    return out;
}

inline InboundContext context(const ProviderAccount& contract, Payable payable = Payable::yes) {
    InboundContext out;
    out.account = contract;
    out.orders.push_back(stored(payable));
    out.now = now;
    return out;
}

/// Without login, so that a test can look at what lies behind it.
inline const Changes no_login = {{"inbound_token", "off"}};

}  // namespace dvcpay::bidv::testing
