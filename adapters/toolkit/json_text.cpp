#include "toolkit/json_text.hpp"

#include <utility>

#include "domain/invariant.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::toolkit {
namespace {

void append_escaped(std::string& out, unsigned char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\b':
            out += "\\b";
            return;
        case '\f':
            out += "\\f";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            break;
    }
    if (c >= 0x20) {
        out += static_cast<char>(c);
        return;
    }
    out += "\\u00";
    out += digits[c >> 4U];
    out += digits[c & 15U];
}

void append_quoted(std::string& out, std::string_view value) {
    out += '"';
    while (!value.empty()) {
        const std::size_t bytes = first_character(value).bytes;
        if (bytes == 0) {
            out += "\xEF\xBF\xBD";
        } else if (bytes == 1) {
            append_escaped(out, static_cast<unsigned char>(value.front()));
        } else {
            out += value.substr(0, bytes);
        }
        value.remove_prefix(bytes == 0 ? 1 : bytes);
    }
    out += '"';
}

}  // namespace

JsonText& JsonText::end() {
    DVC_INVARIANT(!open_.empty());
    DVC_INVARIANT(!has_name_);
    out_ += open_.back();
    open_.pop_back();
    needs_comma_ = true;
    return *this;
}

JsonText& JsonText::text(std::string_view value) {
    begin_value();
    append_quoted(out_, value);
    return *this;
}

JsonText& JsonText::lexeme(std::string_view json) {
    DVC_INVARIANT(!json.empty());
    begin_value();
    out_ += json;
    return *this;
}

std::string JsonText::take() {
    DVC_INVARIANT(open_.empty());
    DVC_INVARIANT(!out_.empty());
    needs_comma_ = false;
    return std::exchange(out_, {});
}

JsonText& JsonText::open(char bracket) {
    begin_value();
    out_ += bracket;
    open_.push_back(bracket == '{' ? '}' : ']');
    needs_comma_ = false;
    return *this;
}

JsonText& JsonText::named(std::string_view name) {
    DVC_INVARIANT(!open_.empty() && open_.back() == '}');
    DVC_INVARIANT(!has_name_);
    if (needs_comma_) out_ += ',';
    append_quoted(out_, name);
    out_ += ':';
    needs_comma_ = false;
    has_name_ = true;
    return *this;
}

void JsonText::begin_value() {
    DVC_INVARIANT(open_.empty() ? out_.empty() : has_name_ == (open_.back() == '}'));
    if (needs_comma_) out_ += ',';
    needs_comma_ = true;
    has_name_ = false;
}

std::string json_string(std::string_view value) {
    std::string out;
    append_quoted(out, value);
    return out;
}

}  // namespace dvcpay::toolkit
