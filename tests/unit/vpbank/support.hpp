#pragma once
// What the tests of the VPBank adapter share: contracts, the keys of the vectors, the bank's pen, a
// transport that answers from a list.
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "crypto/keys.hpp"
#include "ports/adapter.hpp"
#include "vpbank/settings.hpp"
#include "vpbank/signing.hpp"

namespace dvcpay::vpbank::testing {

using Json = nlohmann::ordered_json;

inline const std::string number_1 = "VPBDVC00000042";
inline const std::string order_ref_text = "KG7Q2M9XC4T8W1ZB";
inline const std::string request_id = "7b0d2c0e-5d0a-4b57-9a51-1f0c6d2b0001";
inline const std::string txn_1 = "FT26015000000001";
inline constexpr Wall now{1'768'442'530'000};  // 2026-01-15T02:02:10Z, 09:02:10 in Vietnam

/// A file of tests/vectors/vpbank.
Json vectors(const std::string& name);
/// PEM out of keys.json: ("bank", "private_key", "PRIVATE KEY").
std::string pem(const std::string& owner, const std::string& member, const std::string& label);

/// va_mode pool, no calls.
ProviderAccount account();
ProviderAccount account_with(std::vector<std::pair<std::string, std::string>> more);
/// With an address to call: refunds by transfer.
ProviderAccount calling(std::vector<std::pair<std::string, std::string>> more = {});
/// va_mode api.
ProviderAccount api_account();
inline Settings settings(const ProviderAccount& of = account()) {
    return read_settings(of).value();
}
crypto::FileKeys test_keys();

/// base64(RSA(base64(text))) with the key of the name; "the/bank", "a/stranger".
std::string sign_with(const std::string& key, const std::string& text, Wrap wrap = Wrap::base64);

Attempt attempt();
CreateOrder create_order(const ProviderAccount& of = account());
RefundOrder refund_order(const ProviderAccount& of = calling());
StoredOrder stored();
InboundContext context(const ProviderAccount& of = account());

/// N1 about attempt(), unsigned.
Json notice();
/// The same money as the second generation tells it.
Json collect_notice();
InboundCall call_of(std::string body);
/// With the header `signature` by this key.
InboundCall signed_call(const Json& body, const std::string& key = "the/bank");

class FakeTransport final : public Transport {
  public:
    /// Answers each call with what `answers` holds, then with NoAnswer; keeps what was sent.
    Task<SendResult> send(OutboundRequest request, Mono due) override;
    std::deque<SendResult> answers;
    std::vector<OutboundRequest> sent;
    std::vector<Mono> dues;  ///< of each
};

enum class Origin { proven, unproven };
HttpAnswer http_answer(int status, std::string body, Origin origin = Origin::proven);
inline HttpAnswer json_answer(const Json& body, int status = 200) {
    return http_answer(status, body.dump());
}

/// An adapter with its keys and transport.
struct House {
    explicit House(const ProviderAccount& of = account());
    FakeTransport transport;
    crypto::FileKeys keys = test_keys();
    std::unique_ptr<Adapter> adapter;

    CreateResult create(const CreateOrder& order);
    QueryResult query(const QueryOrder& order);
    RefundResult refund(const RefundOrder& order, Mono until = Mono{});
    RefundResult refund_query(const RefundOrder& order);
    HttpResponse answer(const InboundCall& call, const InboundOutcome& outcome);
};

InboundOutcome outcome_of(InboundOutcome::Kind kind, const ProviderAccount& of = account());

}  // namespace dvcpay::vpbank::testing
