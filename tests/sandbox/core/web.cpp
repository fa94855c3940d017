#include "sandbox/web.hpp"

#include <fmt/format.h>

namespace dvcpay::sandbox {

namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool unreserved(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.' || c == '~';
}

constexpr std::string_view style =
    "body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f6f4f7;color:#222}"
    "main{max-width:34rem;margin:2rem auto;padding:1.5rem;background:#fff;border-radius:12px;"
    "box-shadow:0 1px 6px #0002}h1{font-size:1.3rem;margin:.2rem 0}"
    ".note{background:#fff4d6;border-radius:8px;padding:.5rem .8rem;font-size:.9rem}"
    ".sum{font-size:2rem;font-weight:700;margin:.8rem 0}dl{display:grid;"
    "grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:1rem 0}dt{color:#666}"
    "dd{margin:0;overflow-wrap:anywhere}form{display:inline-block;margin:.3rem .5rem .3rem 0}"
    "button,.button{font:inherit;padding:.6rem 1.2rem;border-radius:8px;border:1px solid #a50064;"
    "background:#fff;color:#a50064;cursor:pointer;text-decoration:none}"
    ".go{background:#a50064;color:#fff}button:focus-visible,a:focus-visible{outline:3px solid #3a7}"
    "table{border-collapse:collapse;width:100%;font-size:.9rem}td,th{text-align:left;"
    "padding:.3rem .5rem;border-bottom:1px solid #ddd}small{color:#666}";

}  // namespace

std::string percent_encode(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (unreserved(c)) {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        }
    }
    return out;
}

std::string percent_decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out += ' ';
        } else if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
                   hex_value(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string_view path_of(std::string_view target) {
    return target.substr(0, target.find('?'));
}

std::map<std::string, std::string> parse_form(std::string_view text) {
    std::map<std::string, std::string> out;
    while (!text.empty()) {
        const auto end = text.find('&');
        const auto pair = text.substr(0, end);
        const auto eq = pair.find('=');
        const auto value = eq == std::string_view::npos ? std::string_view{} : pair.substr(eq + 1);
        if (!pair.empty()) out.emplace(percent_decode(pair.substr(0, eq)), percent_decode(value));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return out;
}

std::map<std::string, std::string> query_of(std::string_view target) {
    const auto mark = target.find('?');
    if (mark == std::string_view::npos) return {};
    return parse_form(target.substr(mark + 1));
}

std::vector<std::string> split_path(std::string_view path) {
    std::vector<std::string> parts;
    while (!path.empty()) {
        const auto end = path.find('/');
        const auto part = path.substr(0, end);
        if (!part.empty()) parts.push_back(percent_decode(part));
        if (end == std::string_view::npos) break;
        path.remove_prefix(end + 1);
    }
    return parts;
}

std::string html_escape(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string html_page(std::string_view title, std::string_view body, std::string_view head) {
    return fmt::format(
        "<!doctype html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        "<title>{}</title><style>{}</style>{}</head><body><main>{}</main></body></html>\n",
        html_escape(title),
        style,
        head,
        body
    );
}

std::string group_thousands(std::int64_t amount) {
    std::string digits = std::to_string(amount);
    for (auto at = static_cast<std::int64_t>(digits.size()) - 3; at > (amount < 0 ? 1 : 0);
         at -= 3) {
        digits.insert(static_cast<std::size_t>(at), 1, '.');
    }
    return digits;
}

std::string dump(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

HttpResponse json_response(int status, const Json& json) {
    HttpResponse out;
    out.status = status;
    out.headers.add("Content-Type", "application/json; charset=UTF-8");
    out.headers.add("Cache-Control", "no-store");
    out.body = dump(json);
    return out;
}

HttpResponse html_response(int status, std::string html) {
    HttpResponse out;
    out.status = status;
    out.headers.add("Content-Type", "text/html; charset=utf-8");
    out.headers.add("Cache-Control", "no-store");
    // no-referrer would make browsers send "Origin: null" with the forms, which same_site() could
    // not judge.
    out.headers.add("Referrer-Policy", "same-origin");
    out.headers.add("X-Content-Type-Options", "nosniff");
    out.headers.add(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    );
    out.body = std::move(html);
    return out;
}

HttpResponse text_response(int status, std::string text) {
    HttpResponse out;
    out.status = status;
    out.headers.add("Content-Type", "text/plain; charset=utf-8");
    out.headers.add("Cache-Control", "no-store");
    out.body = std::move(text);
    return out;
}

HttpResponse admin_error(int status, std::string_view why) {
    Json body;
    body["error"] = std::string(why);
    return json_response(status, body);
}

bool is_loopback(std::string_view peer) {
    return peer.empty() || peer == "::1" || peer.starts_with("127.") ||
           peer.starts_with("::ffff:127.");
}

bool same_site(const HttpRequest& request) {
    if (request.headers.get("Sec-Fetch-Site") == "cross-site") return false;
    const auto origin = request.headers.get("Origin");
    if (origin.empty()) return true;
    const auto scheme_end = origin.find("://");
    if (scheme_end == std::string_view::npos) return false;
    return origin.substr(scheme_end + 3) == request.headers.get("Host");
}

}  // namespace dvcpay::sandbox
