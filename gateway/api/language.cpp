#include "api/language.hpp"

#include "api/header_list.hpp"

namespace dvcpay::api {

Language choose_language(std::string_view accept_language) {
    int vi = -1;
    int en = -1;
    int any = -1;
    for_each_weighted(accept_language, [&](std::string_view range, int quality) {
        const std::string_view primary = range.substr(0, range.find('-'));
        if (same_word(primary, "vi")) vi = std::max(vi, quality);
        if (same_word(primary, "en")) en = std::max(en, quality);
        if (primary == "*") any = std::max(any, quality);
    });
    if (vi < 0) vi = any;
    if (en < 0) en = any;
    return en > 0 && en > vi ? Language::en : Language::vi;
}

}  // namespace dvcpay::api
