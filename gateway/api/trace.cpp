#include "api/trace.hpp"

#include <algorithm>
#include <array>

#include "crypto/digest.hpp"

namespace dvcpay::api {
namespace {

bool lower_hex(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    });
}

bool all_zero(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c == '0'; });
}

template <std::size_t Bytes>
std::string random_hex(Entropy& entropy) {
    std::array<std::byte, Bytes> raw{};
    entropy.fill(raw);
    std::string bytes;
    for (const auto b : raw) bytes.push_back(static_cast<char>(b));
    return crypto::to_hex(bytes);
}

/// version-trace-parent-flags; later versions may append fields.
bool is_traceparent(std::string_view t) {
    if (t.size() < 55 || (t.size() > 55 && (t.starts_with("00") || t[55] != '-'))) return false;
    if (t[2] != '-' || t[35] != '-' || t[52] != '-' || t.starts_with("ff")) return false;
    const auto trace = t.substr(3, 32);
    const auto parent = t.substr(36, 16);
    return lower_hex(t.substr(0, 2)) && lower_hex(trace) && lower_hex(parent) &&
           lower_hex(t.substr(53, 2)) && !all_zero(trace) && !all_zero(parent);
}

bool is_request_id(std::string_view id) {
    return !id.empty() && id.size() <= 128 &&
           std::ranges::all_of(id, [](char c) { return c > 0x20 && c < 0x7F; });
}

}  // namespace

Trace continue_trace(std::string_view traceparent, std::string_view request_id, Entropy& entropy) {
    Trace out;
    const bool continued = is_traceparent(traceparent);
    out.trace_id = continued ? std::string(traceparent.substr(3, 32)) : random_hex<16>(entropy);
    const std::string flags = continued ? std::string(traceparent.substr(53, 2)) : "00";
    out.traceparent = "00-" + out.trace_id + "-" + random_hex<8>(entropy) + "-" + flags;
    out.request_id = is_request_id(request_id) ? std::string(request_id) : out.trace_id;
    return out;
}

}  // namespace dvcpay::api
