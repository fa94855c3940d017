#include "toolkit/canonical.hpp"

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

}  // namespace dvcpay::toolkit
