#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "crypto/digest.hpp"
#include "domain/invariant.hpp"
#include "toolkit/jose.hpp"
#include "toolkit/jose_header.hpp"

namespace dvcpay::toolkit {
namespace {

/// As much as an answer of a bank may have.
constexpr JsonLimits jwe_limits{.bytes_max = 1536 * 1024, .depth_max = 6, .values_max = 200};

Error odd() {
    return Error(Fault::malformed, "not an encrypted text of one recipient");
}
Error other_algorithm() {
    return Error(Fault::forged, "an encrypted text asks for what the contract does not say");
}

std::string_view name_of(KeyManagement management) {
    switch (management) {
        case KeyManagement::direct:
            return "dir";
        case KeyManagement::a256kw:
            return "A256KW";
    }
    invariant_broken("name_of: value outside its enum");
}

std::string_view name_of(ContentCipher cipher) {
    switch (cipher) {
        case ContentCipher::a128cbc_hs256:
            return "A128CBC-HS256";
        case ContentCipher::a256gcm:
            return "A256GCM";
    }
    invariant_broken("name_of: value outside its enum");
}

std::string header_text(const JwePlan& plan) {
    std::string out = "{\"alg\":\"";
    out.append(name_of(plan.management)).append("\",\"enc\":\"");
    out.append(name_of(plan.cipher)).append("\"}");
    return out;
}

std::string recipient_text(const JwePlan& plan, const JweParts& parts) {
    const bool repeats = plan.recipient == JwePlan::RecipientHeader::repeated;
    const bool has_key = plan.management != KeyManagement::direct;
    std::string out = "{";
    if (repeats || has_key) out += "\"header\":" + (repeats ? header_text(plan) : "{}");
    if (has_key) out += ",\"encrypted_key\":\"" + crypto::to_base64url(parts.encrypted_key) + "\"";
    return out + "}";
}

/// The texts of one encryption, still in base64url, and its headers.
struct Read {
    std::string header;  ///< protected, as it stood: the authenticated text
    std::string encrypted_key;
    std::string iv;
    std::string ciphertext;
    std::string tag;
    std::vector<JsonValue> more_headers;
};

bool take_text(const JsonValue& object, std::string_view member, std::string& out) {
    const JsonValue* value = object.find(member);
    if (value == nullptr || value->kind != JsonValue::Kind::string) return false;
    out = value->text;
    return true;
}

/// Absent is empty; what is there must be a text.
bool take_text_if(const JsonValue& object, std::string_view member, std::string& out) {
    return object.find(member) == nullptr || take_text(object, member, out);
}

bool take_header_if(const JsonValue& object, std::string_view member, Read& out) {
    const JsonValue* value = object.find(member);
    if (value == nullptr) return true;
    if (!value->is_object()) return false;
    out.more_headers.push_back(*value);
    return true;
}

/// What differs between general and flattened: where key and header of the recipient stand.
const JsonValue* recipient_of(const JsonValue& jwe) {
    const JsonValue* all = jwe.find("recipients");
    if (all == nullptr) return &jwe;
    if (!all->is_array() || all->items.size() != 1 || !all->items[0].is_object()) return nullptr;
    if (jwe.find("encrypted_key") != nullptr || jwe.find("header") != nullptr) return nullptr;
    return &all->items[0];
}

Result<Read> read_json_form(std::string_view text) {
    auto parsed = parse_json(text, jwe_limits);
    if (!parsed || !parsed.value().is_object()) return odd();
    const JsonValue& jwe = parsed.value();
    const JsonValue* recipient = recipient_of(jwe);
    Read out;
    const bool whole =
        recipient != nullptr && jwe.find("aad") == nullptr &&
        take_text(jwe, "protected", out.header) && take_text(jwe, "iv", out.iv) &&
        take_text(jwe, "ciphertext", out.ciphertext) && take_text(jwe, "tag", out.tag) &&
        take_text_if(*recipient, "encrypted_key", out.encrypted_key) &&
        take_header_if(*recipient, "header", out) && take_header_if(jwe, "unprotected", out);
    if (!whole) return odd();
    return out;
}

Result<Read> read_compact_form(std::string_view text) {
    if (text.size() > jwe_limits.bytes_max) return odd();
    Read out;
    const std::array<std::string*, 5> into = {
        &out.header, &out.encrypted_key, &out.iv, &out.ciphertext, &out.tag
    };
    for (std::size_t i = 0; i < into.size(); ++i) {
        const auto dot = text.find('.');
        if ((dot == std::string_view::npos) != (i + 1 == into.size())) return odd();
        *into[i] = text.substr(0, dot);
        text.remove_prefix(dot == std::string_view::npos ? text.size() : dot + 1);
    }
    return out;
}

Result<void> check_headers(const Read& read, const JwePlan& plan) {
    auto first = read_jose_header(read.header);
    if (!first) return odd();
    std::vector<JsonValue> headers = read.more_headers;
    headers.push_back(std::move(*first));
    const std::array<std::pair<std::string_view, std::string_view>, 2> contract = {
        std::pair{std::string_view("alg"), name_of(plan.management)},
        std::pair{std::string_view("enc"), name_of(plan.cipher)},
    };
    for (const auto& [member, text] : contract) {
        bool said = false;
        for (const auto& header : headers) {
            if (header.find(member) == nullptr) continue;
            if (!says(header, member, text)) return other_algorithm();
            said = true;
        }
        if (!said) return other_algorithm();
    }
    const auto asks_more = [](const JsonValue& header) {
        return header.find("crit") != nullptr || header.find("zip") != nullptr;
    };
    if (std::ranges::any_of(headers, asks_more)) return other_algorithm();
    return ok();
}

Result<JweParts> decode(const Read& read) {
    JweParts out;
    const std::array<std::pair<const std::string*, std::string*>, 4> all = {
        std::pair{&read.encrypted_key, &out.encrypted_key},
        std::pair{&read.iv, &out.iv},
        std::pair{&read.ciphertext, &out.ciphertext},
        std::pair{&read.tag, &out.tag},
    };
    for (const auto& [text, bytes] : all) {
        auto decoded = crypto::from_base64url(*text);
        if (!decoded) return odd();
        *bytes = std::move(*decoded);
    }
    return out;
}

bool looks_like_json(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && text[first] == '{';
}

}  // namespace

Result<std::string> encrypt_jwe(
    Keys& keys, const KeyName& key, const JwePlan& plan, std::string_view clear
) {
    const std::string header = crypto::to_base64url(header_text(plan));
    BOOST_OUTCOME_TRY(
        const auto parts, keys.encrypt(key, plan.management, plan.cipher, clear, header)
    );
    std::string out = "{\"recipients\":[" + recipient_text(plan, parts) + "]";
    out.append(",\"protected\":\"").append(header);
    out.append("\",\"ciphertext\":\"").append(crypto::to_base64url(parts.ciphertext));
    out.append("\",\"iv\":\"").append(crypto::to_base64url(parts.iv));
    out.append("\",\"tag\":\"").append(crypto::to_base64url(parts.tag)).append("\"}");
    return out;
}

Result<std::string> decrypt_jwe(
    const Keys& keys, const KeyName& key, const JwePlan& plan, std::string_view jwe
) {
    auto form = looks_like_json(jwe) ? read_json_form(jwe) : read_compact_form(jwe);
    BOOST_OUTCOME_TRY(const auto read, std::move(form));
    BOOST_OUTCOME_TRY(check_headers(read, plan));
    BOOST_OUTCOME_TRY(const auto parts, decode(read));
    return keys.decrypt(key, plan.management, plan.cipher, parts, read.header);
}

}  // namespace dvcpay::toolkit
