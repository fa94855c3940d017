#include "toolkit/form.hpp"

#include "toolkit/text.hpp"

namespace dvcpay::toolkit {
namespace {

/// percent_encode with the two differences of forms.
std::string form_encode(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == ' ') {
            out += '+';
        } else if (c == '*') {
            out += c;
        } else if (c == '~') {
            out += "%7E";
        } else {
            out += percent_encode(std::string_view(&c, 1));
        }
    }
    return out;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

}  // namespace

bool is_media_type(std::string_view content_type, std::string_view type) {
    content_type = content_type.substr(0, content_type.find(';'));
    const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!content_type.empty() && is_blank(content_type.front())) content_type.remove_prefix(1);
    while (!content_type.empty() && is_blank(content_type.back())) content_type.remove_suffix(1);
    if (content_type.size() != type.size()) return false;
    for (std::size_t i = 0; i < type.size(); ++i) {
        if (lower(content_type[i]) != type[i]) return false;
    }
    return true;
}

Result<Fields> parse_form(std::string_view body, QueryLimits limits) {
    BOOST_OUTCOME_TRY(auto fields, parse_query(body, limits));
    for (const auto& field : fields.all()) {
        if (!is_utf8(field.name) || !is_utf8(field.text))
            return Error(Fault::malformed, "a field is not UTF-8");
    }
    return fields;
}

std::string encode_form(const Fields& fields) {
    std::string out;
    for (const auto& field : fields.all()) {
        if (!out.empty()) out += '&';
        out += form_encode(field.name);
        out += '=';
        out += form_encode(field.text);
    }
    return out;
}

}  // namespace dvcpay::toolkit
