#pragma once
// An absolute http(s) URL taken apart for a connection. Pure.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dvcpay::net {

enum class Scheme : unsigned char { http, https };

struct Url {
    Scheme scheme = Scheme::https;
    std::string host;  ///< lower case; an IPv6 literal without brackets
    std::uint16_t port = 443;
    std::string target;  ///< path + query as written, at least "/"
    std::string
        authority;  ///< for the Host header: host, and port where it is not the scheme's own
};

/// Nothing for anything but http(s) with a host: user info is refused, a fragment is dropped (RFC
/// 3986).
std::optional<Url> parse_url(std::string_view text);

}  // namespace dvcpay::net
