#pragma once
// Bytes of a client in, requests out. No socket, no time: whoever has bytes can feed it (a session,
// a fuzzer). Strict where leniency lets two servers read one message differently (RFC 9112 §11.2):
// a head with NUL, folded lines, both lengths, an unknown transfer encoding, no Host or two of them
// is refused.
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "ports/http.hpp"

namespace dvcpay::net {

/// What a server answers by itself, because no request reaches the handler.
enum class TransportFault : std::uint8_t {
    bad_request,         ///< 400
    head_timeout,        ///< 408
    body_timeout,        ///< 408
    body_too_large,      ///< 413
    expectation_failed,  ///< 417
    head_too_large,      ///< 431
    overloaded,          ///< 503 + Retry-After
};

class RequestReader {
  public:
    enum class Progress : std::uint8_t { need_more, head, complete, refused };

    explicit RequestReader(std::size_t head_bytes_max);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    /// Where the next bytes go; never empty after need_more.
    std::span<char> space();
    void filled(std::size_t count);
    /// head: said once per request, before its body; then accept_body() or refuse. complete:
    /// take(), then next().
    Progress advance();
    /// false: the announced length is above `bytes_max`. A chunked body above it is refused later.
    bool accept_body(std::size_t bytes_max);

    /// Valid from head on; without body until complete. `peer`, `client_subject`, `over_tls` are
    /// the session's.
    const HttpRequest& request() const;
    HttpRequest take();
    bool head_known() const;
    /// These are valid from head on.
    bool keep_alive() const;
    bool http_1_0() const;
    bool head_method() const;
    bool wants_continue() const;  ///< Expect: 100-continue, body not yet here
    bool unknown_expectation() const;
    TransportFault fault() const;
    /// Not one byte of a next request has arrived.
    bool untouched() const;
    /// Forgets the request; bytes behind it stay for the next one.
    void next();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace dvcpay::net
