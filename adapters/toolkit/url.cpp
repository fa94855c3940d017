#include "toolkit/url.hpp"

#include <utility>

#include "toolkit/text.hpp"

namespace dvcpay::toolkit {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    return out;
}

bool is_host(std::string_view host) {
    if (host.empty() || host.size() > 253) return false;
    if (host.front() == '[') {
        const auto inside = host.substr(1, host.size() - 2);
        return host.size() > 3 && host.back() == ']' &&
               inside.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
    }
    if (!is_alphanumeric(host.front()) || !is_alphanumeric(host.back())) return false;
    for (std::size_t i = 0; i < host.size(); ++i) {
        const char c = host[i];
        if (!is_alphanumeric(c) && c != '-' && c != '.') return false;
        if (c == '.' && host[i + 1] == '.') return false;
    }
    return true;
}

/// Splits "host:port"; false where the port is not one.
bool split_port(std::string_view authority, std::string_view& host, std::string_view& port) {
    const std::size_t bracket = authority.rfind(']');
    const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    host = authority.substr(0, colon);
    if (colon == std::string_view::npos) return true;
    port = authority.substr(colon + 1);
    const auto number = parse_whole(port);
    return number && *number >= 1 && *number <= 65535;
}

Error malformed(const char* why) {
    return Error(Fault::malformed, why);
}

}  // namespace

Result<std::string> percent_decode(std::string_view text, Plus plus) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '+' && plus == Plus::is_space) {
            out += ' ';
        } else if (c != '%') {
            out += c;
        } else {
            if (text.size() - i < 3) return malformed("an escape is cut off");
            const int high = hex_value(text[i + 1]);
            const int low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) return malformed("an escape is not hexadecimal");
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return out;
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        }
    }
    return out;
}

Result<Fields> parse_query(std::string_view query, QueryLimits limits) {
    if (query.size() > limits.bytes_max) return malformed("the query is too long");
    Fields fields;
    while (!query.empty()) {
        const std::string_view piece = query.substr(0, query.find('&'));
        query.remove_prefix(piece.size() < query.size() ? piece.size() + 1 : query.size());
        if (piece.empty()) continue;
        const std::size_t equals = piece.find('=');
        const std::string_view raw_text =
            equals == std::string_view::npos ? std::string_view() : piece.substr(equals + 1);
        BOOST_OUTCOME_TRY(auto name, percent_decode(piece.substr(0, equals), Plus::is_space));
        BOOST_OUTCOME_TRY(auto text, percent_decode(raw_text, Plus::is_space));
        if (name.empty()) return malformed("a field has no name");
        if (fields.find(name) != nullptr) return malformed("a field stands twice");
        if (fields.all().size() == limits.fields_max) return malformed("too many fields");
        fields.add(std::move(name), std::move(text));
    }
    return fields;
}

std::string encode_query(const Fields& fields) {
    std::string out;
    for (const auto& field : fields.all()) {
        if (!out.empty()) out += '&';
        out += percent_encode(field.name);
        out += '=';
        out += percent_encode(field.text);
    }
    return out;
}

std::string_view query_of(std::string_view target) {
    target = target.substr(0, target.find('#'));
    const std::size_t mark = target.find('?');
    return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

std::optional<Url> parse_url(std::string_view text) {
    for (const char c : text) {
        if (c <= 0x20 || c >= 0x7F || c == '\\') return std::nullopt;
    }
    const std::size_t mark = text.find("://");
    if (mark == std::string_view::npos) return std::nullopt;
    Url url;
    url.scheme = lower(text.substr(0, mark));
    if (url.scheme != "https" && url.scheme != "http") return std::nullopt;
    text.remove_prefix(mark + 3);
    const std::string_view authority = text.substr(0, text.find_first_of("/?#"));
    url.rest = text.substr(authority.size());
    std::string_view host;
    std::string_view port;
    if (!split_port(authority, host, port) || !is_host(host)) return std::nullopt;
    url.host = lower(host);
    url.authority = url.host;
    const std::string_view own_port = url.scheme == "https" ? "443" : "80";
    if (!port.empty() && port != own_port) url.authority += ":" + std::string(port);
    return url;
}

}  // namespace dvcpay::toolkit
