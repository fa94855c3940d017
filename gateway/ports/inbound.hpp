#pragma once
// Calls of a provider to us, as values. A provider does not only notify: it also asks (is this
// order payable, is that bill open, did you keep my result) and logs in. Each needs an answer in
// its dialect while it waits.
#include <any>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ports/capability.hpp"
#include "ports/http.hpp"

namespace dvcpay {

/// A call of a provider, exact bytes.
struct InboundCall {
    std::string provider;
    std::string kind;  ///< one of Capability::inbound_kinds
    HttpRequest request;
    /// The adapter's own reading of these bytes, so that it reads them once (toolkit/decode_once).
    /// Nobody else's business; empty until an adapter has read.
    mutable std::any decoded = {};
};

/// Read from unverified bytes, only to find what verification needs.
struct Located {
    AccountKey account;
    std::vector<std::string> order_refs;
    std::vector<std::string> numbers = {};  ///< virtual accounts, as the QR code spells them
    /// The provider's own number of this message, where its signature does not cover the content:
    /// the same number with other bytes is then not believed. Empty: no such guard.
    std::string message_id = {};
    /// Further contracts of ours that the message may tell of, where one of several contracts comes
    /// in one call: orders of theirs are looked up too, by the same references and numbers.
    std::vector<AccountKey> also = {};
};

/// Whether money may be asked for an order now. An order that is not stored has no standing.
enum class Payable : std::uint8_t {
    yes,
    paid,    ///< it, or its obligation, has its money
    closed,  ///< expired, cancelled, or another attempt is on offer
};

/// What the core loaded behind one reference or number.
struct StoredOrder {
    Attempt attempt;
    PaymentId payment;
    Payable payable = Payable::closed;
    std::string reference;    ///< the dossier, as the portal names it
    std::string description;  ///< of the payment
    Beneficiary beneficiary;
    bool result_kept = false;  ///< money, or a final word about this attempt, is stored
};
struct InboundContext {
    ProviderAccount account;  ///< whose keys answer the call
    /// Located::also. A notice of theirs names their account, and is proven by their own keys.
    std::vector<ProviderAccount> also = {};
    std::vector<StoredOrder> orders;
    Wall now;
    const StoredOrder* find(std::string_view order_ref) const {
        for (const auto& o : orders) {
            if (o.attempt.order_ref.text() == order_ref) return &o;
        }
        return nullptr;
    }
    const StoredOrder* find_number(std::string_view number) const {
        for (const auto& o : orders) {
            if (!number.empty() && o.attempt.virtual_account == number) return &o;
        }
        return nullptr;
    }
};

/// Why a call was not believed. The peer learns what its protocol says, mostly "no"; the audit
/// trail learns this.
enum class Distrust : std::uint8_t {
    malformed,        ///< a field is missing or cannot be read
    foreign_partner,  ///< names a partner, merchant or service that is none of ours
    bad_signature,
    bad_credentials,  ///< password or token of the call are wrong or over
    out_of_bounds,    ///< verifies, but its fields cannot stand so (boundary guards of the spec)
    reused_message,   ///< its message number was used with other bytes (core)
};

/// A question that changes nothing here.
struct Question {
    enum class About : std::uint8_t {
        bill,    ///< may it be paid, and how much: order check, bill inquiry
        result,  ///< was a result kept
        token,   ///< a login: nothing about orders
    };
    About about = About::bill;
    std::string order_ref;  ///< of the order asked about; this or `number`
    std::string number;
};

using VerifyResult = std::variant<std::vector<Verified<Notice>>, Question, Distrust>;

/// What became of one notice.
enum class Verdict : std::uint8_t {
    kept,         ///< new and durable, whatever it did: paid, late, an incident
    repeated,     ///< this was kept before, in the same words
    contradicts,  ///< its transaction is known with another amount or order; kept for people
    stranger,     ///< kept; belongs to no order of ours
    // only of notices that may be refused (Notice::refusable); nothing was booked
    refused_unknown,
    refused_closed,
    refused_paid,
    refused_amount,
};

/// How the core answers, in words the adapter turns into its provider's dialect.
struct InboundOutcome {
    enum class Kind : std::uint8_t {
        taken,       ///< verified and durable: a verdict for each notice
        answered,    ///< a question: `orders` says how it stands
        distrusted,  ///< not verified
        try_again,   ///< our store is down: nothing was kept, the provider should repeat
    };
    Kind kind = Kind::try_again;
    Distrust distrust = Distrust::malformed;
    std::vector<Notice> notices;  ///< as verified, in their order
    std::vector<Verdict> verdicts;
    Question question;
    /// Filled wherever the account is known; `orders` as loaded before the decision.
    InboundContext context;
    bool account_known = false;
    Wall now;
    std::string fresh_id;  ///< 32 lower-case hex digits, new for each answer
};

/// The browser's return, read for routing only: it changes no state (P3).
struct ReturnVisit {
    std::string order_ref;
    bool signature_valid = false;
    bool unsigned_protocol = false;  ///< there is no signature to check: the question is put anyway
};

}  // namespace dvcpay
