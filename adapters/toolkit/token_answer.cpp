#include "toolkit/token_answer.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "crypto/digest.hpp"
#include "toolkit/lexeme_json.hpp"
#include "toolkit/text.hpp"
#include "toolkit/url.hpp"

namespace dvcpay::toolkit {
namespace {

constexpr std::int64_t life_s_max = 86'400;
constexpr std::size_t token_bytes_max = 8192;
constexpr JsonLimits answer_limits{.bytes_max = 16 * 1024, .depth_max = 3, .values_max = 64};

/// RFC 6750 §2.1 allows less; nobody who issues tokens reads that page.
bool is_token(std::string_view text) {
    const auto visible = [](char c) { return c > ' ' && c <= '~'; };
    return !text.empty() && text.size() <= token_bytes_max && std::ranges::all_of(text, visible);
}

/// "Bearer" in any case; one gateway product says "BearerToken".
bool is_bearer(std::string_view type) {
    constexpr std::string_view bearer = "bearer";
    if (type.size() < bearer.size()) return false;
    return std::ranges::equal(type.substr(0, bearer.size()), bearer, [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
    });
}

std::optional<std::int64_t> life_of(const JsonValue& answer, std::int64_t if_silent) {
    const JsonValue* life = answer.find("expires_in");
    if (life == nullptr || life->kind == JsonValue::Kind::null) return if_silent;
    if (life->kind != JsonValue::Kind::number && life->kind != JsonValue::Kind::string)
        return std::nullopt;
    return parse_whole(life->text);
}

bool is_text(const JsonValue* value) {
    return value != nullptr && value->kind == JsonValue::Kind::string;
}

}  // namespace

bool stands_in_a_header(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20 && byte != 0x7f;
    });
}

Result<std::string> basic_header(std::string_view user, std::string_view password) {
    if (user.find(':') != std::string_view::npos || !stands_in_a_header(user) ||
        !stands_in_a_header(password))
        return Error(Fault::configuration, "a user or password that cannot be sent as Basic");
    std::string both(user);
    both.append(":").append(password);
    std::string out = "Basic " + crypto::to_base64(both);
    const Secret wiped(std::move(both));
    return out;
}

Result<OutboundRequest> token_request(const TokenPlan& plan, const Secret& client_secret) {
    OutboundRequest out;
    out.url = plan.url;
    out.headers = plan.headers;
    out.headers.add("Content-Type", "application/x-www-form-urlencoded");
    out.headers.add("Accept", "application/json");
    Fields form;
    form.add("grant_type", "client_credentials");
    if (plan.login == TokenPlan::Login::body) {
        form.add("client_id", plan.client_id);
        client_secret.reveal([&form](std::string_view text) {
            form.add("client_secret", std::string(text));
        });
    } else {
        auto header = client_secret.reveal([&plan](std::string_view text) {
            return basic_header(plan.client_id, text);
        });
        if (!header)
            return Error(Fault::configuration, plan.client_secret + ": cannot be sent as Basic");
        out.headers.add("Authorization", std::move(header.value()));
    }
    if (!plan.scope.empty()) form.add("scope", plan.scope);
    out.body = encode_query(form);
    return out;
}

Result<TokenAnswer> read_token_answer(std::string_view body, std::int64_t life_if_silent_s) {
    BOOST_OUTCOME_TRY(auto answer, parse_json(body, answer_limits));
    const JsonValue* token = answer.find("access_token");
    if (!is_text(token) || !is_token(token->text))
        return Error(Fault::malformed, "no access_token");
    const JsonValue* type = answer.find("token_type");
    if (type != nullptr && (!is_text(type) || !is_bearer(type->text)))
        return Error(Fault::malformed, "token_type is not Bearer");
    const auto life = life_of(answer, life_if_silent_s);
    if (!life || *life <= 0) return Error(Fault::malformed, "expires_in is no life");
    TokenAnswer out;
    out.value = Secret(token->text);
    out.life_s = std::min(*life, life_s_max);
    return out;
}

}  // namespace dvcpay::toolkit
