#pragma once
// dvcpay-sandbox without its sockets: the providers' side as one HttpHandler. The same code runs
// behind a loopback port (main.cpp) and inside the deterministic simulation. No clock, no random
// source, no thread of its own.
#include <memory>
#include <vector>

#include "ports/http.hpp"
#include "sandbox/momo/config.hpp"
#include "sandbox/momo/server.hpp"
#include "sandbox/player.hpp"
#include "sandbox/provider.hpp"
#include "sandbox/registry.hpp"

namespace dvcpay::sandbox {

struct SandboxConfig {
    momo::Config momo;  ///< without partners: MoMo is not played, unless it is added
};

class Sandbox final : public HttpHandler {
  public:
    /// `outside.tasks` must be closed before the sandbox is destroyed.
    Sandbox(Outside outside, SandboxConfig config);

    Task<HttpResponse> handle(HttpRequest request) override;

    /// Further providers: {"vietinbank": {…}}, each by its registry entry. All or nothing; the
    /// error names the provider.
    Result<void> add(const Json& providers);
    void add(std::unique_ptr<Provider> provider);

    /// Where there is one.
    momo::MomoServer& momo() { return *momo_; }
    Provider* named(std::string_view name) const;  ///< nullptr: none
    const std::vector<std::unique_ptr<Provider>>& providers() const { return providers_; }
    /// {"name":…, "momo":{"settings":{…},"faults":[…]}}. Each provider takes its part whole or not
    /// at all.
    Result<void> load_scenario(const Json& scenario);
    void set_public_base_url(const std::string& url);

  private:
    Provider* provider_of(std::string_view path) const;
    HttpResponse admin(const HttpRequest& request);
    HttpResponse admin_of_all(const HttpRequest& request, const std::vector<std::string>& path);
    HttpResponse front_page() const;
    /// A payer's phone: a code in, the page of the provider whose code it is out.
    HttpResponse scan(const HttpRequest& request);
    Result<std::string> page_of_code(const std::string& payload);
    Json gather(Json (Provider::*part)() const) const;

    Outside out_;
    std::string public_base_url_;
    std::vector<std::unique_ptr<Provider>> providers_;
    momo::MomoServer* momo_ = nullptr;  ///< one of providers_
};

}  // namespace dvcpay::sandbox
