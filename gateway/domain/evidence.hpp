#pragma once
// What a provider said, and the proof that it was the provider (P3).
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/time.hpp"

namespace dvcpay {

/// One of our contracts with a provider: keys, partner id and beneficiary belong to it.
struct AccountKey {
    std::string provider;  ///< "momo"
    std::string account;   ///< our name of the contract in the configuration, "default"
    friend auto operator<=>(const AccountKey&, const AccountKey&) = default;
};

/// What the words of a provider mean for an attempt, whatever its code was.
enum class Said : std::uint8_t {
    paid,        ///< money moved
    authorised,  ///< money is held, not moved
    waiting,     ///< the payer has not finished, or the provider is still working
    declined,    ///< final: no money, this attempt is over
    cancelled,   ///< final: payer or merchant cancelled
    lapsed,      ///< final: the offer ran out
    not_found,   ///< the provider does not know the order (not final: the order may be on its way)
    unclear,     ///< none of these: ask again
};

enum class Source : std::uint8_t { callback, status_answer, create_answer, statement };

/// How a peer proved who it is.
enum class ProofKind : std::uint8_t {
    signature,   ///< the protocol's signature over the exact bytes
    tls_echo,    ///< verified TLS to the configured host and an exact echo of our own references
    credential,  ///< a password of the call, or its client certificate: nothing covers the content
    file,        ///< a statement accepted under its own checks
};

/// Proof of origin. Only ProofIssuer (ports/proof.hpp: used by the key store's verifier, the
/// verified transport and tests) can make one, so that an adapter cannot believe by mistake.
class Proof {
  public:
    ProofKind kind() const { return kind_; }

  private:
    friend struct ProofIssuer;
    explicit Proof(ProofKind kind) : kind_(kind) {}
    ProofKind kind_;
};

/// A value whose origin is proven. `decide` takes nothing less for what a provider says.
template <class T>
class Verified {
  public:
    Verified(T value, Proof proof) : value_(std::move(value)), proof_(proof) {}
    const T& value() const { return value_; }
    ProofKind proof() const { return proof_.kind(); }
    /// The same words under the name we know the thing by; what was proven stays proven.
    template <class Restate>
    Verified restated(Restate&& restate) const {
        Verified out = *this;
        restate(out.value_);
        return out;
    }

  private:
    T value_;
    Proof proof_;
};

/// Why an attempt ended without money, in words for portal and payer.
struct Failure {
    std::string code;           ///< ours, stable: "declined_by_payer"
    std::string provider_code;  ///< the provider's own, for support
    std::string message_vi;
    std::string message_en;
    bool can_retry = false;  ///< a new attempt may succeed
    friend bool operator==(const Failure&, const Failure&) = default;
};

/// One statement of a provider about one order.
struct Notice {
    AccountKey account;
    std::string order_ref;  ///< as the provider wrote it; may name no order of ours
    Said said = Said::unclear;
    Money amount;              ///< what the provider names; zero when it names none
    std::string provider_txn;  ///< unique at the provider account; required for `paid`
    std::string provider_code;
    Failure failure;   ///< filled for declined, cancelled, lapsed
    Wall occurred_at;  ///< the provider's time; zero when it names none
    Source source = Source::callback;
    /// True where this notice may only start a question: held money, or a success that differs from
    /// the stored order in amount, request or extra data. The answer to the question then counts.
    bool ask_first = false;
    bool alarm = false;   ///< our own set-up is refused (keys, partner): people must look
    std::string paid_to;  ///< the virtual account the money went to; empty where there is none
    /// Further names of the same movement at the same account (a core reference): one movement told
    /// twice under two names is still one credit.
    std::vector<std::string> other_txns;
    /// The provider asked before the money is final and takes it back where we refuse. False: the
    /// money has moved, and is kept whatever it is (P2).
    bool refusable = false;
};

/// The record of a notice as stored: what was said, how it was proven, the hash of its raw bytes.
struct Evidence {
    EvidenceId id;
    Source source = Source::callback;
    ProofKind proof = ProofKind::signature;
    Said said = Said::unclear;
    std::string order_ref;
    Money amount;
    std::string provider_txn;
    std::string provider_code;
    std::string raw_sha256;  ///< lower-case hex of the exact bytes received
    Wall received_at;
};

}  // namespace dvcpay
