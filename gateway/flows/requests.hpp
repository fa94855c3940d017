#pragma once
// What the API hands to the flows, already parsed and checked in form, and what it gets back.
#include <functional>
#include <optional>
#include <string>

#include "ports/store.hpp"

namespace dvcpay::flows {

/// Who calls: from the API key.
struct Caller {
    std::string client;
    PrincipalId principal;
    std::vector<std::string> agencies;  ///< empty: all
    bool is_person = false;  ///< what two people must do needs principals that are persons
    bool may_see(const Payment& payment) const;
    bool may_use_agency(const std::string& code) const;
};

/// An idempotent POST. `refusal` renders an Error as the answer the client will get (problem+json
/// in its language, with its trace id); it is called inside the transaction, on a thread of the
/// store, so that the refusal can be stored with the claim. It must be pure.
struct IdempotentCall {
    IdempotencyScope scope;
    std::string body_sha256;
    std::function<StoredAnswer(const Error&)> refusal;
};

/// An answer for the client, byte for byte.
struct Answered {
    StoredAnswer answer;
    bool replayed = false;
};

struct NewPayment {
    Caller caller;
    IdempotentCall call;
    /// Form is checked: required members, lengths, lines' sum, return_url. Left to the flow: id,
    /// times, state, beneficiary, version; service, agency, provider, method and amount against
    /// catalogue and capability.
    Payment draft;
    std::string party_json;  ///< payer and owner in clear, to be sealed at once; empty: none
    std::optional<std::int64_t> expires_in_s;
    std::optional<std::string> provider;
    std::optional<Method> method;
};

struct NewAttempt {
    Caller caller;
    IdempotentCall call;
    PaymentId payment;
    std::string provider;
    std::optional<Method> method;
    std::optional<std::int64_t> if_version;  ///< If-Match
};

struct CancelRequest {
    Caller caller;
    IdempotentCall call;
    PaymentId payment;
    std::string reason;
    std::optional<std::int64_t> if_version;
};

}  // namespace dvcpay::flows
