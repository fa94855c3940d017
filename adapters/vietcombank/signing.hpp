#pragma once
// What is signed between the bank and us, and how. Three ways: a digest of the message's numbers
// with the shared secret behind them (SHA-256, or MD5), and RSA over texts that say what the
// message says. Values stand between vertical bars, exactly as transmitted; none may hold one.
// Source: Vietcombank's calls to partners, "signature".
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "ports/keys.hpp"
#include "ports/task.hpp"
#include "vietcombank/settings.hpp"

namespace dvcpay::vietcombank {

/// The numbers of one message of the bank, as transmitted.
struct MessageNumbers {
    std::string_view channel;
    std::string_view reference;
};

/// The text in front of the secret: of the bank's call, of our answer to it.
std::string call_text(const MessageNumbers& numbers);
std::string answer_text(const MessageNumbers& numbers, std::string_view our_id);
/// The texts of rsa-sha256.
std::string full_bill_text(
    const MessageNumbers& numbers,
    std::string_view time,
    std::string_view provider,
    std::string_view service,
    std::string_view customer
);
std::string full_payment_text(
    const MessageNumbers& numbers,
    std::string_view time,
    std::string_view provider,
    std::string_view service,
    std::string_view customer,
    std::string_view total,
    std::string_view mode,
    std::string_view transaction
);
/// Of both answers; `bill` is the customer where a bill was asked for.
std::string full_answer_text(
    const MessageNumbers& numbers,
    std::string_view our_id,
    std::string_view code,
    std::string_view bill,
    std::string_view amount
);
/// The text of a call of ours to the bank's interface, in front of the secret.
std::string api_text(std::string_view app_id, std::string_view message_id, std::string_view time);

/// Lower-case hex of a digest, base64 of an RSA signature. Digests: `text` is what stands in front
/// of the secret. Fault::configuration: the key is missing; unavailable: its token does not sign.
Task<Result<std::string>> sign(Keys* keys, AccountKey account, Signing how, std::string text);
/// Hex of either case. A proof of kind `signature`.
std::optional<Proof> verify(
    const Keys& keys,
    const AccountKey& account,
    Signing how,
    std::string_view text,
    std::string_view signature
);

/// A vertical bar in a value would let characters move from one value into another unseen.
bool has_bar(std::initializer_list<std::string_view> values);

}  // namespace dvcpay::vietcombank
