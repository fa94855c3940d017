#pragma once
// The small change of HTTP that every provider's pages and admin calls need. Pure functions.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ports/http.hpp"
#include "sandbox/provider.hpp"

namespace dvcpay::sandbox {

std::string percent_encode(std::string_view text);  ///< all but RFC 3986 unreserved
std::string percent_decode(std::string_view text
);  ///< form rules: '+' is a space; a broken escape stays as it is
std::string_view path_of(std::string_view target);  ///< without the query
/// First value of each name of a query or a form body.
std::map<std::string, std::string> parse_form(std::string_view text);
std::map<std::string, std::string> query_of(std::string_view target);
std::vector<std::string> split_path(std::string_view path);  ///< decoded, no empty parts

std::string html_escape(std::string_view text);
/// A whole page: nothing from elsewhere, no script. `body` is HTML already.
std::string html_page(std::string_view title, std::string_view body, std::string_view head = {});
std::string group_thousands(std::int64_t amount);  ///< 1.250.000, as amounts are written in Vietnam

std::string dump(const Json& json);  ///< UTF-8; what is not is replaced
HttpResponse json_response(int status, const Json& json);
HttpResponse html_response(int status, std::string html);
HttpResponse text_response(int status, std::string text);
HttpResponse admin_error(int status, std::string_view why);

bool is_loopback(std::string_view peer);  ///< also the empty peer of an in-memory network
/// false: a browser says that another site made this request.
bool same_site(const HttpRequest& request);

}  // namespace dvcpay::sandbox
