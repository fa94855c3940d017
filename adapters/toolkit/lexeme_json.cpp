#include "toolkit/lexeme_json.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace dvcpay::toolkit {
namespace {

using Json = nlohmann::json;
using Kind = JsonValue::Kind;

constexpr std::size_t usual_members = 16;  // what most messages have: no growth while reading

/// Builds the tree while nlohmann reads. Each callback returns false to stop; `why` then says why.
class TreeBuilder final : public nlohmann::json_sax<Json> {
  public:
    explicit TreeBuilder(JsonLimits limits) : limits_(limits) {}

    bool null() override { return add(Kind::null, {}); }
    bool boolean(bool value) override { return add(Kind::boolean, value ? "true" : "false"); }
    // The reader calls number_unsigned for literals without a sign and number_integer for those
    // with one, and gives the literal itself only for the rest. JSON allows one spelling of each
    // such integer, so printing restores it; the one exception is "-0", the only literal that
    // arrives here as a signed zero.
    bool number_integer(number_integer_t value) override {
        return add(Kind::number, value == 0 ? "-0" : std::to_string(value));
    }
    bool number_unsigned(number_unsigned_t value) override {
        return add(Kind::number, std::to_string(value));
    }
    bool number_float(number_float_t /*value*/, const string_t& literal) override {
        std::string text = literal;
        std::ranges::replace(
            text, ',', '.'
        );  // the reader writes the C locale's decimal sign into its copy
        return add(Kind::number, std::move(text));
    }
    bool string(string_t& value) override { return add(Kind::string, std::move(value)); }
    bool binary(binary_t& /*value*/) override { return fail("binary data"); }

    bool start_object(std::size_t /*size*/) override {
        if (!open(Kind::object)) return false;
        open_.back()->members.reserve(usual_members);
        return true;
    }
    bool key(string_t& name) override {
        auto& members = open_.back()->members;
        const auto same = [&name](const JsonMember& member) { return member.name == name; };
        if (std::ranges::any_of(members, same)) return fail("a member stands twice");
        members.push_back({std::move(name), {}});
        return true;
    }
    bool end_object() override { return close(); }
    bool start_array(std::size_t /*size*/) override { return open(Kind::array); }
    bool end_array() override { return close(); }

    bool
    parse_error(std::size_t /*at*/, const std::string& /*token*/, const nlohmann::detail::exception&)
        override {
        return fail("not JSON");  // the reader's own message repeats the input
    }

    const char* why() const { return why_; }
    JsonValue take() { return std::move(root_); }

  private:
    bool fail(const char* why) {
        why_ = why;
        return false;
    }

    /// Where the next value goes; null where there are too many.
    JsonValue* place() {
        if (++values_ > limits_.values_max) return nullptr;
        if (open_.empty()) return &root_;
        JsonValue& parent = *open_.back();
        if (parent.is_object()) return &parent.members.back().value;
        return &parent.items.emplace_back();
    }

    bool add(Kind kind, std::string text) {
        JsonValue* value = place();
        if (value == nullptr) return fail("too many values");
        value->kind = kind;
        value->text = std::move(text);
        return true;
    }

    bool open(Kind kind) {
        if (open_.size() == limits_.depth_max) return fail("nested too deeply");
        JsonValue* value = place();
        if (value == nullptr) return fail("too many values");
        value->kind = kind;
        open_.push_back(value);  // stays valid: its parent's vector grows again only after close()
        return true;
    }

    bool close() {
        open_.pop_back();
        return true;
    }

    JsonLimits limits_;
    JsonValue root_;
    std::vector<JsonValue*> open_;
    std::size_t values_ = 0;
    const char* why_ = "not JSON";
};

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const {
    for (const auto& member : members) {
        if (member.name == name) return &member.value;
    }
    return nullptr;
}

Result<JsonValue> parse_json(std::string_view text, JsonLimits limits) {
    if (text.size() > limits.bytes_max) return Error(Fault::malformed, "too long");
    // The reader takes a NUL for the end of its input and would not look at what follows.
    if (text.find('\0') != std::string_view::npos) return Error(Fault::malformed, "a NUL byte");
    TreeBuilder builder(limits);
    if (!Json::sax_parse(text.begin(), text.end(), &builder))
        return Error(Fault::malformed, builder.why());
    return builder.take();
}

Fields scalar_fields(const JsonValue& object) {
    std::vector<Field> fields;
    fields.reserve(object.members.size());
    for (const auto& [name, value] : object.members) {
        switch (value.kind) {
            case Kind::null:
            case Kind::number:
            case Kind::string:
                fields.push_back({name, value.text});
                break;
            case Kind::boolean:
            case Kind::array:
            case Kind::object:
                break;
        }
    }
    return Fields(std::move(fields));
}

}  // namespace dvcpay::toolkit
