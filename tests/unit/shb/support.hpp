#pragma once
// What the tests of the SHB adapter share: an account, the vectors' keys, a transport that answers
// from a list, and a bank that signs.
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include "crypto/keys.hpp"
#include "ports/adapter.hpp"
#include "shb/settings.hpp"

namespace dvcpay::shb::testing {

using Json = nlohmann::ordered_json;

inline const std::string partner = "KIENGIANG";
inline const std::string bill = "KG26100500000001A";
inline const std::string transaction = "SHB26100500012345";
inline const std::string alias = "SHBKG26100500001";
inline const std::string request_id = "9f0f6f5e-0001-4c11-8d10-000000000001";
inline const std::string core_reference = "FT26278000001";
inline constexpr Wall opened_at = {1'791'162'000'000};  // 2026-10-05 08:00:00 in Vietnam
/// The bank's QR for `alias`, 150 000 đồng, memo KG26100500000001.
extern const std::string bank_qr;

enum class Owner { partner, bank };
/// A PEM private key of tests/vectors/shb/keys.json.
std::string pem(Owner owner);
Json read_vectors(const std::string& name);

ProviderAccount account();
ProviderAccount account_with(std::map<std::string, std::string> more);
Settings settings_of(const ProviderAccount& account);
crypto::FileKeys gateway_keys();
/// As the bank would: RSA-SHA256 in Base64.
std::string signed_by(Owner owner, const std::string& text);

Attempt attempt();
CreateOrder create_order();
QueryOrder query_order();
RefundOrder refund_order();

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

/// `body` with a member set, or left out.
Json with(Json body, const char* member, const Json& value);
Json without(Json body, const char* member);

/// Signed by the bank, with the id repeated.
HttpAnswer bank_answer(const Json& body, int status = 200, const std::string& id = request_id);
HttpAnswer unsigned_answer(const Json& body, int status = 200);

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

/// An adapter with its keys and transport.
struct House {
    explicit House(ProviderAccount of = account());
    ProviderAccount contract;
    FakeTransport transport;
    crypto::FileKeys keys = gateway_keys();
    std::unique_ptr<Adapter> adapter;
};

}  // namespace dvcpay::shb::testing
