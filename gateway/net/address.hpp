#pragma once
// Internet addresses as facts to decide on: what kind one is, whether a channel may go there, and
// who is really asking when a reverse proxy stands in front. Pure; no socket, no resolver.
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include "domain/result.hpp"

namespace dvcpay::net {

using Address = boost::asio::ip::address;

/// Sources: the IANA special-purpose registries for IPv4 and IPv6 (RFC 6890 and its updates).
enum class AddressKind : unsigned char {
    global,      ///< reachable by everybody
    local_site,  ///< private use (RFC 1918), shared address space (RFC 6598), unique local (RFC
                 ///< 4193)
    loopback,
    forbidden,  ///< link-local, multicast, unspecified, reserved, documentation, translation to
                ///< IPv4
};
/// An IPv4 address inside IPv6 (::ffff:0:0/96) is what the IPv4 address is. Other ways to carry
/// IPv4 in IPv6 (NAT64, 6to4, Teredo, IPv4-compatible) are forbidden: what they reach is not
/// visible from here.
AddressKind kind_of(const Address& address);

/// Where a channel's connections may go, each wider than the one before. Forbidden kinds never.
enum class AddressPolicy : unsigned char { public_only, allow_private, allow_loopback };
bool may_connect(AddressPolicy policy, const Address& address);

/// A list of networks ("10.0.0.0/8", "2001:db8::/32", or a single address).
class Networks {
  public:
    Networks() = default;
    /// Fault::configuration names the text that is no network.
    static Result<Networks> parse(const std::vector<std::string>& texts);
    bool contains(const Address& address) const;
    bool empty() const { return v4_.empty() && v6_.empty(); }

  private:
    std::vector<boost::asio::ip::network_v4> v4_;
    std::vector<boost::asio::ip::network_v6> v6_;
};

/// The client behind trusted proxies: walks X-Forwarded-For from its end as long as the hop that
/// wrote the entry is trusted. `forwarded` is all such fields joined by commas. An entry that is no
/// address ends the walk.
std::string client_behind(const Networks& trusted, const Address& peer, std::string_view forwarded);

}  // namespace dvcpay::net
