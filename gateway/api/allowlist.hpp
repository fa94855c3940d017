#pragma once
// Addresses from which a provider may call us.
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace dvcpay::api {

/// CIDR ranges, IPv4 and IPv6. An empty list admits everybody; an IPv4 peer written as
/// ::ffff:a.b.c.d counts as IPv4.
class IpAllowlist {
  public:
    IpAllowlist() = default;
    /// "203.0.113.0/24", "2001:db8::/32", or a bare address. Fault::configuration names the entry.
    static Result<IpAllowlist> parse(const std::vector<std::string>& entries);
    bool admits(std::string_view peer) const;

  private:
    struct Range {
        std::string network;  ///< 4 or 16 bytes
        unsigned prefix = 0;
    };
    std::vector<Range> ranges_;
};

}  // namespace dvcpay::api
