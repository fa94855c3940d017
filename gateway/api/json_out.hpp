#pragma once
// JSON written by appending to one string: no tree, no second copy. A payment is rendered twice for
// every create (the answer and its event), so this is on the hot path.
#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/canonical.hpp"
#include "domain/time.hpp"

namespace dvcpay::api {

class JsonOut {
  public:
    explicit JsonOut(std::size_t expected = 512) { out_.reserve(expected); }

    JsonOut& begin_object() { return punctuate('{'); }
    JsonOut& end_object() { return raw_char('}'); }
    JsonOut& begin_array() { return punctuate('['); }
    JsonOut& end_array() { return raw_char(']'); }

    /// `name` is ours: plain ASCII that needs no escape.
    JsonOut& key(std::string_view name) {
        comma();
        out_.push_back('"');
        out_ += name;
        out_ += "\":";
        return *this;
    }
    JsonOut& text(std::string_view value) {
        comma();
        append_json_string(out_, value);
        return *this;
    }
    JsonOut& number(std::int64_t value) {
        comma();
        char digits[24];
        const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
        out_.append(digits, static_cast<std::size_t>(end - digits));
        return *this;
    }
    JsonOut& boolean(bool value) { return raw(value ? "true" : "false"); }
    JsonOut& null() { return raw("null"); }
    /// A JSON text that was checked before.
    JsonOut& raw(std::string_view json) {
        comma();
        out_ += json;
        return *this;
    }

    JsonOut& member(std::string_view name, std::string_view value) { return key(name).text(value); }
    JsonOut& member(std::string_view name, const char* value) { return key(name).text(value); }
    JsonOut& member(std::string_view name, std::int64_t value) { return key(name).number(value); }
    JsonOut& member(std::string_view name, int value) { return key(name).number(value); }
    JsonOut& member(std::string_view name, std::same_as<bool> auto value) {
        return key(name).boolean(value);
    }
    JsonOut& member(std::string_view name, Wall at) { return key(name).text(to_rfc3339(at)); }
    JsonOut& member(std::string_view name, const std::optional<Wall>& at) {
        key(name);
        return at ? text(to_rfc3339(*at)) : null();
    }
    /// null where empty
    JsonOut& member_or_null(std::string_view name, std::string_view value) {
        key(name);
        return value.empty() ? null() : text(value);
    }
    JsonOut& member_raw(std::string_view name, std::string_view json) {
        return key(name).raw(json);
    }

    std::string take() { return std::move(out_); }

  private:
    void comma() {
        if (out_.empty()) return;
        const char last = out_.back();
        if (last != '{' && last != '[' && last != ':') out_.push_back(',');
    }
    JsonOut& punctuate(char c) {
        comma();
        out_.push_back(c);
        return *this;
    }
    JsonOut& raw_char(char c) {
        out_.push_back(c);
        return *this;
    }
    std::string out_;
};

}  // namespace dvcpay::api
