#include "api/body_reader.hpp"

#include <algorithm>

namespace dvcpay::api {
namespace {

std::string range_text(IntegerLimit limit) {
    return std::to_string(limit.min) + "–" + std::to_string(limit.max);
}

/// Why a number token is no integer of ours.
FieldCode token_fault(std::string_view token) {
    return token.find_first_of(".eE") == std::string_view::npos ? FieldCode::out_of_range
                                                                : FieldCode::not_an_integer;
}

}  // namespace

std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

bool has_control_character(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x20 || c == 0x7F) return true;
        // U+0080 … U+009F
        if (c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
            return true;
        }
    }
    return false;
}

bool is_utf8(std::string_view text) {
    const auto byte = [&](std::size_t i) -> unsigned {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    for (std::size_t i = 0; i < text.size();) {
        const unsigned lead = byte(i);
        std::size_t width = 1;
        unsigned low = 0x80;  // of the second byte
        unsigned high = 0xBF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            width = 2;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            width = 3;
            if (lead == 0xE0) low = 0xA0;
            if (lead == 0xED) high = 0x9F;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            width = 4;
            if (lead == 0xF0) low = 0x90;
            if (lead == 0xF4) high = 0x8F;
        } else if (lead >= 0x80) {
            return false;
        }
        for (std::size_t k = 1; k < width; ++k) {
            const unsigned next = byte(i + k);
            if (next < (k == 1 ? low : 0x80U) || next > (k == 1 ? high : 0xBFU)) return false;
        }
        i += width;
    }
    return true;
}

ObjectReader::ObjectReader(const Json& value, std::string pointer, FieldFaults* faults)
    : pointer_(std::move(pointer)), faults_(faults) {
    if (value.kind != Json::Kind::object) {
        faults_->add(pointer_, FieldCode::wrong_type, "object");
        broken_ = true;
        return;
    }
    object_ = &value;
    known_.resize(value.names.size());
}

const Json* ObjectReader::member(std::string_view name, Need need) {
    if (broken_) return nullptr;
    const auto it = std::ranges::find(object_->names, name);
    if (it != object_->names.end()) {
        const auto index = static_cast<std::size_t>(it - object_->names.begin());
        known_[index] = true;
        if (object_->items[index].kind != Json::Kind::null) return &object_->items[index];
    }
    if (need == Need::required) faults_->add(pointer_to(pointer_, name), FieldCode::required);
    return nullptr;
}

std::optional<std::string> ObjectReader::text(std::string_view name, Need need, TextLimit limit) {
    const Json* value = member(name, need);
    if (value == nullptr) return std::nullopt;
    const auto fault = [&](FieldCode code, std::string detail = {}) {
        faults_->add(pointer(name), code, std::move(detail));
        return std::nullopt;
    };
    if (value->kind != Json::Kind::string) return fault(FieldCode::wrong_type, "string");
    if (value->text.empty()) return fault(FieldCode::empty);
    if (has_control_character(value->text)) return fault(FieldCode::control_character);
    if (count_characters(value->text) > limit.max) {
        return fault(FieldCode::too_long, std::to_string(limit.max));
    }
    return value->text;
}

std::optional<std::int64_t> ObjectReader::integer(
    std::string_view name, Need need, IntegerLimit limit
) {
    const Json* value = member(name, need);
    if (value == nullptr) return std::nullopt;
    const auto fault = [&](FieldCode code, std::string detail = {}) {
        faults_->add(pointer(name), code, std::move(detail));
        return std::nullopt;
    };
    if (value->kind == Json::Kind::number) {
        const FieldCode code = token_fault(value->text);
        return fault(code, code == FieldCode::out_of_range ? range_text(limit) : std::string{});
    }
    if (value->kind != Json::Kind::integer) return fault(FieldCode::wrong_type, "integer");
    if (value->integer < 0 && limit.min >= 0) return fault(FieldCode::negative);
    if (value->integer < limit.min || value->integer > limit.max) {
        return fault(FieldCode::out_of_range, range_text(limit));
    }
    return value->integer;
}

void ObjectReader::refuse_unknown() {
    if (broken_) return;
    for (std::size_t i = 0; i < known_.size(); ++i) {
        if (!known_[i]) faults_->add(pointer(object_->names[i]), FieldCode::unknown_field);
    }
}

}  // namespace dvcpay::api
