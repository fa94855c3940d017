#pragma once
// Viettel's side, PaymentGateway 2.0: the payer's page behind a signed address, order check before
// the debit, result, question about a result, inquiry, refund. Source: the vendor's sections 1.2 to
// 1.4 and 4.1 to 4.4 as samples quote them.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/basic_provider.hpp"

namespace dvcpay::sandbox::viettelpay {

using Form = std::map<std::string, std::string>;

class Viettel final : public BasicProvider {
  public:
    /// Members of `config` besides the base's: merchant_code, access_code, hash_key, next_hash_key
    /// (while it rotates), checksum ("base64" or "hex"), hash ("sha1" or "sha256").
    Viettel(Outside outside, Json config) : BasicProvider(outside, std::move(config)) {}

    std::string_view name() const override { return "viettelpay"; }
    bool serves_protocol(std::string_view path) const override;

    Result<std::string> scan(const std::string& payload) override;
    Result<void> look(const Offer& offer) override;
    Result<std::string> pay(const Offer& offer, std::int64_t amount) override;
    std::optional<OutboundRequest> message(const Wish& wish) override;
    Reading read(std::string_view kind, const HttpResponse& answer) override;
    std::vector<CodeCase> codes() const override;
    std::string not_applicable(std::string_view situation) const override;
    std::vector<std::string> result_questions() const override { return {"status"}; }

  protected:
    Asked read_request(const HttpRequest& request) const override;
    Answer act(const Asked& asked, const HttpRequest& request) override;
    Answer say(const Asked& asked, const HttpRequest& request, const std::string& code) override;
    void spoil(FaultKind fault, const Asked& asked, HttpResponse& response) override;
    std::string notice_kind() const override { return "ipn"; }
    std::vector<std::string> asks_first() const override { return {"order-check"}; }
    std::vector<std::string> more_operations() const override { return {"page"}; }
    bool takes_money(const BasicOrder& order) const override { return order.movements.empty(); }
    std::string return_url(const BasicOrder& order) const override;
    std::string display_name() const override { return "ViettelPay"; }

  private:
    /// The order of an address or a QR text, opened when it is seen first.
    Result<BasicOrder*> seen(
        const std::string& id, const std::string& amount, const std::string& text
    );
    Result<BasicOrder*> seen_address(const Form& query);
    Result<BasicOrder*> seen_code(const std::string& qr);
    Answer inquiry(const Form& form);
    Answer refund(const Form& form);
    Answer inquiry_says(const std::string& order_id, const std::string& code) const;
    Answer refund_says(const std::string& order_id, const std::string& code) const;
    Answer answered(Json body, const std::string& members, std::string code) const;
    Form result_of(const Wish& wish);
    std::string checksum(const std::string& members, const Form& values, const std::string& key)
        const;
    bool fits(const std::string& members, const Form& values, const std::string& given) const;
};

}  // namespace dvcpay::sandbox::viettelpay
