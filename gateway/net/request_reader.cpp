#include "net/request_reader.hpp"

#include <cstring>
#include <string>
#include <string_view>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "domain/invariant.hpp"

namespace dvcpay::net {

namespace beast = boost::beast;
namespace http = beast::http;

namespace {

constexpr std::size_t first_buffer_bytes = 4096;
constexpr std::size_t spare_bytes =
    4096;  ///< above the head's limit, so that the parser sees it exceeded

using Parser = http::request_parser<http::string_body>;

std::string text_of(beast::string_view v) {
    return std::string(v.data(), v.size());
}

/// NUL and folded lines anywhere in a head. The parser unfolds silently; a neighbour may not.
bool suspicious(std::string_view head) {
    if (head.find('\0') != std::string_view::npos) return true;
    for (auto at = head.find('\n'); at != std::string_view::npos; at = head.find('\n', at + 1)) {
        if (at == 0 || head[at - 1] != '\r') return true;
        if (at + 1 < head.size() && (head[at + 1] == ' ' || head[at + 1] == '\t')) return true;
    }
    return false;
}

/// Origin form, `*` for OPTIONS, or absolute form, of which the path is kept. Empty: no target of
/// ours.
std::string origin_form(std::string_view target, std::string_view method) {
    if (target.find('#') != std::string_view::npos) return {};
    if (target.starts_with('/')) return std::string(target);
    if (target == "*") return method == "OPTIONS" ? "*" : std::string{};
    const auto scheme = target.find("://");
    if (scheme == std::string_view::npos) return {};
    const auto word = target.substr(0, scheme);
    if (!beast::iequals({word.data(), word.size()}, "http") &&
        !beast::iequals({word.data(), word.size()}, "https")) {
        return {};
    }
    const auto rest = target.substr(scheme + 3);
    const auto path = rest.find_first_of("/?");
    if (path == 0 || rest.empty()) return {};
    if (path == std::string_view::npos) return "/";
    if (rest[path] == '?') return "/" + std::string(rest.substr(path));
    return std::string(rest.substr(path));
}

bool same_word(std::string_view a, std::string_view b) {
    return beast::iequals({a.data(), a.size()}, {b.data(), b.size()});
}

}  // namespace

struct RequestReader::State {
    std::size_t head_bytes_max;
    std::string buffer;
    std::size_t message = 0;  ///< where the present message begins, while its head is read
    std::size_t read = 0;     ///< parsed up to here
    std::size_t end = 0;      ///< filled up to here
    std::optional<Parser> parser;
    bool head_said = false;
    HttpRequest request;
    TransportFault fault = TransportFault::bad_request;

