#pragma once
// Typed reading of one JSON object. Faults are collected, never thrown: a portal developer sees all
// mistakes of a body at once. A reader that met a fault returns an empty value and goes on.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/field.hpp"
#include "api/json.hpp"

namespace dvcpay::api {

enum class Need : std::uint8_t { required, optional };

/// Characters (code points), not bytes.
struct TextLimit {
    std::size_t max = 255;
};
struct IntegerLimit {
    std::int64_t min = 0;
    std::int64_t max = 0;
};

class ObjectReader {
  public:
    /// `value` must outlive the reader. Anything but an object is one wrong_type fault; every
    /// member then reads as absent, without further faults.
    ObjectReader(const Json& value, std::string pointer, FieldFaults* faults);

    bool is_object() const { return object_ != nullptr; }
    std::string pointer(std::string_view name) const { return pointer_to(pointer_, name); }

    /// The member where it is present and not null; marks it known. An absent required one is a
    /// fault.
    const Json* member(std::string_view name, Need need);
    /// Not empty, no control character, at most `limit` characters.
    std::optional<std::string> text(std::string_view name, Need need, TextLimit limit);
    /// An integer token within the limit: no string, no fraction, no exponent.
    std::optional<std::int64_t> integer(std::string_view name, Need need, IntegerLimit limit);
    /// One of the words that `parse` knows; `allowed` names them for people.
    template <class T>
    std::optional<T> word(
        std::string_view name,
        Need need,
        std::optional<T> (*parse)(std::string_view),
        std::string_view allowed
    ) {
        const auto value = text(name, need, TextLimit{64});
        if (!value) return std::nullopt;
        auto parsed = parse(*value);
        if (!parsed) faults_->add(pointer(name), FieldCode::unknown_value, std::string(allowed));
        return parsed;
    }
    /// Members nobody asked for are faults. Call last.
    void refuse_unknown();

    FieldFaults& faults() { return *faults_; }

  private:
    const Json* object_ = nullptr;
    std::string pointer_;
    FieldFaults* faults_;
    std::vector<bool> known_;
    bool broken_ = false;
};

/// Characters of valid UTF-8.
std::size_t count_characters(std::string_view text);
bool has_control_character(std::string_view text);
/// Well-formed: no overlong form, no surrogate, nothing beyond U+10FFFF.
bool is_utf8(std::string_view text);

}  // namespace dvcpay::api
