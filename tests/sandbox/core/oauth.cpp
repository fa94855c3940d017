#include "sandbox/oauth.hpp"

#include <optional>
#include <utility>

#include "sandbox/crypto.hpp"
#include "sandbox/web.hpp"

namespace dvcpay::sandbox {

namespace {

struct Login {
    std::string id;
    std::string secret;
    std::string grant;
};

std::optional<std::pair<std::string, std::string>> basic_of(const HttpRequest& request) {
    constexpr std::string_view word = "Basic ";
    const auto header = request.headers.get("Authorization");
    if (!header.starts_with(word)) return std::nullopt;
    const auto clear = crypto::unbase64(header.substr(word.size()));
    if (!clear) return std::nullopt;
    const auto colon = clear->find(':');
    if (colon == std::string::npos) return std::nullopt;
    return std::pair(clear->substr(0, colon), clear->substr(colon + 1));
}

Login login_of(const HttpRequest& request) {
    Login login;
    const auto json = Json::parse(request.body, nullptr, false);
    if (json.is_object()) {
        login.id = json.value("client_id", "");
        login.secret = json.value("client_secret", "");
        login.grant = json.value("grant_type", "");
    } else {
        auto form = parse_form(request.body);
        login.id = form["client_id"];
        login.secret = form["client_secret"];
        login.grant = form["grant_type"];
    }
    if (const auto basic = basic_of(request)) std::tie(login.id, login.secret) = *basic;
    return login;
}

}  // namespace

HttpResponse TokenDesk::ask(const HttpRequest& request, std::string fresh, Wall now) {
    const auto login = login_of(request);
    Json body;
    if (login.grant != "client_credentials") {
        body["error"] = "unsupported_grant_type";
        return json_response(400, body);
    }
    if (!crypto::same(login.id, id_) || !crypto::same(login.secret, secret_)) {
        body["error"] = "invalid_client";
        return json_response(401, body);
    }
    body["access_token"] = fresh;
    body["token_type"] = "Bearer";
    body["expires_in"] = life_s_;
    ends_.insert_or_assign(std::move(fresh), now.plus_s(life_s_));
    ++given_;
    return json_response(200, body);
}

bool TokenDesk::knows(const HttpRequest& request, Wall now) const {
    constexpr std::string_view word = "Bearer ";
    const auto header = request.headers.get("Authorization");
    if (!header.starts_with(word)) return false;
    const auto at = ends_.find(header.substr(word.size()));
    return at != ends_.end() && now < at->second;
}

}  // namespace dvcpay::sandbox
