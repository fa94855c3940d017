#pragma once
// One try at one provider account by one method.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/evidence.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/time.hpp"

namespace dvcpay {

enum class AttemptState : std::uint8_t {
    initiating,  ///< durable before the first byte goes out
    pending,     ///< on offer to the payer
    unknown,     ///< its outcome could not be learnt yet
    succeeded,
    failed,
    cancelled,
    expired,
};
inline constexpr int attempt_state_count = 7;
constexpr bool is_final(AttemptState s) {
    return s >= AttemptState::succeeded;
}
constexpr bool is_live(AttemptState s) {
    return !is_final(s);
}

enum class Method : std::uint8_t { redirect, qr, app };

/// How an attempt of this method may end without money (API page, "Finality").
enum class Finality : std::uint8_t {
    provider,   ///< only a final status answer ends it
    refusal,    ///< it ends when we refuse the provider's check before the debit
    push_only,  ///< it closes by our clock; the account stays watched
};

/// What the payer's browser, phone or printer is given.
struct NextAction {
    enum class Kind : std::uint8_t { none, redirect, qr, app };
    Kind kind = Kind::none;
    std::string url;         ///< redirect, app
    std::string qr_payload;  ///< qr: the text to encode
    // The beneficiary of a bank QR; empty where the QR belongs to a wallet.
    std::string bank_bin, bank_name, account_number, account_name;
    std::string content;  ///< what the payer's transfer must say; empty where nothing
    friend bool operator==(const NextAction&, const NextAction&) = default;
};

struct Attempt {
    AttemptId id;
    AccountKey account;
    Method method = Method::redirect;
    Finality finality = Finality::provider;
    OrderRef order_ref;
    std::string
        request_id;  ///< the provider's idempotency key of our create, repeated when it is repeated
    std::string virtual_account;  ///< the number it is paid to, unique while watched; or empty
    std::string provider_ref;     ///< the provider's own name of the order, once it says one
    AttemptState state = AttemptState::initiating;
    Money amount;  ///< what the payer was asked for: payment amount + service fee
    NextAction next_action;
    std::string provider_txn;
    std::optional<Failure> failure;
    Wall opened_at;
    Wall expires_at;
    std::int64_t grace_s = 0;  ///< push_only: how long after expires_at it stays open
    std::optional<Wall> closed_at;
    std::optional<Wall> next_ask_at;    ///< when the provider is asked next; empty: not at all
    std::optional<Wall> watched_until;  ///< money may still arrive until then
    std::int64_t asked = 0;             ///< questions put to the provider so far
    bool overdue = false;               ///< the asking ended without an answer
};

std::string_view to_string(AttemptState state);
std::string_view to_string(Method method);
std::optional<Method> parse_method(std::string_view text);
std::optional<AttemptState> parse_attempt_state(std::string_view text);
std::string_view to_string(Finality finality);
std::string_view to_string(Said said);
std::string_view to_string(Source source);
std::string_view to_string(ProofKind proof);

}  // namespace dvcpay
