#include <utility>

#include "crypto/digest.hpp"
#include "domain/invariant.hpp"
#include "toolkit/jose.hpp"
#include "toolkit/jose_header.hpp"

namespace dvcpay::toolkit {
namespace {

constexpr std::size_t half_bytes = 32;
constexpr char der_sequence = 0x30;
constexpr char der_integer = 0x02;
constexpr std::string_view none;

std::string_view name_of(JwsAlgorithm algorithm) {
    switch (algorithm) {
        case JwsAlgorithm::rs256:
            return "RS256";
        case JwsAlgorithm::es256:
            return "ES256";
    }
    invariant_broken("name_of: value outside its enum");
}

SignAlgorithm under(JwsAlgorithm algorithm) {
    switch (algorithm) {
        case JwsAlgorithm::rs256:
            return SignAlgorithm::rsa_pkcs1_sha256;
        case JwsAlgorithm::es256:
            return SignAlgorithm::ecdsa_p256_sha256;
    }
    invariant_broken("under: value outside its enum");
}

struct Parts {
    std::string_view header;
    std::string_view payload;
    std::string_view signature;
};

std::optional<Parts> split(std::string_view jws) {
    const auto first = jws.find('.');
    if (first == std::string_view::npos) return std::nullopt;
    const auto second = jws.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    if (jws.find('.', second + 1) != std::string_view::npos) return std::nullopt;
    return Parts{
        jws.substr(0, first), jws.substr(first + 1, second - first - 1), jws.substr(second + 1)
    };
}

/// A positive DER integer of the shortest form.
std::string der_number(std::string_view half) {
    const auto first = half.find_first_not_of('\0');
    std::string digits(half.substr(first == std::string_view::npos ? half.size() - 1 : first));
    if (static_cast<unsigned char>(digits[0]) >= 0x80U) digits.insert(0, 1, '\0');
    std::string out{der_integer, static_cast<char>(digits.size())};
    return out + digits;
}

/// Takes one number from the front of `der`, as 32 bytes.
std::optional<std::string> take_number(std::string_view& der) {
    if (der.size() < 3 || der[0] != der_integer) return std::nullopt;
    const auto size = static_cast<std::size_t>(static_cast<unsigned char>(der[1]));
    if (size == 0 || size > half_bytes + 1 || der.size() < 2 + size) return std::nullopt;
    std::string_view digits = der.substr(2, size);
    der.remove_prefix(2 + size);
    if (digits.size() == half_bytes + 1) {
        if (digits[0] != '\0') return std::nullopt;
        digits.remove_prefix(1);
    }
    return std::string(half_bytes - digits.size(), '\0') + std::string(digits);
}

}  // namespace

std::optional<JsonValue> read_jose_header(std::string_view encoded) {
    const auto text = crypto::from_base64url(encoded);
    if (!text) return std::nullopt;
    auto header = parse_json(*text, jose_header_limits);
    if (!header || !header.value().is_object()) return std::nullopt;
    return std::move(header.value());
}

bool says(const JsonValue& header, std::string_view member, std::string_view text) {
    const JsonValue* value = header.find(member);
    return value != nullptr && value->kind == JsonValue::Kind::string && value->text == text;
}

std::optional<std::string> ecdsa_der_of(std::string_view pair) {
    if (pair.size() != 2 * half_bytes) return std::nullopt;
    const std::string numbers =
        der_number(pair.substr(0, half_bytes)) + der_number(pair.substr(half_bytes));
    std::string out{der_sequence, static_cast<char>(numbers.size())};
    return out + numbers;
}

std::optional<std::string> ecdsa_pair_of(std::string_view der) {
    if (der.size() < 2 || der[0] != der_sequence ||
        static_cast<unsigned char>(der[1]) != der.size() - 2)
        return std::nullopt;
    der.remove_prefix(2);
    const auto r = take_number(der);
    if (!r) return std::nullopt;
    const auto s = take_number(der);
    if (!s || !der.empty()) return std::nullopt;
    return *r + *s;
}

Task<Result<std::string>> sign_jws(
    Keys* keys, KeyName key, JwsAlgorithm algorithm, JwsForm form, std::string body
) {
    const std::string header =
        crypto::to_base64url("{\"alg\":\"" + std::string(name_of(algorithm)) + "\"}");
    const std::string payload = crypto::to_base64url(body);
    std::string text = header + "." + payload;
    Result<std::string> made = co_await keys->sign(std::move(key), under(algorithm), text);
    if (!made) co_return made;
    std::optional<std::string> signature = std::move(made.value());
    if (algorithm == JwsAlgorithm::es256) signature = ecdsa_pair_of(*signature);
    if (!signature) co_return Error(Fault::internal_error, "a signature that is no DER");
    const std::string_view middle = form == JwsForm::compact ? std::string_view(payload) : none;
    std::string out = header;
    out.append(".").append(middle).append(".").append(crypto::to_base64url(*signature));
    co_return out;
}

std::optional<Proof> verify_jws(
    const Keys& keys,
    const KeyName& key,
    JwsAlgorithm algorithm,
    std::string_view jws,
    std::string_view body
) {
    const auto parts = split(jws);
    if (!parts) return std::nullopt;
    const auto header = read_jose_header(parts->header);
    if (!header || !says(*header, "alg", name_of(algorithm)) || header->find("crit") != nullptr)
        return std::nullopt;
    const std::string payload = crypto::to_base64url(body);
    if (!parts->payload.empty() && parts->payload != payload) return std::nullopt;
    auto signature = crypto::from_base64url(parts->signature);
    if (signature && algorithm == JwsAlgorithm::es256) signature = ecdsa_der_of(*signature);
    if (!signature) return std::nullopt;
    std::string text(parts->header);
    text.append(".").append(payload);
    return keys.verify_signature(key, under(algorithm), text, *signature);
}

}  // namespace dvcpay::toolkit
