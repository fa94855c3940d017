#pragma once
// The public surface as one HttpHandler: /v1, the inbound routes of providers, browser returns,
// documentation pages. Knows no socket; gateway/net calls it, tests call it, the simulation calls
// it.
#include <memory>

#include "api/call.hpp"
#include "ports/http.hpp"

namespace dvcpay::api {

/// Loop thread only. `keys` and all flows outlive it.
class Api final : public HttpHandler {
  public:
    Api(ApiFlows flows, ApiKeys* keys, ApiOptions options);
    ~Api() override;

    Task<HttpResponse> handle(HttpRequest request) override;

    /// From now on: changes by portals are refused with 503 `shutting_down`, waiting readers are
    /// answered within a second. Callbacks of providers and reads go on.
    void drain();

  private:
    std::unique_ptr<Parts> parts_;
};

}  // namespace dvcpay::api
