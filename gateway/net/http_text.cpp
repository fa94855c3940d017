#include "net/http_text.hpp"

#include <array>
#include <ctime>
#include <string_view>

namespace dvcpay::net {

namespace {

constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array months{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
};

std::string_view reason_phrase(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 406:
            return "Not Acceptable";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 417:
            return "Expectation Failed";
        case 422:
            return "Unprocessable Content";
        case 428:
            return "Precondition Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        default:
            return "Other";  // any status may come from a handler; the phrase means nothing
    }
}

bool same_word(std::string_view a, std::string_view lower) {
    if (a.size() != lower.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const char c = a[i] >= 'A' && a[i] <= 'Z' ? static_cast<char>(a[i] + 32) : a[i];
        if (c != lower[i]) return false;
    }
    return true;
}

bool ours(std::string_view name) {
    return same_word(name, "content-length") || same_word(name, "connection") ||
           same_word(name, "date") || same_word(name, "transfer-encoding") ||
           same_word(name, "keep-alive");
}

void append_clean(std::string& out, std::string_view text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out += (byte < 0x20 && c != '\t') || byte == 0x7f ? ' ' : c;
    }
}

bool asks_with_body(std::string_view method) {
    return method == "POST" || method == "PUT" || method == "PATCH";
}

bool has_no_body(int status) {
    return status < 200 || status == 204 || status == 304;
}

}  // namespace

const std::string& DateText::at(Wall now) {
    const auto second = now.ms / 1000;
    if (second == second_) return text_;
    second_ = second;
    const auto clock = static_cast<std::time_t>(second);
    std::tm t{};
    gmtime_r(&clock, &t);
    std::array<char, 64> text{};
    const auto day = days[static_cast<std::size_t>(t.tm_wday)];
    const auto month = months[static_cast<std::size_t>(t.tm_mon)];
    // strftime would follow the locale.
    const int size = std::snprintf(
        text.data(),
        text.size(),
        "%s, %02d %s %04d %02d:%02d:%02d GMT",
        day,
        t.tm_mday,
        month,
        t.tm_year + 1900,
        t.tm_hour,
        t.tm_min,
        t.tm_sec
    );
    text_.assign(text.data(), static_cast<std::size_t>(size));
    return text_;
}

std::optional<Wall> parse_http_date(std::string_view text) {
    // "Sun, 06 Nov 1994 08:49:37 GMT"
    if (text.size() != 29 || text.substr(25) != " GMT") return std::nullopt;
    const auto number = [&](std::size_t at, std::size_t digits) {
        int value = 0;
        for (std::size_t i = at; i < at + digits; ++i) {
            if (text[i] < '0' || text[i] > '9') return -1;
            value = value * 10 + (text[i] - '0');
        }
        return value;
    };
    std::tm t{};
    t.tm_mday = number(5, 2);
    t.tm_year = number(12, 4) - 1900;
    t.tm_hour = number(17, 2);
    t.tm_min = number(20, 2);
    t.tm_sec = number(23, 2);
    t.tm_mon = -1;
    for (std::size_t i = 0; i < months.size(); ++i) {
        if (text.substr(8, 3) == months[i]) t.tm_mon = static_cast<int>(i);
    }
    const bool whole = t.tm_mday > 0 && t.tm_year >= 70 && t.tm_hour >= 0 && t.tm_min >= 0 &&
                       t.tm_sec >= 0 && t.tm_mon >= 0;
    if (!whole) return std::nullopt;
    return Wall{static_cast<std::int64_t>(timegm(&t)) * 1000};
}

void append_request_head(
    std::string& out,
    const OutboundRequest& request,
    std::string_view target,
    std::string_view authority
) {
    append_clean(out, request.method);
    out += ' ';
    out += target;
    out += " HTTP/1.1\r\nHost: ";
    out += authority;
    if (request.headers.count("User-Agent") == 0) out += "\r\nUser-Agent: dvcpay";
    for (const auto& header : request.headers.all()) {
        if (ours(header.name) || same_word(header.name, "host")) continue;
        out += "\r\n";
        append_clean(out, header.name);
        out += ": ";
        append_clean(out, header.value);
    }
    if (!request.body.empty() || asks_with_body(request.method)) {
        out += "\r\nContent-Length: ";
        out += std::to_string(request.body.size());
    }
    out += "\r\n\r\n";
}

void append_response(
    std::string& out,
    const HttpResponse& response,
    const std::string& date,
    Reuse reuse,
    BodyOf body
) {
    out += "HTTP/1.1 ";
    out += std::to_string(response.status);
    out += ' ';
    out += reason_phrase(response.status);
    out += "\r\nDate: ";
    out += date;
    for (const auto& header : response.headers.all()) {
        if (ours(header.name)) continue;
        out += "\r\n";
        append_clean(out, header.name);
        out += ": ";
        append_clean(out, header.value);
    }
    if (!has_no_body(response.status)) {
        out += "\r\nContent-Length: ";
        out += std::to_string(response.body.size());
    }
    if (reuse == Reuse::close) out += "\r\nConnection: close";
    if (reuse == Reuse::keep_alive_1_0) out += "\r\nConnection: keep-alive";
    out += "\r\n\r\n";
    if (body == BodyOf::sent && !has_no_body(response.status)) out += response.body;
}

}  // namespace dvcpay::net
