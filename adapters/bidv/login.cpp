#include "bidv/login.hpp"

#include <utility>

#include "bidv/messages.hpp"
#include "toolkit/json_text.hpp"
#include "toolkit/token_endpoint.hpp"

namespace dvcpay::bidv {
namespace {

/// The text under a token's MAC names the contract, so that one contract's token opens no other.
std::string subject_of(const AccountKey& account) {
    return "bidv/" + account.account;
}

HttpResponse said(int status, std::string body) {
    HttpResponse response;
    response.status = status;
    response.headers.add("Content-Type", "application/json");
    response.headers.add("Cache-Control", "no-store");
    response.body = std::move(body);
    return response;
}

HttpResponse refused() {
    HttpResponse response = said(401, encode_reply(Reply::bad_login));
    response.headers.add("WWW-Authenticate", "Basic realm=\"bidv\"");
    return response;
}

HttpResponse later() {
    return said(503, encode_reply(Reply::our_fault));
}

/// One header, or nothing: two could be read by two readers.
std::string_view authorization(const HttpRequest& request) {
    if (request.headers.count("Authorization") != 1) return {};
    return request.headers.get("Authorization");
}

}  // namespace

std::string user_of(const HttpRequest& request) {
    auto login = toolkit::read_basic(authorization(request));
    return login ? std::move(login->user) : std::string();
}

bool is_login(const Keys& keys, const ProviderAccount& account, const HttpRequest& request) {
    const auto login = toolkit::read_basic(authorization(request));
    if (!login || login->user.empty() || account.setting("inbound_user") != login->user)
        return false;
    const KeyName key = key_name(account.key, inbound_password);
    return login->password.reveal([&](std::string_view password) {
        return keys.verify_text(key, password).has_value();
    });
}

bool has_token(
    const Keys& keys,
    const ProviderAccount& account,
    const Settings& settings,
    const HttpRequest& request,
    Wall now
) {
    if (settings.inbound_login == LogIn::none) return true;
    const std::string_view token = toolkit::read_bearer(authorization(request));
    if (token.empty()) return false;
    const KeyName key = key_name(account.key, token_key);
    return toolkit::verify_token(keys, key, token, subject_of(account.key), now).has_value();
}

Task<HttpResponse> answer_login(Keys* keys, InboundOutcome outcome) {
    switch (outcome.kind) {
        case InboundOutcome::Kind::distrusted:
            co_return refused();
        case InboundOutcome::Kind::taken:
        case InboundOutcome::Kind::try_again:
            co_return later();
        case InboundOutcome::Kind::answered:
            break;
    }
    const Result<Settings> settings = read_settings(outcome.context.account);
    if (!settings) co_return later();
    const AccountKey account = outcome.context.account.key;
    const std::int64_t life_s = settings.value().inbound_token_ttl_s;
    KeyName key = key_name(account, token_key);
    Result<std::string> token = co_await toolkit::issue_token(
        keys, std::move(key), subject_of(account), outcome.now, life_s
    );
    if (!token) co_return later();
    toolkit::JsonText out;
    out.object()
        .text("access_token", token.value())
        .text("token_type", "Bearer")
        .number("expires_in", life_s)
        .end();
    co_return said(200, out.take());
}

}  // namespace dvcpay::bidv
