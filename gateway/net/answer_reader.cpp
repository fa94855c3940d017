#include "net/answer_reader.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "domain/invariant.hpp"

namespace dvcpay::net {

namespace http = boost::beast::http;

namespace {

constexpr std::size_t head_bytes_max = 32 * 1024;
constexpr std::size_t first_buffer_bytes = 8 * 1024;
constexpr std::size_t buffer_bytes_max = head_bytes_max + 4096;
constexpr int interim_answers_max = 8;

using Parser = http::response_parser<http::string_body>;

}  // namespace

struct AnswerReader::State {
    std::size_t bytes_max = 0;
    Asked asked = Asked::with_body;
    std::string buffer = std::string(first_buffer_bytes, '\0');
    std::size_t read = 0;
    std::size_t end = 0;
    bool touched = false;
    int interim = 0;
    std::optional<Parser> parser;

    void renew() {
        parser.emplace();
        parser->header_limit(static_cast<std::uint32_t>(head_bytes_max));
        parser->body_limit(bytes_max);
        parser->eager(true);
        if (asked == Asked::head_only) parser->skip(true);
    }
};

AnswerReader::AnswerReader(std::size_t bytes_max, Asked asked) : state_(std::make_unique<State>()) {
    state_->bytes_max = bytes_max;
    state_->asked = asked;
    state_->renew();
}
AnswerReader::~AnswerReader() = default;

std::span<char> AnswerReader::space() {
    auto& s = *state_;
    if (s.end == s.buffer.size() || s.read == s.end) {
        std::memmove(s.buffer.data(), s.buffer.data() + s.read, s.end - s.read);
        s.end -= s.read;
        s.read = 0;
    }
    if (s.end > s.buffer.size() / 2) {
        s.buffer.resize(std::min(s.buffer.size() * 2, buffer_bytes_max));
    }
    DVC_INVARIANT(s.end < s.buffer.size());
    return {s.buffer.data() + s.end, s.buffer.size() - s.end};
}

void AnswerReader::filled(std::size_t count) {
    state_->end += count;
    state_->touched = state_->touched || count > 0;
    DVC_INVARIANT(state_->end <= state_->buffer.size());
}

AnswerReader::Progress AnswerReader::advance() {
    auto& s = *state_;
    for (;;) {
        if (s.parser->is_done()) {
            const auto status = s.parser->get().result_int();
            if (status >= 200) return Progress::complete;
            // 101 would be an answer to a question we never ask.
            if (status == 101 || ++s.interim > interim_answers_max) return Progress::malformed;
            s.renew();
        }
        if (s.read == s.end) return Progress::need_more;
        boost::system::error_code ec;
        s.read +=
            s.parser->put(boost::asio::const_buffer(s.buffer.data() + s.read, s.end - s.read), ec);
        if (ec == http::error::need_more && !s.parser->is_done()) {
            return s.end - s.read > head_bytes_max ? Progress::malformed : Progress::need_more;
        }
        if (ec == http::error::body_limit) return Progress::too_large;
        if (ec == http::error::header_limit) return Progress::too_large;
        if (ec && ec != http::error::need_more) return Progress::malformed;
    }
}

AnswerReader::Progress AnswerReader::ended() {
    auto& s = *state_;
    if (!s.touched || !s.parser->got_some() || s.read != s.end) return Progress::malformed;
    if (!s.parser->is_header_done()) return Progress::malformed;
    boost::system::error_code ec;
    s.parser->put_eof(ec);
    return !ec && s.parser->is_done() && s.parser->get().result_int() >= 200 ? Progress::complete
                                                                             : Progress::malformed;
}

bool AnswerReader::untouched() const {
    return !state_->touched;
}

bool AnswerReader::reusable() const {
    return state_->parser->is_done() && state_->parser->keep_alive() && state_->read == state_->end;
}

HttpAnswer AnswerReader::take() {
    auto& message = state_->parser->get();
    HttpAnswer answer;
    answer.status = static_cast<int>(message.result_int());
    for (const auto& field : message) {
        const auto name = field.name_string();
        const auto value = field.value();
        answer.headers.add(
            std::string(name.data(), name.size()), std::string(value.data(), value.size())
        );
    }
    answer.body = std::move(message.body());
    return answer;
}

}  // namespace dvcpay::net
