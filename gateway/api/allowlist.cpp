#include "api/allowlist.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <boost/asio/ip/address.hpp>

namespace dvcpay::api {
namespace {

std::optional<std::string> address_bytes(std::string_view text) {
    boost::system::error_code wrong;
    const auto address = boost::asio::ip::make_address(std::string(text), wrong);
    if (wrong) return std::nullopt;
    const auto text_of = [](const auto& bytes) { return std::string(bytes.begin(), bytes.end()); };
    if (address.is_v4()) return text_of(address.to_v4().to_bytes());
    const auto v6 = address.to_v6();
    if (v6.is_v4_mapped()) {
        return text_of(boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, v6).to_bytes());
    }
    return text_of(v6.to_bytes());
}

bool same_prefix(std::string_view a, std::string_view b, unsigned bits) {
    if (a.size() != b.size()) return false;
    const std::size_t whole = bits / 8;
    if (a.substr(0, whole) != b.substr(0, whole)) return false;
    const unsigned rest = bits % 8;
    if (rest == 0) return true;
    const unsigned mask = 0xFFU << (8 - rest) & 0xFFU;
    return ((static_cast<unsigned char>(a[whole]) ^ static_cast<unsigned char>(b[whole])) & mask) ==
           0;
}

}  // namespace

Result<IpAllowlist> IpAllowlist::parse(const std::vector<std::string>& entries) {
    IpAllowlist out;
    for (const auto& entry : entries) {
        const Error wrong(Fault::configuration, "not an address or CIDR range: " + entry);
        const std::size_t slash = std::min(entry.find('/'), entry.size());
        auto network = address_bytes(std::string_view(entry).substr(0, slash));
        if (!network) return wrong;
        const auto longest = static_cast<unsigned>(network->size() * 8);
        unsigned prefix = longest;
        if (slash < entry.size()) {
            const char* end = entry.data() + entry.size();
            const auto [stop, fault] = std::from_chars(entry.data() + slash + 1, end, prefix);
            if (fault != std::errc{} || stop != end || prefix > longest) return wrong;
        }
        out.ranges_.push_back({std::move(*network), prefix});
    }
    return out;
}

bool IpAllowlist::admits(std::string_view peer) const {
    if (ranges_.empty()) return true;
    const auto address = address_bytes(peer);
    if (!address) return false;
    return std::ranges::any_of(ranges_, [&](const Range& range) {
        return same_prefix(range.network, *address, range.prefix);
    });
}

}  // namespace dvcpay::api