    void renew() {
        parser.emplace();
        parser->header_limit(static_cast<std::uint32_t>(head_bytes_max));
        parser->body_limit(boost::none);  // set once the head says which path it is
        head_said = false;
        message = read;
        request = HttpRequest{};
    }
    Progress refuse(TransportFault why) {
        fault = why;
        return Progress::refused;
    }
    Progress advance_head();
    Progress advance_body();
    bool lift_head();
};

RequestReader::RequestReader(std::size_t head_bytes_max) : state_(std::make_unique<State>()) {
    state_->head_bytes_max = head_bytes_max;
    state_->buffer.resize(first_buffer_bytes);
    state_->renew();
}
RequestReader::~RequestReader() = default;

std::span<char> RequestReader::space() {
    auto& s = *state_;
    const auto kept = s.head_said ? s.read : s.message;
    if (kept == s.end) s.message = s.read = s.end = 0;
    if (s.end == s.buffer.size()) {
        std::memmove(s.buffer.data(), s.buffer.data() + kept, s.end - kept);
        s.end -= kept;
        s.read -= kept;
        s.message = 0;
    }
    if (s.end > s.buffer.size() / 2) {
        const auto most = s.head_bytes_max + spare_bytes;
        const auto wanted = std::min(s.buffer.size() * 2, most);
        if (wanted > s.buffer.size()) s.buffer.resize(wanted);
    }
    DVC_INVARIANT(s.end < s.buffer.size());
    return {s.buffer.data() + s.end, s.buffer.size() - s.end};
}

void RequestReader::filled(std::size_t count) {
    state_->end += count;
    DVC_INVARIANT(state_->end <= state_->buffer.size());
}

RequestReader::Progress RequestReader::advance() {
    auto& s = *state_;
    if (!s.head_said) return s.advance_head();
    return s.advance_body();
}

RequestReader::Progress RequestReader::State::advance_head() {
    // One empty line before a request is an old client's habit (RFC 9112 §2.2).
    if (message == read && read < end && buffer[read] == '\r') {
        if (end - read < 2) return Progress::need_more;
        if (buffer[read + 1] != '\n') return refuse(TransportFault::bad_request);
        read += 2;
        message = read;
    }
    if (read == end) return Progress::need_more;
    boost::system::error_code ec;
    read += parser->put(boost::asio::const_buffer(buffer.data() + read, end - read), ec);
    if (ec == http::error::need_more) {
        if (end - message > head_bytes_max) return refuse(TransportFault::head_too_large);
        return Progress::need_more;
    }
    if (ec == http::error::header_limit) return refuse(TransportFault::head_too_large);
    if (ec) return refuse(TransportFault::bad_request);
    if (!parser->is_header_done()) return Progress::need_more;
    if (!lift_head()) return refuse(TransportFault::bad_request);
    head_said = true;
    parser->eager(true);
    return Progress::head;
}

bool RequestReader::State::lift_head() {
    if (suspicious(std::string_view(buffer.data() + message, read - message))) return false;
    const auto& head = parser->get();
    request.method = text_of(head.method_string());
    request.target = origin_form({head.target().data(), head.target().size()}, request.method);
    if (request.target.empty()) return false;
    for (const auto& field : head) {
        request.headers.add(text_of(field.name_string()), text_of(field.value()));
    }
    const auto hosts = request.headers.count("Host");
    if (hosts > 1 || (hosts == 0 && head.version() != 10)) return false;
    const auto encodings = request.headers.count("Transfer-Encoding");
    if (encodings == 0) return true;
    return encodings == 1 && head.version() != 10 &&
           same_word(request.headers.get("Transfer-Encoding"), "chunked") &&
           request.headers.count("Content-Length") == 0;
}

RequestReader::Progress RequestReader::State::advance_body() {
    while (!parser->is_done()) {
        if (read == end) return Progress::need_more;
        boost::system::error_code ec;
        const auto used =
            parser->put(boost::asio::const_buffer(buffer.data() + read, end - read), ec);
        read += used;
        if (ec == http::error::body_limit) return refuse(TransportFault::body_too_large);
        if (ec && ec != http::error::need_more) return refuse(TransportFault::bad_request);
        if (ec == http::error::need_more && !parser->is_done()) {
            // A chunk's head or a trailer longer than a whole head may be is no honest client's.
            if (end - read > head_bytes_max) return refuse(TransportFault::bad_request);
            return Progress::need_more;
        }
    }
    request.body = std::move(parser->get().body());
    return Progress::complete;
}

bool RequestReader::accept_body(std::size_t bytes_max) {
    auto& parser = *state_->parser;
    const auto length = parser.content_length();
    if (length && *length > bytes_max) return false;
    parser.body_limit(bytes_max);
    return true;
}

const HttpRequest& RequestReader::request() const {
    return state_->request;
}
HttpRequest RequestReader::take() {
    return std::move(state_->request);
}
bool RequestReader::head_known() const {
    return state_->head_said;
}
bool RequestReader::keep_alive() const {
    return state_->parser->keep_alive();
}
bool RequestReader::http_1_0() const {
    return state_->parser->get().version() == 10;
}
bool RequestReader::head_method() const {
    return state_->parser->get().method() == http::verb::head;
}
bool RequestReader::wants_continue() const {
    const auto& s = *state_;
    return !http_1_0() && !s.parser->is_done() && s.read == s.end &&
           same_word(s.request.headers.get("Expect"), "100-continue");
}
bool RequestReader::unknown_expectation() const {
    const auto expect = state_->request.headers.get("Expect");
    return !expect.empty() && !same_word(expect, "100-continue");
}
TransportFault RequestReader::fault() const {
    return state_->fault;
}
bool RequestReader::untouched() const {
    return !state_->head_said && state_->message == state_->end;
}

void RequestReader::next() {
    auto& s = *state_;
    DVC_INVARIANT(s.parser->is_done());
    s.renew();
}

}  // namespace dvcpay::net
