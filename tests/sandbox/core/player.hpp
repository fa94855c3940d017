#pragma once
// What tests ask of every provider's side: to take money, to say any sentence of its protocol
// (true, false, forged, twice), and to read our answers by its own specification. The conformance
// kit, the simulation and BasicProvider's own payers speak to a provider through this alone.
//
// Nothing here sends anything: a message is bytes, and whoever asked for it delivers it.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "domain/time.hpp"
#include "ports/http.hpp"
#include "ports/transport.hpp"

namespace dvcpay::sandbox {

/// What a payer holds in the hand: what the gateway handed out for one attempt.
struct Offer {
    std::string order_ref;   ///< ours
    std::string number;      ///< virtual account; empty where there is none
    std::int64_t asked = 0;  ///< whole đồng
    std::string url;         ///< redirect or app: the link
    std::string qr;          ///< qr: the text of the code
};

/// What a message says became of the order.
enum class Says : std::uint8_t { paid, declined, cancelled, waiting, unknown_code };

enum class SignedAs : std::uint8_t {
    right,
    wrong_key,
    next_key,  ///< the key the provider signs with after its rotation
    nothing,   ///< no signature; where the protocol has a token or a password: none
};

/// One sentence a test wants the provider to say. Nothing of it needs to be true.
struct Wish {
    std::string kind;   ///< one of Capability::inbound_kinds
    std::string order;  ///< order_ref or virtual account; may name nothing the provider knows
    std::optional<std::int64_t> amount;  ///< empty: what really moved, else what was asked
    std::string txn;  ///< the provider's transaction; empty: the order's latest, else a new one
    Says says = Says::paid;
    std::string code;  ///< the raw result code instead of the usual one of `says`
    SignedAs signed_as = SignedAs::right;
    std::string partner;     ///< another merchant, service or VA prefix; empty: the right one
    std::string currency;    ///< another one; empty: the right one
    std::string text;        ///< free text of the payer or the bank; empty: the usual
    std::string message_id;  ///< number of the message where the protocol has one; empty: a new one
    /// Characters moved across a border between fields so that the signature still holds.
    bool shift_boundary = false;
    std::optional<Wall> at;  ///< the provider's time in the message; empty: now
    std::vector<Wish> more;  ///< further records of the same message
};

/// One of our answers, as the provider reads it by its specification.
struct Reading {
    enum class Said : std::uint8_t {
        taken,     ///< received, payable, logged in: the protocol's "yes"
        repeated,  ///< "I have that already"; many protocols say `taken` instead
        refused,   ///< "no", for good
        again,     ///< "not now": the provider repeats
        garbage,   ///< nothing the specification knows
    };
    Said said = Said::garbage;
    bool signature_ok = true;            ///< also where the protocol signs no answers
    std::optional<std::int64_t> amount;  ///< of a bill or an order check
    std::string code;                    ///< the raw one
    std::string why;                     ///< for people: what is wrong with it
};

std::string_view word_of(Reading::Said said);

/// What a code of a provider must come to, by its specification.
enum class Means : std::uint8_t {
    // answers to create
    opened,
    refused,
    // answers to a question about an order, and notices
    paid,
    authorised,
    waiting,
    declined,
    cancelled,
    lapsed,
    not_found,
    // answers to a refund, or to the question about it
    done,
    pending,
    not_refundable,
    // any of them
    unknown,  ///< asked again: neither success nor failure
};
std::string_view word_of(Means means);

/// One row of a code table of the specification.
struct CodeCase {
    std::string operation;  ///< "create", "query", "refund", "refund_query", or an inbound kind
    std::string code;
    Means means = Means::unknown;
};

/// One movement of money in the provider's own book.
struct Moved {
    std::string order_ref;  ///< as the provider knows it; may be empty where it knows a number only
    std::string number;
    std::string txn;
    std::int64_t amount = 0;
    std::int64_t refunded = 0;
};

class Player {
  public:
    virtual ~Player() = default;

    /// The payer opens the link or scans the code: the provider reads it by its own rules (its
    /// signature, its TLV and CRC, the account, the amount). The error says what is wrong with it.
    virtual Result<void> look(const Offer& offer) = 0;
    /// Money moves in the book and nobody is told: also after expiry, also a second time. Returns
    /// the transaction. state_conflict where the provider itself refuses to take it.
    virtual Result<std::string> pay(const Offer& offer, std::int64_t amount) = 0;
    /// The payer turns away for good, nobody is told. state_conflict where payers cannot.
    virtual Result<void> decline(const Offer& offer) = 0;
    /// The provider's call to us. Empty where the protocol cannot say it: see not_applicable().
    virtual std::optional<OutboundRequest> message(const Wish& wish) = 0;
    /// Kinds that tell of money, the usual one first.
    virtual std::vector<std::string> notices() const = 0;
    /// Kinds that ask whether an order may be paid (order check, bill inquiry).
    virtual std::vector<std::string> questions() const { return {}; }
    /// Kinds that ask whether we kept a result.
    virtual std::vector<std::string> result_questions() const { return {}; }
    /// Kinds the provider calls before one of `kind`, in this order: a login. Their answers are
    /// given to read(), which keeps what the next message needs.
    virtual std::vector<std::string> before(std::string_view kind) const = 0;
    virtual Reading read(std::string_view kind, const HttpResponse& answer) = 0;

    /// Every row of the code tables the specification has for us.
    virtual std::vector<CodeCase> codes() const = 0;
    /// The next answer of an operation says this code, signed as it should be. Where the code means
    /// that it was done it is done, else nothing is.
    virtual void answer_next(const std::string& operation, const std::string& code) = 0;

    virtual std::vector<Moved> moved() const = 0;
    /// What was wrong with requests to this provider, since the start: signatures, members, tokens.
    virtual std::vector<std::string> complaints() const = 0;
    /// Why a situation of the conformance kit cannot be with this provider, with the section of its
    /// specification; empty where it can.
    virtual std::string not_applicable(std::string_view situation) const = 0;
};

}  // namespace dvcpay::sandbox
