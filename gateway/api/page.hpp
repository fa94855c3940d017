#pragma once
// The few small pages people see. No script, no style from elsewhere, nothing from a request.
#include <string>
#include <string_view>

#include "ports/http.hpp"

namespace dvcpay::api {

std::string html_escaped(std::string_view text);
/// A whole page around `body`, which is markup of ours.
HttpResponse page_response(int status, std::string_view title, std::string_view body);

}  // namespace dvcpay::api
