#pragma once
// Where the store remembers that an endpoint is told nothing, and how its last tries ended. A 410
// leaves a time; an operator's word begins with "operator ", then comes the time, then the reason.
#include <optional>
#include <string>

#include "ports/store.hpp"

namespace dvcpay::flows {

enum class Halt : std::uint8_t {
    none,
    gone,         ///< it answered 410; its client may ask for more
    by_operator,  ///< only an operator lets it go on
};

struct EndpointMark {
    Halt halt = Halt::none;
    std::optional<Wall> since;
    std::string reason;  ///< the operator's
};

inline std::string mark_of(const std::string& endpoint) {
    return "endpoint_disabled:" + endpoint;
}
inline std::string last_success_of(const std::string& endpoint) {
    return "endpoint_last_success:" + endpoint;
}
/// "TIME STATUS ERROR"
inline std::string last_failure_of(const std::string& endpoint) {
    return "endpoint_last_failure:" + endpoint;
}

inline constexpr std::string_view operator_word = "operator ";
inline constexpr std::size_t time_length = std::string_view("2026-11-23T02:15:00.000Z").size();

inline EndpointMark read_mark(Reader& reader, const std::string& endpoint) {
    EndpointMark out;
    const std::string text = reader.meta(mark_of(endpoint));
    if (text.empty()) return out;
    out.halt = text.starts_with(operator_word) ? Halt::by_operator : Halt::gone;
    const std::string rest =
        out.halt == Halt::by_operator ? text.substr(operator_word.size()) : text;
    out.since = parse_rfc3339(rest.substr(0, time_length));
    if (rest.size() > time_length) out.reason = rest.substr(time_length + 1);
    return out;
}

inline void mark_gone(Txn& txn, const std::string& endpoint, Wall now) {
    // An operator's word stays: it is the stronger one.
    if (read_mark(txn, endpoint).halt == Halt::by_operator) return;
    txn.set_meta(mark_of(endpoint), to_rfc3339(now));
}

inline void mark_by_operator(
    Txn& txn, const std::string& endpoint, Wall now, const std::string& reason
) {
    txn.set_meta(mark_of(endpoint), std::string(operator_word) + to_rfc3339(now) + " " + reason);
}

}  // namespace dvcpay::flows
