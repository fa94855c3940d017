#pragma once
// One provider of the sandbox: its wire protocol, its payers, its book. A folder beside momo/ and a
// word in the list of providers; most derive from BasicProvider (basic_provider.hpp).
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "domain/result.hpp"
#include "ports/clock.hpp"
#include "ports/entropy.hpp"
#include "ports/http.hpp"
#include "ports/telemetry.hpp"
#include "ports/transport.hpp"
#include "sandbox/book.hpp"

namespace dvcpay {
class TaskGroup;
}

namespace dvcpay::sandbox {

class Player;

/// Keeps the order of members, so that answers read like the provider's own.
using Json = nlohmann::ordered_json;

/// All that the sandbox has of the world. Everything here outlives the sandbox, and `tasks` is
/// closed (or has drained) before the sandbox goes: delayed payers and callbacks run in it.
struct Outside {
    Clock* clock = nullptr;
    Entropy* entropy = nullptr;
    Transport* transport = nullptr;  ///< callbacks to the gateway, channel "sandbox"
    TaskGroup* tasks = nullptr;
    Telemetry* telemetry = nullptr;
    BookSink* book = nullptr;
};

class Provider {
  public:
    virtual ~Provider() = default;
    virtual std::string_view name() const = 0;
    /// Whether a request for this path (no query) is this provider's.
    virtual bool serves(std::string_view path) const = 0;
    virtual Task<HttpResponse> handle(HttpRequest request) = 0;

    /// What follows /_admin/<name>/, split at '/' and decoded. The caller has checked that the peer
    /// may.
    virtual HttpResponse admin(
        const HttpRequest& request, const std::vector<std::string>& path
    ) = 0;
    virtual Json book() const = 0;      ///< who really paid
    virtual Json requests() const = 0;  ///< what was asked of us and how it was answered
    virtual Json faults() const = 0;    ///< what can be set and what is set
    /// {"settings":{…},"faults":[…]}. All or nothing; the error names the member.
    virtual Result<void> load(const Json& scenario) = 0;
    virtual void reset() = 0;  ///< as after start: no orders, no faults, first settings
    /// HTML for the front page: the latest orders with their payer pages.
    virtual std::string overview() const = 0;
    /// Where browsers reach the sandbox, no trailing slash; known only after binding.
    virtual void set_public_base_url(const std::string& url) = 0;
    virtual Player& player() = 0;
    /// A payer scans a code: the address (path and query) of the page that asks him to pay.
    /// not_found where the code is none of this provider's.
    virtual Result<std::string> scan(const std::string& payload) = 0;
};

}  // namespace dvcpay::sandbox
