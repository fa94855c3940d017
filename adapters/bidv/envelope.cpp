#include "bidv/envelope.hpp"

#include <array>
#include <utility>

#include "bidv/codes.hpp"
#include "crypto/digest.hpp"
#include "domain/invariant.hpp"
#include "toolkit/ict.hpp"
#include "toolkit/jose.hpp"
#include "toolkit/lexeme_json.hpp"

namespace dvcpay::bidv {
namespace {

constexpr std::string_view signature_header = "X-JWS-Signature";
constexpr toolkit::JsonLimits answer_limits = {
    .bytes_max = std::size_t{16} * 1024 * 1024, .depth_max = 8, .values_max = 100'000
};

std::string padded(std::int64_t value, std::size_t width) {
    std::string digits = std::to_string(value);
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    return digits;
}

/// Empty: the body goes in clear.
std::optional<toolkit::JwePlan> plan_of(const Settings& settings, Seal seal) {
    toolkit::JwePlan plan;
    plan.recipient = settings.recipient_header == RecipientHeader::repeat
                         ? toolkit::JwePlan::RecipientHeader::repeated
                         : toolkit::JwePlan::RecipientHeader::empty;
    switch (seal) {
        case Seal::none:
            return std::nullopt;
        case Seal::a256kw_cbc:
            plan.management = KeyManagement::a256kw;
            plan.cipher = ContentCipher::a128cbc_hs256;
            return plan;
        case Seal::dir_cbc:
            plan.management = KeyManagement::direct;
            plan.cipher = ContentCipher::a128cbc_hs256;
            return plan;
        case Seal::a256kw_gcm:
            plan.management = KeyManagement::a256kw;
            plan.cipher = ContentCipher::a256gcm;
            return plan;
    }
    invariant_broken("plan_of: value outside its enum");
}

bool is_sealed(std::string_view body) {
    const auto tree = toolkit::parse_json(body, answer_limits);
    return tree && tree.value().is_object() && tree.value().find("ciphertext") != nullptr;
}

Credential token_credential(const AccountKey& account, const Settings& settings) {
    Credential out;
    out.kind = Credential::Kind::token;
    out.token.url = settings.base_url + settings.token_path;
    out.token.client_id = settings.client_id;
    out.token.client_secret = key_name(account, client_secret);
    out.token.scope = settings.scope;
    out.token.login = settings.token_login;
    out.token.life_if_silent_s = 300;
    out.token.early_s = 300;  // the bank's own advice
    return out;
}

void add_headers(OutboundRequest& request, const Settings& settings, const Call& call) {
    request.headers.add("Content-Type", "application/json");
    request.headers.add("Channel", settings.channel);
    request.headers.add("User-Agent", settings.user_agent);
    request.headers.add("X-API-Interaction-ID", call.interaction_id);
    if (!call.idempotency_key.empty())
        request.headers.add("X-Idempotency-Key", call.idempotency_key);
    request.headers.add("Timestamp", timestamp(settings.timestamp, call.now));
    if (!settings.customer_ip.empty())
        request.headers.add("X-Customer-IP-Address", settings.customer_ip);
    request.headers.add("X-Client-Certificate", settings.client_certificate);
}

}  // namespace

std::string uuid_of(std::string_view seed) {
    std::string hex = crypto::sha256_hex(seed).substr(0, 32);
    hex[12] = '8';  // RFC 9562: a version whose bits are the maker's own
    hex[16] = "89ab"[static_cast<std::size_t>(hex[16]) % 4];
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
           hex.substr(16, 4) + "-" + hex.substr(20);
}

std::string interaction_id(
    const Settings& settings, Wall now, std::string_view seed, std::int64_t counter
) {
    const std::string fresh = std::string(seed) + "@" + std::to_string(now.ms);
    switch (settings.interaction_id) {
        case InteractionId::digits12: {
            const Day day = ict_day(now);
            const std::int64_t day_of_year =
                (start_of(day).ms - start_of(Day{day.year, 1, 1}).ms) / 86'400'000 + 1;
            const std::int64_t second = (now.ms - start_of(day).ms) / 1000;
            return padded(day.year % 100, 2) + padded(day_of_year, 3) + padded(second, 5) +
                   padded(counter % 100, 2);
        }
        case InteractionId::uuid:
            return uuid_of(fresh);
        case InteractionId::hex32:
            return crypto::sha256_hex(fresh).substr(0, 32);
    }
    invariant_broken("interaction_id: value outside its enum");
}

std::string timestamp(TimestampStyle style, Wall at) {
    const bool utc = style == TimestampStyle::z;
    return toolkit::format_ict(at, utc ? toolkit::ict::iso_utc_ms : toolkit::ict::iso_offset_ms);
}

Task<Result<OutboundRequest>> wrap(Keys* keys, AccountKey account, Settings settings, Call call) {
    OutboundRequest request;
    request.channel = "bidv/" + account.account;
    request.url = settings.base_url + call.path;
    if (!settings.url_query.empty()) request.url += "?" + settings.url_query;
    request.body = call.body;
    if (const auto plan = plan_of(settings, call.seal)) {
        auto sealed =
            toolkit::encrypt_jwe(*keys, key_name(account, symmetric_key), *plan, call.body);
        if (!sealed) co_return sealed.error();
        request.body = std::move(sealed.value());
    }
    KeyName key = key_name(account, client_key);
    Result<std::string> signature = co_await toolkit::sign_jws(
        keys, std::move(key), toolkit::JwsAlgorithm::rs256, settings.jws_form, request.body
    );
    if (!signature) co_return signature.error();
    add_headers(request, settings, call);
    request.headers.add(std::string(signature_header), std::move(signature.value()));
    request.credentials.push_back(token_credential(account, settings));
    co_return request;
}

Result<Opened> open_answer(
    const Keys& keys,
    const AccountKey& account,
    const Settings& settings,
    Seal seal,
    const HttpAnswer& answer
) {
    Opened out;
    const std::string_view signature = answer.headers.get(signature_header);
    if (answer.headers.count(signature_header) > 1)
        return Error(Fault::forged, "the answer has two signatures");
    if (!signature.empty()) {
        out.proof = toolkit::verify_jws(
            keys,
            key_name(account, bank_certificate),
            toolkit::JwsAlgorithm::rs256,
            signature,
            answer.body
        );
        if (!out.proof) return Error(Fault::forged, "the answer's signature does not verify");
    } else if (settings.unsigned_answer == UnsignedAnswer::refuse || !answer.origin_proven) {
        return Error(Fault::forged, "the answer does not prove that it is the bank's");
    }
    if (!is_sealed(answer.body)) {
        out.body = answer.body;
        return out;
    }
    const auto plan = plan_of(settings, seal == Seal::none ? Seal::a256kw_cbc : seal);
    BOOST_OUTCOME_TRY(
        out.body, toolkit::decrypt_jwe(keys, key_name(account, symmetric_key), *plan, answer.body)
    );
    return out;
}

}  // namespace dvcpay::bidv
