#pragma once
// VNPT Pay's side: INIT of both versions, QR codes, QUERY, CONFIRM and the assumed refund.
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/basic_provider.hpp"

namespace dvcpay::sandbox::vnptpay {

class VnptPay final : public BasicProvider {
  public:
    /// Members of `config` besides the base's: service_id, secret_key, next_secret_key (while it
    /// rotates), api_key, agency_id (multi-merchant), callback ("json", "data" or "form").
    VnptPay(Outside outside, Json config) : BasicProvider(outside, std::move(config)) {}

    std::string_view name() const override { return "vnptpay"; }
    bool serves_protocol(std::string_view path) const override;

    Result<std::string> scan(const std::string& payload) override;
    Result<void> look(const Offer& offer) override;
    std::optional<OutboundRequest> message(const Wish& wish) override;
    Reading read(std::string_view kind, const HttpResponse& answer) override;
    std::vector<CodeCase> codes() const override;
    std::string not_applicable(std::string_view situation) const override;

  protected:
    Asked read_request(const HttpRequest& request) const override;
    Answer act(const Asked& asked, const HttpRequest& request) override;
    Answer say(const Asked& asked, const HttpRequest& request, const std::string& code) override;
    void spoil(FaultKind fault, const Asked& asked, HttpResponse& response) override;
    std::string notice_kind() const override { return "ipn"; }
    bool takes_money(const BasicOrder& order) const override { return order.movements.empty(); }
    std::string return_url(const BasicOrder& order) const override;
    std::string display_name() const override { return "VNPT Pay"; }

  private:
    /// Empty, or the code with which the request is turned down before it is looked at.
    std::string wrong_with(
        const HttpRequest& request, const Json& body, std::vector<std::string>& wrong
    ) const;
    Answer create(const HttpRequest& request, const Json& body);
    Answer query(const Json& body);
    Answer refund(const Json& body);
    Answer refund_query(const Json& body);
    /// Starts an answer with its first members.
    Json begun(const std::string& code, const Json& request) const;
    Json status_of(const BasicOrder& order, const Json& request, const std::string& status) const;
    Answer answered(Json body) const;
    bool signed_rightly(const Json& body, const std::vector<std::string>& members, bool all = false)
        const;
};

}  // namespace dvcpay::sandbox::vnptpay
