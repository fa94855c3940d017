#include "api/query.hpp"

#include <algorithm>
#include <charconv>

#include "api/body_reader.hpp"
#include "crypto/digest.hpp"

namespace dvcpay::api {
namespace {

/// It may come back in an answer, so it must be text.
bool harmless(const std::string& text) {
    return is_utf8(text) && !has_control_character(text);
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, Plus plus) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            const auto byte = crypto::from_hex(text.substr(i + 1, 2));
            if (!byte) return std::nullopt;
            out += *byte;
            i += 2;
        } else {
            out.push_back(text[i] == '+' && plus == Plus::space ? ' ' : text[i]);
        }
    }
    if (!harmless(out)) return std::nullopt;
    return out;
}

Query::Query(std::string_view raw) {
    while (!raw.empty()) {
        const std::size_t end = std::min(raw.find('&'), raw.size());
        const std::string_view pair = raw.substr(0, end);
        raw.remove_prefix(std::min(end + 1, raw.size()));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        auto name = percent_decode(pair.substr(0, equals), Plus::space);
        auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), Plus::space);
        if (!name || !value) {
            fault(name.value_or(""), FieldCode::bad_format);
            continue;
        }
        if (std::ranges::find(all_, *name, &Parameter::name) != all_.end()) {
            fault(*name, FieldCode::repeated_parameter);
            continue;
        }
        all_.push_back({std::move(*name), std::move(*value), false});
    }
}

void Query::fault(std::string_view name, FieldCode code, std::string limit) {
    faults_.push_back({pointer_to("", name), std::string(to_string(code)), std::move(limit)});
}

std::string Query::text(std::string_view name, std::size_t max) {
    const auto it = std::ranges::find(all_, name, &Parameter::name);
    if (it == all_.end()) return {};
    it->known = true;
    if (count_characters(it->value) > max) {
        fault(name, FieldCode::too_long, std::to_string(max));
        return {};
    }
    return it->value;
}

std::optional<std::int64_t> Query::integer(
    std::string_view name, std::int64_t min, std::int64_t max
) {
    const std::string value = text(name);
    if (value.empty()) return std::nullopt;
    std::int64_t number = 0;
    const auto [end, wrong] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (wrong == std::errc::invalid_argument || end != value.data() + value.size()) {
        fault(name, FieldCode::not_an_integer);
        return std::nullopt;
    }
    if (wrong != std::errc{} || number < min || number > max) {
        fault(name, FieldCode::out_of_range, std::to_string(min) + "–" + std::to_string(max));
        return std::nullopt;
    }
    return number;
}

std::optional<Wall> Query::time(std::string_view name) {
    return word<Wall>(name, &parse_rfc3339);
}
std::optional<Day> Query::day(std::string_view name) {
    return word<Day>(name, &parse_day);
}
std::int64_t Query::limit() {
    return integer("limit", 1, 200).value_or(50);
}

Result<void> Query::check() {
    for (const auto& parameter : all_) {
        if (!parameter.known) fault(parameter.name, FieldCode::unknown_parameter);
    }
    if (!faults_.empty()) {
        Error error(Fault::invalid_parameter);
        error.fields = std::move(faults_);
        return error;
    }
    if (bad_cursor_) return Fault::invalid_cursor;
    return ok();
}

}  // namespace dvcpay::api
