#include "vietcombank/signing.hpp"

#include <algorithm>
#include <utility>

#include "crypto/digest.hpp"
#include "domain/invariant.hpp"
#include "toolkit/canonical.hpp"

namespace dvcpay::vietcombank {
namespace {

constexpr std::string_view bar = "|";
constexpr std::size_t signature_max = 2048;

DigestAlgorithm digest_of(Signing how) {
    return how == Signing::md5 ? DigestAlgorithm::md5 : DigestAlgorithm::sha256;
}

std::size_t digest_size(Signing how) {
    return how == Signing::md5 ? 16 : 32;
}

/// The digests' texts end with a bar, behind which the secret stands.
std::string before_secret(std::string text) {
    text += bar;
    return text;
}

}  // namespace

std::string call_text(const MessageNumbers& numbers) {
    return toolkit::joined({numbers.channel, numbers.reference}, bar);
}

std::string answer_text(const MessageNumbers& numbers, std::string_view our_id) {
    return toolkit::joined({numbers.channel, numbers.reference, our_id}, bar);
}

std::string full_bill_text(
    const MessageNumbers& numbers,
    std::string_view time,
    std::string_view provider,
    std::string_view service,
    std::string_view customer
) {
    return toolkit::joined(
        {numbers.channel, numbers.reference, time, provider, service, customer}, bar
    );
}

std::string full_payment_text(
    const MessageNumbers& numbers,
    std::string_view time,
    std::string_view provider,
    std::string_view service,
    std::string_view customer,
    std::string_view total,
    std::string_view mode,
    std::string_view transaction
) {
    return toolkit::joined(
        {numbers.channel,
         numbers.reference,
         time,
         provider,
         service,
         customer,
         total,
         mode,
         transaction},
        bar
    );
}

std::string full_answer_text(
    const MessageNumbers& numbers,
    std::string_view our_id,
    std::string_view code,
    std::string_view bill,
    std::string_view amount
) {
    return toolkit::joined({numbers.channel, numbers.reference, our_id, code, bill, amount}, bar);
}

std::string api_text(std::string_view app_id, std::string_view message_id, std::string_view time) {
    return toolkit::joined({app_id, message_id, time}, bar);
}

Task<Result<std::string>> sign(Keys* keys, AccountKey account, Signing how, std::string text) {
    switch (how) {
        case Signing::sha256:
        case Signing::md5: {
            const KeyName name = key_name(account, secret);
            const auto raw = keys->digest(name, digest_of(how), before_secret(std::move(text)), "");
            if (!raw) co_return raw.error();
            co_return crypto::to_hex(raw.value());
        }
        case Signing::rsa_sha256: {
            KeyName name = key_name(account, partner_key);
            Result<std::string> raw = co_await keys->sign(
                std::move(name), SignAlgorithm::rsa_pkcs1_sha256, std::move(text)
            );
            if (!raw) co_return raw.error();
            co_return crypto::to_base64(raw.value());
        }
    }
    invariant_broken("sign: value outside its enum");
}

std::optional<Proof> verify(
    const Keys& keys,
    const AccountKey& account,
    Signing how,
    std::string_view text,
    std::string_view signature
) {
    if (signature.empty() || signature.size() > signature_max) return std::nullopt;
    switch (how) {
        case Signing::sha256:
        case Signing::md5: {
            const auto raw = crypto::from_hex(signature);
            if (!raw || raw->size() != digest_size(how)) return std::nullopt;
            return keys.verify_digest(
                key_name(account, secret),
                digest_of(how),
                before_secret(std::string(text)),
                "",
                *raw
            );
        }
        case Signing::rsa_sha256: {
            const auto raw = crypto::from_base64(signature);
            if (!raw) return std::nullopt;
            return keys.verify_signature(
                key_name(account, bank_key), SignAlgorithm::rsa_pkcs1_sha256, text, *raw
            );
        }
    }
    invariant_broken("verify: value outside its enum");
}

bool has_bar(std::initializer_list<std::string_view> values) {
    return std::ranges::any_of(values, [](std::string_view value) {
        return value.find('|') != std::string_view::npos;
    });
}

}  // namespace dvcpay::vietcombank
