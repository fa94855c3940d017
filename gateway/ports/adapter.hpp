#pragma once
// What a provider is, to the core: a capability record, a few outbound operations, four pure
// inbound steps. An adapter is a codec with manners: no socket, no thread, no clock, no random
// source, no database, no key.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/payment.hpp"
#include "domain/schedule.hpp"
#include "ports/http.hpp"
#include "ports/task.hpp"
#include "ports/transport.hpp"

namespace dvcpay {

// --- what a provider can do
// ---------------------------------------------------------------------------------

struct MethodCapability {
    Method method = Method::redirect;
    Finality finality = Finality::provider;
    Money amount_min;
    Money amount_max;
    std::int64_t longest_expiry_s =
        0;  ///< what the provider's offer lives at most; our expiry is cut to it
    std::int64_t grace_s = 0;
    std::int64_t watch_days = 0;
    friend bool operator==(const MethodCapability&, const MethodCapability&) = default;
};

struct Capability {
    std::string provider;                   ///< "momo"
    std::string display_name;               ///< "MoMo"
    std::vector<MethodCapability> methods;  ///< the first is the default
    std::int64_t description_max = 255;     ///< characters of the text shown to the payer
    bool query_attempt = false;
    bool cancel = false;
    bool refund = false;
    bool refund_repeatable = false;  ///< the same refund with the same ids may be sent again
    AskPlan ask_plan;
    std::int64_t call_timeout_ms = 35'000;  ///< the provider's own advice for one call
    std::int64_t answer_within_ms =
        15'000;  ///< how long the provider waits for our answer to its call
    std::vector<std::string> inbound_kinds;  ///< "ipn"

    const MethodCapability* find(Method method) const {
        for (const auto& m : methods) {
            if (m.method == method) return &m;
        }
        return nullptr;
    }
};

/// One contract with the provider, from the configuration. Secrets are in Keys, by name.
struct ProviderAccount {
    AccountKey key;
    std::map<std::string, std::string>
        settings;                       ///< adapter's own: endpoint, partner_code, access_key …
    std::vector<std::string> agencies;  ///< codes it serves; empty: all
    Beneficiary beneficiary;
    Validity validity;
    std::string client;         ///< whose portal is told of its money that belongs to no payment
    std::int64_t priority = 0;  ///< higher first where several would serve
    bool enabled = true;
    CreditRules credit_rules;  ///< what this contract allows

    const std::string& setting(const std::string& name) const {
        static const std::string none;
        const auto it = settings.find(name);
        return it == settings.end() ? none : it->second;
    }
};

// --- outbound
// -----------------------------------------------------------------------------------------------

/// All an adapter may know of a payment: never the payer.
struct CreateOrder {
    ProviderAccount account;
    Attempt attempt;          ///< order_ref and request_id are durable already
    std::string description;  ///< for the payer's screen
    Locale locale = Locale::vi;
    std::string notify_url;  ///< where the provider calls us
    std::string return_url;  ///< where it sends the browser: our own /v1/return/{provider}
};

struct CreateOpened {
    NextAction next_action;
};
struct CreateRefused {
    Failure failure;
    bool alarm = false;
};
struct CreateNotSent {
    Failure failure;
};
struct CreateUnknown {
    std::string why;
};
/// What became of our create. There is no "error".
using CreateResult = std::variant<CreateOpened, CreateRefused, CreateNotSent, CreateUnknown>;

struct QueryOrder {
    ProviderAccount account;
    std::string order_ref;   ///< may be one we do not know (an unmatched notice)
    std::string request_id;  ///< fresh for every question
    Money expected;          ///< what our attempt asks for; zero where there is no attempt
    Locale locale = Locale::vi;
};
/// A verified answer, or nothing learnt.
struct QuerySilent {
    std::string why;
    bool alarm = false;
};
using QueryResult = std::variant<Verified<Notice>, QuerySilent>;

struct RefundOrder {
    ProviderAccount account;
    std::string refund_ref;  ///< ours, new for each try
    std::string request_id;
    std::string order_ref;     ///< of the purchase
    std::string provider_txn;  ///< of the credit
    Money amount;
    std::string description;
    Locale locale = Locale::vi;
};
/// What became of a refund, or of the question about it. Without a proof nothing a provider says is
/// believed: `believed()` is the word that counts.
struct RefundResult {
    RefundSaid said = RefundSaid::unknown;
    std::optional<Proof> proof;  ///< of whose word it is; needed by all but unknown and not_sent
    std::string provider_refund_id;
    Failure failure;  ///< for refused, not_refundable, not_sent
    /// With `refused`: for so long a new try, under whatever ids, would be refused too.
    std::int64_t not_again_for_s = 0;
    bool alarm = false;
    bool decided_here = false;  ///< the adapter itself, before a byte went out

