#include "net/address.hpp"

#include <array>
#include <charconv>
#include <optional>

namespace dvcpay::net {

namespace ip = boost::asio::ip;

namespace {

struct Range4 {
    std::uint32_t first;
    int bits;
    AddressKind kind;
};
constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    return a << 24 | b << 16 | c << 8 | d;
}
using enum AddressKind;
constexpr std::array ranges4{
    Range4{v4(0, 0, 0, 0), 8, forbidden},        // this network
    Range4{v4(10, 0, 0, 0), 8, local_site},      // RFC 1918
    Range4{v4(100, 64, 0, 0), 10, local_site},   // shared address space
    Range4{v4(127, 0, 0, 0), 8, loopback},       //
    Range4{v4(169, 254, 0, 0), 16, forbidden},   // link-local, cloud metadata
    Range4{v4(172, 16, 0, 0), 12, local_site},   // RFC 1918
    Range4{v4(192, 0, 0, 0), 24, forbidden},     // protocol assignments
    Range4{v4(192, 0, 2, 0), 24, forbidden},     // documentation
    Range4{v4(192, 88, 99, 0), 24, forbidden},   // 6to4 relay
    Range4{v4(192, 168, 0, 0), 16, local_site},  // RFC 1918
    Range4{v4(198, 18, 0, 0), 15, forbidden},    // benchmarking
    Range4{v4(198, 51, 100, 0), 24, forbidden},  // documentation
    Range4{v4(203, 0, 113, 0), 24, forbidden},   // documentation
    Range4{v4(224, 0, 0, 0), 4, forbidden},      // multicast
    Range4{v4(240, 0, 0, 0), 4, forbidden},      // reserved, broadcast
};

AddressKind kind_of_v4(const ip::address_v4& address) {
    const auto value = address.to_uint();
    for (const auto& range : ranges4) {
        if ((value ^ range.first) >> (32 - range.bits) == 0) return range.kind;
    }
    return global;
}

AddressKind kind_of_v6(const ip::address_v6& address) {
    if (address.is_v4_mapped()) return kind_of_v4(ip::make_address_v4(ip::v4_mapped, address));
    if (address.is_loopback()) return loopback;
    const auto b = address.to_bytes();
    if ((b[0] & 0xfe) == 0xfc) return local_site;  // fc00::/7
    // Global unicast is 2000::/3 and nothing else: ::/96, 64:ff9b::, fe80::, ff00:: and what IANA
    // may yet hand out stay outside.
    if ((b[0] & 0xe0) != 0x20) return forbidden;
    if (b[0] == 0x20 && b[1] == 0x02) return forbidden;  // 6to4
    if (b[0] == 0x20 && b[1] == 0x01 && (b[2] & 0xfe) == 0x00)
        return forbidden;  // 2001::/23, Teredo
    if (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && b[3] == 0xb8)
        return forbidden;                                                         // documentation
    if (b[0] == 0x3f && b[1] == 0xff && (b[2] & 0xf0) == 0x00) return forbidden;  // documentation
    return global;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

Address unmapped(const Address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    }
    return address;
}

/// "203.0.113.9", "203.0.113.9:4711", "2001:db8::1", "[2001:db8::1]:4711"
std::optional<Address> parse_hop(std::string_view hop) {
    std::string text(trimmed(hop));
    if (!text.empty() && text.front() == '[') {
        const auto end = text.find(']');
        if (end == std::string::npos) return std::nullopt;
        text = text.substr(1, end - 1);
    } else if (const auto colon = text.find(':');
               colon != std::string::npos && text.find(':', colon + 1) == std::string::npos) {
        text.resize(colon);
    }
    boost::system::error_code ec;
    const auto address = ip::make_address(text, ec);
    if (ec) return std::nullopt;
    return unmapped(address);
}

}  // namespace

AddressKind kind_of(const Address& address) {
    return address.is_v4() ? kind_of_v4(address.to_v4()) : kind_of_v6(address.to_v6());
}

bool may_connect(AddressPolicy policy, const Address& address) {
    switch (kind_of(address)) {
        case global:
            return true;
        case local_site:
            return policy != AddressPolicy::public_only;
        case loopback:
            return policy == AddressPolicy::allow_loopback;
        case forbidden:
            return false;
    }
    return false;
}

Result<Networks> Networks::parse(const std::vector<std::string>& texts) {
    Networks networks;
    for (const auto& text : texts) {
        const auto slash = text.find('/');
        boost::system::error_code ec;
        const auto address = ip::make_address(text.substr(0, slash), ec);
        int bits = address.is_v4() ? 32 : 128;
        if (!ec && slash != std::string::npos) {
            const char* last = text.data() + text.size();
            const auto read = std::from_chars(text.data() + slash + 1, last, bits);
            const bool whole = read.ec == std::errc{} && read.ptr == last;
            if (!whole || bits < 0 || bits > (address.is_v4() ? 32 : 128)) {
                ec = boost::asio::error::invalid_argument;
            }
        }
        if (ec) return Error(Fault::configuration, "not a network: " + text);
        const auto prefix = static_cast<unsigned short>(bits);
        if (address.is_v4()) {
            networks.v4_.push_back(ip::network_v4(address.to_v4(), prefix).canonical());
        } else {
            networks.v6_.push_back(ip::network_v6(address.to_v6(), prefix).canonical());
        }
    }
    return networks;
}

bool Networks::contains(const Address& given) const {
    const auto address = unmapped(given);
    if (address.is_v4()) {
        for (const auto& network : v4_) {
            const auto mask = network.netmask().to_uint();
            if ((address.to_v4().to_uint() & mask) == network.network().to_uint()) return true;
        }
        return false;
    }
    for (const auto& network : v6_) {
        const ip::network_v6 same(address.to_v6(), network.prefix_length());
        if (same.network() == network.network()) return true;
    }
    return false;
}

std::string client_behind(
    const Networks& trusted, const Address& peer, std::string_view forwarded
) {
    auto client = unmapped(peer);
    while (trusted.contains(client) && !trimmed(forwarded).empty()) {
        const auto comma = forwarded.rfind(',');
        const auto hop =
            parse_hop(comma == std::string_view::npos ? forwarded : forwarded.substr(comma + 1));
        if (!hop) break;
        client = *hop;
        if (comma == std::string_view::npos) break;
        forwarded = forwarded.substr(0, comma);
    }
    return client.to_string();
}

}  // namespace dvcpay::net
