#include "toolkit/canonical.hpp"

#include <vector>

namespace dvcpay::toolkit {

std::string canonical_text(
    std::span<const std::string_view> names, const Fields& fields, Joining joining
) {
    std::string out;
    for (const auto name : names) {
        if (!out.empty()) out += joining.between_pairs;
        out += name;
        out += joining.between_name_and_value;
        out += fields.text(name);
    }
    return out;
}

std::string joined(std::span<const std::string_view> values, std::string_view separator) {
    std::string out;
    bool first = true;
    for (const auto value : values) {
        if (!first) out += separator;
        first = false;
        out += value;
    }
    return out;
}

std::string joined(std::initializer_list<std::string_view> values, std::string_view separator) {
    return joined(std::span(values.begin(), values.size()), separator);
}

std::string joined(
    std::span<const std::string_view> names, const Fields& fields, std::string_view separator
) {
    std::vector<std::string_view> values;
    values.reserve(names.size());
    for (const auto name : names) values.push_back(fields.text(name));
    return joined(values, separator);
}

}  // namespace dvcpay::toolkit
