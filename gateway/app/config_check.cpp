// What several tables check alike: URLs, networks, channels.
#include <charconv>

#include <arpa/inet.h>

#include "app/config_parts.hpp"
#include "toolkit/url.hpp"

namespace dvcpay::app::parts {
namespace {

bool is_network(const std::string& text) {
    const std::size_t slash = text.find('/');
    const std::string address = text.substr(0, slash);
    unsigned char bytes[16];
    const bool v4 = inet_pton(AF_INET, address.c_str(), bytes) == 1;
    const bool v6 = !v4 && inet_pton(AF_INET6, address.c_str(), bytes) == 1;
    if (!v4 && !v6) return false;
    if (slash == std::string::npos) return true;
    int prefix = -1;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + slash + 1, end, prefix);
    return read.ec == std::errc() && read.ptr == end && prefix >= 0 && prefix <= (v4 ? 32 : 128);
}

}  // namespace

bool is_loopback_host(std::string_view host) {
    return host == "localhost" || host == "::1" || host == "[::1]" || host.starts_with("127.");
}

void check_networks(Section* section, std::string_view key, const std::vector<std::string>& texts) {
    for (const auto& text : texts) {
        if (!is_network(text)) {
            section->error(
                key,
                "\"" + text + "\" is no address or network; expected 192.0.2.1 or 2001:db8::/32"
            );
        }
    }
}

bool check_url(Section* section, std::string_view key, const std::string& text, Shape shape) {
    const auto url = toolkit::parse_url(text);
    if (!url) {
        section->error(key, "\"" + text + "\" is no absolute http or https URL");
        return false;
    }
    if (shape == Shape::origin && !url->rest.empty()) {
        section->error(
            key, "expected scheme, host and port only, without a path or trailing slash"
        );
        return false;
    }
    if (url->scheme == "http") {
        const std::string_view host = url->host;
        if (!is_loopback_host(host)) {
            section->error(key, "expected https; http is for loopback only");
            return false;
        }
    }
    return true;
}

ChannelLimits read_channel(Section* section, const Surroundings& around, ChannelLimits preset) {
    ChannelLimits out = preset;
    out.connections_max = section->integer("connections_max", {1, 1000}, out.connections_max);
    out.requests_waiting_max =
        section->integer("requests_waiting_max", {0, 10'000}, out.requests_waiting_max);
    out.connect_timeout_ms =
        section->integer("connect_timeout_ms", {100, 60'000}, out.connect_timeout_ms);
    out.idle_ms = section->integer("idle_ms", {0, 600'000}, out.idle_ms);
    out.answer_bytes_max =
        section->integer("answer_bytes_max", {1024, 64 << 20}, out.answer_bytes_max);
    out.failures_to_open = section->integer("failures_to_open", {1, 1000}, out.failures_to_open);
    out.open_ms = section->integer("open_ms", {100, 3'600'000}, out.open_ms);
    const std::string reach = section->word("reach", {"public", "private", "loopback"}, "public");
    out.reach = reach == "loopback"  ? Reach::loopback
                : reach == "private" ? Reach::private_networks
                                     : Reach::public_only;
    out.tls.ca_file = around.path(section->text("ca_file", ""));
    out.tls.certificate_file = around.path(section->text("certificate_file", ""));
    out.tls.key_file = around.path(section->text("key_file", ""));
    check_file(section, "ca_file", out.tls.ca_file);
    check_file(section, "certificate_file", out.tls.certificate_file);
    check_key_file(section, "key_file", out.tls.key_file);
    if (out.tls.certificate_file.empty() != out.tls.key_file.empty()) {
        section->error("certificate_file", "certificate_file and key_file belong together");
    }
    return out;
}

}  // namespace dvcpay::app::parts
