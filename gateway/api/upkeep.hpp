#pragma once
// The part of the admin surface that keeps the house: the ring of keys, erasure, retention, export,
// the portal's endpoints.
// Form is checked here; what happens is a flow's.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crypto/sealer.hpp"
#include "flows/core.hpp"
#include "flows/retention.hpp"
#include "flows/ring.hpp"
#include "ports/http.hpp"

namespace dvcpay::api {

struct UpkeepParts {
    flows::Core* core = nullptr;  ///< its five ports and config; the rest may be absent (offline)
    crypto::RingSealer* sealer = nullptr;  ///< the same that core names
    /// The ring as its files hold it now, the newest first.
    std::function<Result<std::vector<crypto::RingKey>>()> read_ring;
    flows::RewrapRing* rewrap = nullptr;  ///< null: nobody walks in this process
    flows::Retention* retention = nullptr;
    std::string public_url;  ///< for the addresses in an export
};

/// Every change is told with the user the system names at the socket; "actor" may only add who
/// called him ("os:root,sudo:an").
///
/// GET /admin/ring · POST /admin/ring/reload {actor} · POST /admin/ring/retire {key, actor}
/// POST /admin/personal/erase {of, reason, actor}: of pay_… or inc_… · POST /admin/retention/run
/// {mode, actor}: mode "count" changes nothing, "end" ends what is old POST /admin/export {payment,
/// file, actor} → the document of api/export.hpp GET /admin/webhooks/endpoints · POST
/// /admin/webhooks/disable {endpoint, reason, actor} · POST /admin/webhooks/enable {endpoint,
/// actor} POST /admin/backups {what, file, sha256, actor}: only tells the audit chain
class Upkeep {
  public:
    explicit Upkeep(UpkeepParts parts) : parts_(std::move(parts)) {}

    /// Empty: no route of ours.
    Task<std::optional<HttpResponse>> handle(HttpRequest request);

    /// Reads the ring's files and seals with the newest key from now on; false where it did before.
    /// What cannot be read or told leaves the ring as it was.
    Task<Result<bool>> reload_ring(std::string actor);

  private:
    Task<Result<void>> usable(const std::vector<crypto::RingKey>* fresh);
    Task<HttpResponse> ring();
    Task<HttpResponse> reload(HttpRequest request);
    Task<HttpResponse> retire(HttpRequest request);
    Task<HttpResponse> erase(HttpRequest request);
    Task<HttpResponse> retain(HttpRequest request);
    Task<HttpResponse> backed_up(HttpRequest request);
    Task<HttpResponse> export_one(HttpRequest request);
    Task<HttpResponse> endpoints();
    Task<HttpResponse> disable(HttpRequest request);
    Task<HttpResponse> enable(HttpRequest request);

    UpkeepParts parts_;
};

}  // namespace dvcpay::api
