#include "toolkit/token_endpoint.hpp"

#include <algorithm>
#include <utility>

#include "crypto/digest.hpp"
#include "ports/proof.hpp"
#include "toolkit/text.hpp"
#include "toolkit/token_answer.hpp"

namespace dvcpay::toolkit {
namespace {

/// No other text that is signed with a key of ours begins like this.
constexpr std::string_view kind = "dvcpay-login-1\n";
constexpr std::size_t header_bytes_max = 1024;
constexpr std::size_t subject_bytes_max = 200;
constexpr std::int64_t life_s_max = 86'400;
constexpr auto algorithm = MacAlgorithm::hmac_sha256;

std::string payload_of(std::string_view subject, Wall end) {
    return std::string(kind) + std::string(subject) + "\n" + std::to_string(end.ms);
}

/// The end of a token for `subject`; empty where the payload is anything else.
std::optional<Wall> end_of(std::string_view payload, std::string_view subject) {
    const std::string before = std::string(kind) + std::string(subject) + "\n";
    if (!payload.starts_with(before)) return std::nullopt;
    const auto ms = parse_whole(payload.substr(before.size()));
    if (!ms) return std::nullopt;
    return Wall{*ms};
}

/// What follows a scheme, whose case does not matter, and its spaces.
std::string_view behind(std::string_view header, std::string_view scheme) {
    if (header.size() > header_bytes_max || header.size() <= scheme.size()) return {};
    const auto same = [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
    };
    if (!std::ranges::equal(header.substr(0, scheme.size()), scheme, same)) return {};
    header.remove_prefix(scheme.size());
    const auto first = header.find_first_not_of(' ');
    if (first == 0 || first == std::string_view::npos) return {};
    return header.substr(first);
}

}  // namespace

Task<Result<std::string>> issue_token(
    Keys* keys, KeyName key, std::string subject, Wall now, std::int64_t life_s
) {
    if (subject.size() > subject_bytes_max || !stands_in_a_header(subject))
        co_return Error(Fault::configuration, "no subject for a token");
    if (life_s < 1 || life_s > life_s_max)
        co_return Error(Fault::configuration, "a token lives from a second to a day");
    std::string payload = crypto::to_base64url(payload_of(subject, now.plus_s(life_s)));
    Result<std::string> made = co_await keys->mac(std::move(key), algorithm, payload);
    if (!made) co_return made;
    co_return payload + "." + crypto::to_base64url(made.value());
}

std::optional<Proof> verify_token(
    const Keys& keys, const KeyName& key, std::string_view token, std::string_view subject, Wall now
) {
    const auto dot = token.find('.');
    if (dot == std::string_view::npos || token.size() > header_bytes_max) return std::nullopt;
    const std::string_view signed_text = token.substr(0, dot);
    const auto code = crypto::from_base64url(token.substr(dot + 1));
    if (!code || !keys.verify_mac(key, algorithm, signed_text, *code)) return std::nullopt;
    const auto payload = crypto::from_base64url(signed_text);
    const auto end = payload ? end_of(*payload, subject) : std::nullopt;
    if (!end || now >= *end) return std::nullopt;
    return ProofIssuer::credential();
}

std::optional<BasicLogin> read_basic(std::string_view header) {
    auto both = crypto::from_base64(behind(header, "basic"));
    if (!both) return std::nullopt;
    const Secret wiped(std::move(*both));
    return wiped.reveal([](std::string_view text) -> std::optional<BasicLogin> {
        const auto colon = text.find(':');
        if (colon == std::string_view::npos || !stands_in_a_header(text)) return std::nullopt;
        return BasicLogin{
            std::string(text.substr(0, colon)), Secret(std::string(text.substr(colon + 1)))
        };
    });
}

std::string_view read_bearer(std::string_view header) {
    const std::string_view token = behind(header, "bearer");
    return token.find(' ') == std::string_view::npos ? token : std::string_view();
}

std::optional<Proof> proof_by_certificate(const HttpRequest& request, std::string_view subject) {
    if (!request.over_tls || subject.empty() || request.client_subject != subject)
        return std::nullopt;
    return ProofIssuer::credential();
}

}  // namespace dvcpay::toolkit
