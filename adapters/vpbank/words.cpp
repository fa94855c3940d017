#include "vpbank/words.hpp"

#include "toolkit/text.hpp"

namespace dvcpay::vpbank {
namespace {

std::string for_people(std::string_view code) {
    return toolkit::printable(code, 20);
}

}  // namespace

bool is_success(const HttpAnswer& answer) {
    return answer.status >= 200 && answer.status < 300;
}

bool may_refuse(const HttpAnswer& answer) {
    return is_success(answer) || (answer.status >= 400 && answer.status < 500);
}

Words words_of(const TransferSettings& names, const toolkit::JsonValue& row) {
    const std::string status(text_at(row, names.answer_name("status")));
    const std::string error(text_at(row, names.answer_name("errorCode")));
    return {
        business_of(names.code(status), names.code(error)),
        for_people(error.empty() ? status : error)
    };
}

FrontWord front_word(const HttpAnswer& answer, const toolkit::JsonValue& tree) {
    if (is_success(answer)) return {};
    const auto* fault = tree.find("fault");
    const std::string_view code =
        text_at(fault != nullptr && fault->is_object() ? *fault : tree, "code");
    return {gateway_fault(code, answer.status), for_people(code)};
}

}  // namespace dvcpay::vpbank
