#pragma once
// The one who stands outside the gateway and believes nobody: who really paid (the provider's
// book), what was acknowledged (what left the gateway's host), what the portal was told. Far
// simpler than the gateway: it keeps three lists and compares.
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "ports/store.hpp"
#include "simulation/book.hpp"
#include "simulation/judgement.hpp"
#include "simulation/sim_network.hpp"

namespace dvcpay::simulation {

using Json = nlohmann::json;

class Auditor {
  public:
    Auditor(Judgement* judgement, const RealBook* book) : judgement_(judgement), book_(book) {}

    /// Everything that crossed the network, as it was answered. Acknowledgements are taken from
    /// here: what has left the gateway's host counts, whether or not it arrived.
    void exchanged(const SimNetwork::Exchange& exchange);
    /// An answer has reached the one who asked.
    void arrived(const SimNetwork::Exchange& exchange);
    /// The portal has been told this event; `first`: it had not accepted this sequence before.
    void told(
        const std::string& chain,
        std::int64_t sequence,
        const std::string& type,
        const Json& payment
    );
    /// The gateway lives again on what it had made durable.
    void look_after_crash(Reader& reader);
    /// Time has run on without faults: everything must have come right.
    void look_at_the_end(
        Reader& reader, const std::map<std::string, std::set<std::int64_t>>& accepted
    );

    /// Verified notices of money that were acknowledged, and answers of the provider the gateway
    /// received.
    const std::set<std::string>& learnt() const { return learnt_; }

    /// Orders that can still be paid at the provider: (order, text shown to the payer).
    std::function<std::vector<std::pair<std::string, std::string>>()> open_orders;

    struct Summary {
        std::int64_t payments = 0, paid = 0, late = 0, expired = 0, cancelled = 0, unknown = 0;
        std::int64_t credits = 0, duplicates = 0, partial = 0, surplus = 0, unmatched = 0,
                     incidents = 0, overdue = 0;
        std::int64_t unlearnt = 0;  ///< money the gateway had no way to hear of
        std::int64_t events = 0, dead = 0;
        std::int64_t refunds = 0, returned = 0;
    };
    const Summary& summary() const { return summary_; }

  private:
    struct Answer {
        int status = 0;
        std::string body, etag, location, request;
    };
    struct Acknowledged {
        std::int64_t version = 0;
        bool paid = false;
    };
    void api_answered(const SimNetwork::Exchange& exchange);
    void callback_answered(const SimNetwork::Exchange& exchange);
    void created_at_provider(const SimNetwork::Exchange& exchange);
    void claimed(const Json& payment, const std::string& where);
    void check_payment(Reader& reader, const PaymentFile& file);
    void check_chain(
        Reader& reader, const std::string& chain, const std::set<std::int64_t>& accepted
    );
    void check_refunds(const PaymentFile& file);
    void check_book(Reader& reader);

    Judgement* judgement_;
    const RealBook* book_;
    std::map<std::string, Answer> answers_;         ///< by method, path and idempotency key
    std::map<std::string, Acknowledged> payments_;  ///< by payment id: what a 2xx has said
    std::map<std::string, std::string>
        acknowledged_money_;        ///< transaction → order, exact amount, answered 204
    std::set<std::string> learnt_;  ///< transactions
    std::set<std::string> read_;    ///< transactions the provider's answers have shown to this life
    std::set<std::string> told_paid_;
    std::map<std::string, std::int64_t> last_told_;
    std::map<std::string, std::string> last_status_;
    Summary summary_;
};

/// Of an IPN or any text, with the test partner's key: written apart from the adapter and from the
/// sandbox.
std::string hmac_sha256_hex(const std::string& key, const std::string& text);
std::string hmac_sha256_base64(const std::string& key, const std::string& text);
/// Whether an IPN's body carries the partner's signature.
bool ipn_is_signed(const Json& body);

}  // namespace dvcpay::simulation
