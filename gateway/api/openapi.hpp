#pragma once
#include <string_view>

namespace dvcpay::api {

/// The OpenAPI 3.1 document (openapi.json of this folder), embedded at configure time.
std::string_view openapi_document();

}  // namespace dvcpay::api
