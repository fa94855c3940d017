#pragma once
// Heads as bytes of HTTP/1.1. Pure.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/time.hpp"
#include "ports/transport.hpp"

namespace dvcpay::net {

/// IMF-fixdate (RFC 9110 §5.6.7), made once per second.
class DateText {
  public:
    const std::string& at(Wall now);

  private:
    std::int64_t second_ = -1;
    std::string text_;
};

/// Reads what DateText writes; the two obsolete forms are nobody's any more.
std::optional<Wall> parse_http_date(std::string_view text);

enum class Reuse : unsigned char { keep_alive, keep_alive_1_0, close };
enum class BodyOf : unsigned char { sent, head_only };

/// Appends status line, headers and body. Date, Content-Length, Connection and Transfer-Encoding
/// are the server's: what the handler says of them is dropped. Control characters in a value become
/// spaces, so that no value can begin a header of its own.
void append_response(
    std::string& out,
    const HttpResponse& response,
    const std::string& date,
    Reuse reuse,
    BodyOf body
);

/// Appends request line and headers, without the body. Host, Content-Length, Connection and
/// Transfer-Encoding are ours; values are cleaned as above.
void append_request_head(
    std::string& out,
    const OutboundRequest& request,
    std::string_view target,
    std::string_view authority
);

}  // namespace dvcpay::net
