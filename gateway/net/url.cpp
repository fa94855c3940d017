#include "net/url.hpp"

#include <charconv>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace dvcpay::net {

namespace urls = boost::urls;

namespace {

std::string text_of(urls::string_view v) {
    return std::string(v.data(), v.size());
}

std::string lower(std::string text) {
    for (auto& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return text;
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
    const auto parsed = urls::parse_uri(urls::string_view(text.data(), text.size()));
    if (!parsed) return std::nullopt;
    const urls::url_view& view = *parsed;
    Url url;
    if (view.scheme_id() == urls::scheme::https) {
        url.scheme = Scheme::https;
    } else if (view.scheme_id() == urls::scheme::http) {
        url.scheme = Scheme::http;
    } else {
        return std::nullopt;
    }
    // An encoded host name could be read in two ways; nobody needs one.
    const auto host = text_of(view.encoded_host());
    const bool strange = host.empty() || host.find('%') != std::string::npos;
    if (strange || view.has_userinfo() || view.host_type() == urls::host_type::ipvfuture) {
        return std::nullopt;
    }
    const std::uint16_t usual = url.scheme == Scheme::https ? 443 : 80;
    url.port = usual;
    if (view.has_port() && !view.port().empty()) {
        const auto port = text_of(view.port());
        const auto* last = port.data() + port.size();
        const auto read = std::from_chars(port.data(), last, url.port);
        if (read.ec != std::errc{} || read.ptr != last || url.port == 0) return std::nullopt;
    }
    url.host = lower(host);
    url.authority = url.host;
    if (url.host.starts_with('[')) url.host = url.host.substr(1, url.host.size() - 2);
    if (url.port != usual) url.authority += ":" + std::to_string(url.port);
    const auto path = text_of(view.encoded_path());
    url.target = path.empty() ? "/" : path;
    if (view.has_query()) url.target += "?" + text_of(view.encoded_query());
    return url;
}

}  // namespace dvcpay::net
