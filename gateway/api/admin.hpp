#pragma once
// JSON over HTTP on the local admin socket: what the command line on the same host may do. Who may
// open the socket is the file system's business; nothing here authenticates. Never bound to a
// network address.
#include <functional>
#include <string>

#include "api/auth.hpp"
#include "api/upkeep.hpp"
#include "ports/clock.hpp"
#include "ports/entropy.hpp"
#include "ports/http.hpp"
#include "ports/store.hpp"
#include "ports/telemetry.hpp"

namespace dvcpay::api {

struct ImportSummary {
    std::int64_t rows = 0;
    std::int64_t added = 0;
    std::int64_t changed = 0;
    std::int64_t removed = 0;
};
/// Reads a CSV text, replaces the catalogue in the store and in force, and appends `audit` to the
/// chain `audit` in the same transaction, with what was replaced as its note. Error::fields:
/// pointer "/line/7", code, detail.
using ImportText = std::function<Task<Result<ImportSummary>>(std::string csv, NewEvent audit)>;

struct AdminParts {
    Store* store = nullptr;
    Clock* clock = nullptr;
    Entropy* entropy = nullptr;
    Telemetry* telemetry = nullptr;
    ApiKeys* keys = nullptr;  ///< reloaded after each change
    ImportText import_services;
    ImportText import_agencies;
    /// A JSON object of the daemon's own facts (version, uptime …); may be empty.
    std::function<std::string()> status;
    Upkeep* upkeep = nullptr;  ///< routes of its own (api/upkeep.hpp); null: none
};

/// Every change is an event of the chain `audit`, written with it; its actor is the OS user at the
/// other end (HttpRequest::peer_user) as "os:NAME".
///
/// POST /admin/keys {name, kind, client, scopes, agencies, expires_in_days} → 201 with the key,
/// shown once GET  /admin/keys · POST /admin/keys/{id}/revoke · PUT /admin/services · PUT
/// /admin/agencies (text/csv) · GET  /admin/status
class AdminApi final : public HttpHandler {
  public:
    explicit AdminApi(AdminParts parts) : parts_(std::move(parts)) {}
    Task<HttpResponse> handle(HttpRequest request) override;

  private:
    Task<HttpResponse> dispatch(HttpRequest request);
    Task<HttpResponse> create_key(std::string body, std::string actor);
    Task<HttpResponse> list_keys();
    Task<HttpResponse> revoke_key(std::string id, std::string actor);
    Task<HttpResponse> import(const ImportText* how, std::string csv, std::string actor);
    HttpResponse status() const;

    AdminParts parts_;
};

}  // namespace dvcpay::api
