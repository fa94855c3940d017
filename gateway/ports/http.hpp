#pragma once
// HTTP as values, so that API, adapters, sandbox and simulation speak it without a socket.
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/time.hpp"
#include "ports/task.hpp"

namespace dvcpay {

struct Header {
    std::string name;
    std::string value;
};

class Headers {
  public:
    Headers() = default;
    Headers(std::initializer_list<Header> all) : all_(all) {}
    void add(std::string name, std::string value) {
        all_.push_back({std::move(name), std::move(value)});
    }
    /// Case-insensitive; empty where absent. The first where there are several.
    std::string_view get(std::string_view name) const {
        for (const auto& h : all_) {
            if (same(h.name, name)) return h.value;
        }
        return {};
    }
    std::size_t count(std::string_view name) const {
        std::size_t n = 0;
        for (const auto& h : all_) n += same(h.name, name) ? 1 : 0;
        return n;
    }
    const std::vector<Header>& all() const { return all_; }

  private:
    static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
    static bool same(std::string_view a, std::string_view b) {
        if (a.size() != b.size()) return false;
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (lower(a[i]) != lower(b[i])) return false;
        }
        return true;
    }
    std::vector<Header> all_;
};

/// A request as a server sees it. `target` is path + query exactly as received; `body` the exact
/// bytes.
struct HttpRequest {
    std::string method;
    std::string target;
    Headers headers;
    std::string body;
    std::string peer;  ///< the client's address after trusted_proxies were applied, no port
    std::string client_subject;  ///< mTLS: subject of the verified certificate; empty without
    bool over_tls = false;
    std::string
        peer_user;  ///< at a Unix-domain socket: who the system says the peer is; else empty
};

struct HttpResponse {
    int status = 200;
    Headers headers;
    std::string body;
    bool close = false;  ///< the connection must not be reused
};

/// One listener's application. Called on the loop's thread; the request is the handler's own.
/// A dropped client cancels the returned task, never work that has begun to move money.
class HttpHandler {
  public:
    virtual ~HttpHandler() = default;
    virtual Task<HttpResponse> handle(HttpRequest request) = 0;
};

}  // namespace dvcpay
