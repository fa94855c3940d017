#pragma once
// What the API leaves in the chain `audit`: who was denied what, and who changed the house. Private
// to the room.
#include <string>
#include <unordered_map>

#include "domain/time.hpp"
#include "ports/entropy.hpp"
#include "ports/http.hpp"
#include "ports/store.hpp"

namespace dvcpay::api {

struct Parts;
struct Call;

/// How many denials of one key are written: a client in a loop must not fill the history. Keys are
/// the known ones only, so a stranger costs no memory. Loop thread only.
class DenialBudget {
  public:
    static constexpr std::int64_t per_hour = 100;

    /// true: this one may be written.
    bool take(const std::string& key, Mono now);

  private:
    struct Hour {
        Mono began;
        std::int64_t written = 0;
    };
    std::unordered_map<std::string, Hour> by_key_;
};

/// An event of the chain `audit`. `note`: routes, codes, ids and counts; never a secret, never a
/// person's name.
NewEvent audit_event(
    Entropy& entropy, Wall now, EventType type, std::string actor, std::string note
);

/// Looks at what is about to be answered: 401 and 403 are counted, and a 403 of a known key is
/// written behind the answer, which neither waits for it nor fails with it.
void audit_denial(Parts& parts, const Call& call, const HttpResponse& response);

}  // namespace dvcpay::api
