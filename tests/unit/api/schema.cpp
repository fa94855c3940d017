#include "schema.hpp"

#include <algorithm>
#include <regex>

namespace dvcpay::testing {
namespace {

using nlohmann::json;

class Checker {
  public:
    explicit Checker(const json* document) : document_(document) {}

    void check(const json& raw, const json& value, const std::string& at) {
        const json& schema = resolve(*document_, raw);
        for (const auto& [word, rule] : schema.items()) check_word(schema, word, rule, value, at);
    }
    std::vector<std::string> faults;

  private:
    void fault(const std::string& at, const std::string& why) { faults.push_back(at + ": " + why); }

    static bool is_type(const std::string& type, const json& value) {
        if (type == "null") return value.is_null();
        if (type == "boolean") return value.is_boolean();
        if (type == "integer") return value.is_number_integer();
        if (type == "number") return value.is_number();
        if (type == "string") return value.is_string();
        if (type == "array") return value.is_array();
        return type == "object" && value.is_object();
    }

    static std::size_t characters(const std::string& text) {
        return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) {
            return (c & 0xC0) != 0x80;
        }));
    }

    void check_word(
        const json& schema,
        const std::string& word,
        const json& rule,
        const json& value,
        const std::string& at
    ) {
        static const std::vector<std::string> notes{
            "description", "default", "example", "$comment", "additionalProperties"
        };
        if (std::ranges::find(notes, word) != notes.end()) return;
        if (word == "type") return check_type(rule, value, at);
        if (word == "enum") {
            if (std::ranges::find(rule, value) == rule.end())
                fault(at, "not in enum: " + value.dump());
        } else if (word == "const") {
            if (value != rule) fault(at, "not the constant " + rule.dump());
        } else if (word == "oneOf" || word == "anyOf") {
            check_alternatives(word == "oneOf", rule, value, at);
        } else if (word == "properties") {
            check_properties(schema, rule, value, at);
        } else if (word == "required") {
            for (const auto& name : rule) {
                if (value.is_object() && !value.contains(name)) fault(at, "lacks " + name.dump());
            }
        } else if (word == "items") {
            if (!value.is_array()) return;
            for (std::size_t i = 0; i < value.size(); ++i)
                check(rule, value[i], at + "/" + std::to_string(i));
        } else {
            check_limit(word, rule, value, at);
        }
    }

    void check_type(const json& rule, const json& value, const std::string& at) {
        const bool fits =
            rule.is_array()
                ? std::ranges::any_of(rule, [&](const json& t) { return is_type(t, value); })
                : is_type(rule, value);
        if (!fits) fault(at, "is no " + rule.dump() + ": " + value.dump());
    }

    void check_alternatives(
        bool exactly_one, const json& rule, const json& value, const std::string& at
    ) {
        int fitting = 0;
        std::string why;
        for (const auto& alternative : rule) {
            Checker inner(document_);
            inner.check(alternative, value, at);
            fitting += inner.faults.empty() ? 1 : 0;
            for (const auto& f : inner.faults) why += "\n    " + f;
        }
        if (fitting == 0) fault(at, "fits no alternative:" + why);
        if (exactly_one && fitting > 1) fault(at, "fits several alternatives");
    }

    void check_properties(
        const json& schema, const json& rule, const json& value, const std::string& at
    ) {
        if (!value.is_object()) return;
        for (const auto& [name, member] : value.items()) {
            if (rule.contains(name)) {
                check(rule[name], member, at + "/" + name);
            } else if (!schema.value("additionalProperties", true)) {
                fault(at, "has the undocumented member " + name);
            }
        }
    }

    void check_limit(
        const std::string& word, const json& rule, const json& value, const std::string& at
    ) {
        const auto number = value.is_number_integer() ? value.get<std::int64_t>() : 0;
        const auto text = value.is_string() ? value.get<std::string>() : std::string();
        bool broken = false;
        if (word == "minimum") {
            broken = value.is_number() && number < rule.get<std::int64_t>();
        } else if (word == "maximum") {
            broken = value.is_number() && number > rule.get<std::int64_t>();
        } else if (word == "maxLength") {
            broken = value.is_string() && characters(text) > rule.get<std::size_t>();
        } else if (word == "minLength") {
            broken = value.is_string() && characters(text) < rule.get<std::size_t>();
        } else if (word == "maxItems") {
            broken = value.is_array() && value.size() > rule.get<std::size_t>();
        } else if (word == "minItems") {
            broken = value.is_array() && value.size() < rule.get<std::size_t>();
        } else if (word == "pattern") {
            broken =
                value.is_string() && !std::regex_search(text, std::regex(rule.get<std::string>()));
        } else {
            fault(at, "the schema uses a word this reader does not know: " + word);
        }
        if (broken) fault(at, word + " " + rule.dump() + " is broken by " + value.dump());
    }

    const json* document_;
};

}  // namespace

const nlohmann::json& resolve(const nlohmann::json& document, const nlohmann::json& node) {
    if (!node.is_object() || !node.contains("$ref")) return node;
    const std::string target = node["$ref"];
    return document.at(nlohmann::json::json_pointer(target.substr(1)));
}

std::vector<std::string> schema_faults(
    const nlohmann::json& document, const nlohmann::json& schema, const nlohmann::json& value
) {
    Checker checker(&document);
    checker.check(schema, value, "");
    return std::move(checker.faults);
}

}  // namespace dvcpay::testing
