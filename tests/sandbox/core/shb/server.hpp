#pragma once
// SHB's government payment service as its partner profile describes it: transactions with an alias
// account and a QR of the bank's making, status, refund, payer account, receipt, results to the
// partner. Disbursement and day files are not played.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/basic_provider.hpp"
#include "sandbox/oauth.hpp"
#include "sandbox/shb/wire.hpp"

namespace dvcpay::sandbox::shb {

class ShbServer final : public BasicProvider {
  public:
    ShbServer(Outside outside, Json config);
    /// Members: partner_code; signature ("rsa", "hmac"), payload ("body", "reqid_dot_body"), keys
    /// bank_key, next_bank_key, partner_key or secret, next_secret; login ("oauth2", "apikey",
    /// "none") with client_id, client_secret or api_key.
    Result<void> read_own_config();

    std::string_view name() const override { return "shb"; }
    bool serves_protocol(std::string_view path) const override;

    // --- Player
    std::optional<OutboundRequest> message(const Wish& wish) override;
    std::vector<std::string> questions() const override;
    Reading read(std::string_view kind, const HttpResponse& answer) override;
    std::vector<CodeCase> codes() const override;
    std::string not_applicable(std::string_view situation) const override;

  protected:
    Asked read_request(const HttpRequest& request) const override;
    Answer act(const Asked& asked, const HttpRequest& request) override;
    Answer say(const Asked& asked, const HttpRequest& request, const std::string& code) override;
    void spoil(FaultKind fault, const Asked& asked, HttpResponse& response) override;
    std::string notice_kind() const override { return "ipn"; }
    std::string bin() const override { return "970443"; }
    std::vector<std::string> more_operations() const override;
    std::string next_txn() override;
    std::string display_name() const override { return "SHB"; }
    void forget() override;

  private:
    /// What was wrong with a request before its operation is looked at; empty code: nothing.
    struct Objection {
        std::string code;
        int status = 200;
        std::string why;
    };
    Objection objection_to(const HttpRequest& request, const Json& body) const;

    Answer create(const HttpRequest& request, const Json& body);
    Answer open_transaction(const HttpRequest& request, const Json& body);
    Answer status(const HttpRequest& request, const Json& body);
    Answer refund(const HttpRequest& request, const Json& body);
    Answer pay_back(const HttpRequest& request, const Json& body, BasicOrder& order);
    Answer payer_account(const HttpRequest& request, const Json& body);
    Answer receipt(const HttpRequest& request, const Json& body);

    /// {MaLoi, MoTaLoi, MaDoiTac, MaHoaDon} and then the members of `more`, signed.
    Answer answered(
        const HttpRequest& request, const Json& body, const std::string& code, const Json& more
    ) const;
    Answer refused(
        const HttpRequest& request, const Json& body, const std::string& code, std::string why
    ) const;
    Json offer_of(const BasicOrder& order) const;
    Json status_of(const BasicOrder& order, std::string_view digit);
    Answer refund_answer(const HttpRequest& request, const Json& body, const BasicRefund& refund)
        const;
    HttpResponse signed_response(int status, const Json& body, std::string_view id) const;

    std::optional<OutboundRequest> inquiry(const Wish& wish);
    Reading read_bill(const HttpResponse& answer) const;
    /// A call to the gateway, signed as wished.
    OutboundRequest call(std::string_view path, const Json& body, const Wish& wish);

    std::string partner_code_;
    Signer signer_;
    std::string login_;
    std::string api_key_;
    TokenDesk desk_;
    struct Repeatable {
        std::string body;
        Answer answer;
    };
    std::map<std::string, Repeatable, std::less<>> creates_;   ///< by x-request-id
    std::map<std::string, std::string, std::less<>> refunds_;  ///< x-request-id → body
    std::int64_t aliases_ = 0;
};

}  // namespace dvcpay::sandbox::shb