    RefundSaid believed() const {
        const bool of_ours =
            decided_here || said == RefundSaid::unknown || said == RefundSaid::not_sent;
        return of_ours || proof ? said : RefundSaid::unknown;
    }
};

// --- inbound
// ------------------------------------------------------------------------------------------------

/// A call of a provider, exact bytes.
struct InboundCall {
    std::string provider;
    std::string kind;  ///< one of Capability::inbound_kinds
    HttpRequest request;
};

/// Read from unverified bytes, only to find what verification needs.
struct Located {
    AccountKey account;
    std::vector<std::string> order_refs;
};

/// What the core loaded for a Located: the stored order behind each reference, where there is one.
struct StoredOrder {
    Attempt attempt;
    PaymentId payment;
};
struct InboundContext {
    ProviderAccount account;
    std::vector<StoredOrder> orders;
    const StoredOrder* find(std::string_view order_ref) const {
        for (const auto& o : orders) {
            if (o.attempt.order_ref.text() == order_ref) return &o;
        }
        return nullptr;
    }
};

/// Why a call was not believed. The peer learns only "no"; the audit trail learns this.
enum class Distrust : std::uint8_t { malformed, foreign_partner, bad_signature };
using VerifyResult = std::variant<std::vector<Verified<Notice>>, Distrust>;

/// How the core answers, in words the adapter turns into its provider's dialect.
enum class InboundOutcome : std::uint8_t {
    accepted,   ///< durable: stored, decided or queued to be asked
    refused,    ///< not verified
    try_again,  ///< our store is down: nothing was kept, the provider should repeat
};

/// The browser's return, read for routing only: it changes no state (P3).
struct ReturnVisit {
    std::string order_ref;
    bool signature_valid = false;
};

class Adapter {
  public:
    virtual ~Adapter() = default;
    /// What the provider can do at all: the widest of its contracts.
    virtual const Capability& capability() const = 0;
    /// What this contract can do; the provider's where it is none of those configured.
    virtual const Capability& capability(const AccountKey& account) const = 0;

    virtual Task<CreateResult> initiate(CreateOrder order, Mono due) = 0;
    virtual Task<QueryResult> query_attempt(QueryOrder order, Mono due) = 0;
    /// Empty where the provider has no such operation: absence is data, not a method that fails.
    using RefundCall = std::function<Task<RefundResult>(RefundOrder, Mono)>;
    virtual RefundCall refund_call() = 0;
    virtual RefundCall refund_query_call() = 0;

    /// Pure. Fault::malformed where not even an account can be read from it.
    virtual Result<Located> locate(
        const InboundCall& call, const std::vector<ProviderAccount>& accounts
    ) const = 0;
    /// Pure. Works on the exact received bytes.
    virtual VerifyResult verify(const InboundCall& call, const InboundContext& context) const = 0;
    /// Pure. The provider's own yes, no, or "again".
    virtual HttpResponse answer(const InboundCall& call, InboundOutcome outcome) const = 0;
    /// Pure. Reads a browser's return; empty where it names no order.
    virtual std::optional<ReturnVisit> read_return(
        std::string_view query, const std::vector<ProviderAccount>& accounts
    ) const = 0;
    /// Pure. A copy of raw bytes for people and logs: secrets and free text masked.
    virtual std::string mask_raw(std::string_view raw) const = 0;
};

}  // namespace dvcpay
