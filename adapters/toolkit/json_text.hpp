#pragma once
// JSON on its way out: members in the order of the calls, exact bytes, UTF-8 unescaped beyond what
// JSON needs (RFC 8259 §7). For bodies that are signed or compared byte for byte.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dvcpay::toolkit {

/// Written in one go, without white space:
///     JsonText out;
///     out.object().text("id", "7").number("amount", 5000).array("bills").object().end().end();
///     std::string body = out.end().take();
/// Inside an object every value has a name, elsewhere none has. What does not fit (a value without
/// its name, one end too many, a second root) is a bug of ours and breaks an invariant.
class JsonText {
  public:
    JsonText& object() { return open('{'); }
    JsonText& object(std::string_view name) { return named(name).open('{'); }
    JsonText& array() { return open('['); }
    JsonText& array(std::string_view name) { return named(name).open('['); }
    JsonText& end();  ///< of the innermost object or array

    /// A string; bytes that are not UTF-8 become U+FFFD, so that the whole stays JSON.
    JsonText& text(std::string_view value);
    JsonText& number(std::int64_t value) { return lexeme(std::to_string(value)); }
    JsonText& truth(bool value) { return lexeme(value ? "true" : "false"); }
    JsonText& null() { return lexeme("null"); }
    /// A whole JSON value made elsewhere, as it is: a number with its own spelling, a nested body.
    JsonText& lexeme(std::string_view json);

    JsonText& text(std::string_view name, std::string_view value) {
        return named(name).text(value);
    }
    JsonText& number(std::string_view name, std::int64_t value) {
        return named(name).number(value);
    }
    JsonText& truth(std::string_view name, bool value) { return named(name).truth(value); }
    JsonText& null(std::string_view name) { return named(name).null(); }
    JsonText& lexeme(std::string_view name, std::string_view json) {
        return named(name).lexeme(json);
    }

    /// Everything has been ended. Leaves this empty.
    std::string take();

  private:
    JsonText& open(char bracket);
    JsonText& named(std::string_view name);
    void begin_value();

    std::string out_;
    std::vector<char> open_;  ///< the closing brackets still to come
    bool has_name_ = false;   ///< a name stands there and waits for its value
    bool needs_comma_ = false;
};

/// `value` as a JSON string with its quotes.
std::string json_string(std::string_view value);

}  // namespace dvcpay::toolkit
