#include "api/json.hpp"

#include <limits>

#include <nlohmann/json.hpp>

namespace dvcpay::api {
namespace {

/// Ancestors are held by pointer: a container grows only while none of its elements is open.
class TreeBuilder final : public nlohmann::json_sax<nlohmann::json> {
  public:
    bool null() override { return put(Json{}) != nullptr; }
    bool boolean(bool value) override {
        Json node;
        node.kind = Json::Kind::boolean;
        node.boolean = value;
        return put(std::move(node)) != nullptr;
    }
    bool number_integer(std::int64_t value) override { return put_integer(value); }
    bool number_unsigned(std::uint64_t value) override {
        if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
            return put_integer(static_cast<std::int64_t>(value));
        }
        return put_token(std::to_string(value));
    }
    bool number_float(double /*value*/, const std::string& token) override {
        return put_token(token);
    }
    bool string(std::string& value) override {
        if (!without_nul(value)) return false;
        Json node;
        node.kind = Json::Kind::string;
        node.text = std::move(value);
        return put(std::move(node)) != nullptr;
    }
    bool binary(nlohmann::json::binary_t& /*value*/) override { return false; }

    bool start_object(std::size_t /*size*/) override { return open(Json::Kind::object); }
    bool start_array(std::size_t /*size*/) override { return open(Json::Kind::array); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(std::string& name) override {
        if (!without_nul(name)) return false;
        Json& object = *open_.back();
        if (object.names.size() >= json_members_max) return fail("too_many");
        const bool twice = object.find(name) != nullptr;
        object.names.push_back(std::move(name));
        object.items.emplace_back();  // its value takes this place
        return twice ? fail("duplicate_member") : true;
    }

    bool parse_error(
        std::size_t /*position*/,
        const std::string& /*token*/,
        const nlohmann::json::exception& /*why*/
    ) override {
        return fail("syntax");
    }

    Json take() { return std::move(root_); }
    Error error() const {
        Error out(Fault::malformed_json);
        out.fields.push_back({pointer_, code_, {}});
        return out;
    }

  private:
    bool put_integer(std::int64_t value) {
        Json node;
        node.kind = Json::Kind::integer;
        node.integer = value;
        return put(std::move(node)) != nullptr;
    }
    bool put_token(std::string token) {
        Json node;
        node.kind = Json::Kind::number;
        node.text = std::move(token);
        return put(std::move(node)) != nullptr;
    }
    Json* put(Json node) {
        if (open_.empty()) {
            root_ = std::move(node);
            return &root_;
        }
        Json& parent = *open_.back();
        if (parent.kind == Json::Kind::object) {
            parent.items.back() = std::move(node);
        } else {
            parent.items.push_back(std::move(node));
        }
        return &parent.items.back();
    }
    bool open(Json::Kind kind) {
        if (open_.size() >= json_depth_max) return fail("too_deep");
        Json node;
        node.kind = kind;
        open_.push_back(put(std::move(node)));
        return true;
    }
    bool close() {
        open_.pop_back();
        return true;
    }
    bool without_nul(const std::string& text) {
        return text.find('\0') == std::string::npos ? true : fail("nul_character");
    }
    /// The first fault counts; where it stands is read off the open containers.
    bool fail(const char* code) {
        if (!code_.empty()) return false;
        code_ = code;
        for (const Json* node : open_) {
            if (node->kind == Json::Kind::object) {
                if (!node->names.empty()) pointer_ = pointer_to(pointer_, node->names.back());
            } else {
                // The innermost one has not taken the faulty element yet.
                const std::size_t count = node->items.size();
                pointer_ = pointer_to(pointer_, node == open_.back() ? count : count - 1);
            }
        }
        return false;
    }

    Json root_;
    std::vector<Json*> open_;
    std::string code_;
    std::string pointer_;
};

}  // namespace

const Json* Json::find(std::string_view name) const {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name) return &items[i];
    }
    return nullptr;
}

std::string pointer_to(std::string_view parent, std::string_view name) {
    std::string out(parent);
    out.push_back('/');
    for (const char c : name) {
        if (c == '~') {
            out += "~0";
        } else if (c == '/') {
            out += "~1";
        } else {
            out.push_back(c);
        }
    }
    return out;
}

std::string pointer_to(std::string_view parent, std::size_t index) {
    return std::string(parent) + "/" + std::to_string(index);
}

Result<Json> parse_json(std::string_view text) {
    TreeBuilder builder;
    // The parser would skip a byte order mark; a text that begins with one is not what we document.
    // It also takes a raw NUL for the end of the text, and would not see what stands behind.
    if (text.starts_with("\xEF\xBB\xBF") || text.find('\0') != std::string_view::npos) {
        Error error(Fault::malformed_json);
        error.fields.push_back({"", "syntax", {}});
        return error;
    }
    const bool whole = nlohmann::json::sax_parse(
        text.begin(),
        text.end(),
        &builder,
        nlohmann::json::input_format_t::json,
        /*strict=*/true
    );
    if (!whole) return builder.error();
    return builder.take();
}

}  // namespace dvcpay::api
