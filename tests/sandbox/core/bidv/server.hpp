#pragma once
// BIDV's side of the Paygate with identified accounts: it makes QR codes, asks us for bills, tells
// us of money, lists the successes of a day. Written from the bank's partner interface; shares no
// line with the adapter.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/basic_provider.hpp"
#include "sandbox/bidv/wire.hpp"
#include "sandbox/oauth.hpp"

namespace dvcpay::sandbox::bidv {

/// What the bank and its partner have agreed upon.
struct Profile {
    SealProfile seal;  ///< of genVietQR and reconciliation
    bool compact_jws = false;
    bool signs_answers = true;
    bool seals_answers = false;
    bool camel = false;
    std::string checksum;
    std::string data_shape;  ///< array, object, nested
    int status_on_error = 200;
};

class Bidv final : public BasicProvider {
  public:
    Bidv(Outside outside, Json config);
    /// Fault::configuration with the member that is wrong.
    Result<void> read_contract();

    std::string_view name() const override { return "bidv"; }
    bool serves_protocol(std::string_view path) const override;

    // Player
    std::optional<OutboundRequest> message(const Wish& wish) override;
    std::vector<std::string> before(std::string_view kind) const override;
    Reading read(std::string_view kind, const HttpResponse& answer) override;
    std::vector<CodeCase> codes() const override;
    Result<void> look(const Offer& offer) override;
    /// Nobody can turn a transfer down but by not making it.
    Result<void> decline(const Offer& offer) override;
    std::string not_applicable(std::string_view situation) const override;

  protected:
    Asked read_request(const HttpRequest& request) const override;
    Answer act(const Asked& asked, const HttpRequest& request) override;
    Answer say(const Asked& asked, const HttpRequest& request, const std::string& code) override;
    void spoil(FaultKind fault, const Asked& asked, HttpResponse& response) override;
    std::string notice_kind() const override { return "credit"; }
    std::vector<std::string> asks_first() const override { return {"bill"}; }
    std::string bin() const override { return std::string(own_bin); }
    std::string display_name() const override { return "BIDV"; }
    std::string next_txn() override;
    void forget() override;

  private:
    // server.cpp
    std::optional<Json> clear_of(const HttpRequest& request, std::string& why) const;
    std::vector<std::string> faults_of_headers(const HttpRequest& request);
    Answer make_qr(const Json& body);
    Answer list_day(const Json& body);
    Answer answered(int status, Json body, const std::string& code);
    HttpResponse wrapped(int status, const std::string& clear);
    std::string code_of(std::string_view number) const;

    // calls.cpp
    OutboundRequest post(std::string_view path, const Wish& wish, const Json& body) const;
    OutboundRequest login(const Wish& wish) const;
    OutboundRequest ask_bill(const Wish& wish);
    std::optional<OutboundRequest> tell_payment(const Wish& wish);
    std::string secret_for(SignedAs how) const;
    Reading read_login(const HttpResponse& answer);
    Reading read_bill(const HttpResponse& answer);
    Reading read_payment(const HttpResponse& answer) const;
    void read_data(const Json& body, Reading& reading, std::string& bill) const;

    Profile profile_;
    std::string symmetric_key_;        ///< raw
    std::string bank_key_;             ///< PEM
    std::string partner_certificate_;  ///< PEM
    std::string certificate_line_;
    TokenDesk desk_;
    std::set<std::string, std::less<>> interactions_;
    std::map<std::string, std::string, std::less<>> bills_;  ///< by our customer id
    std::string token_;                                      ///< which the gateway gave us
    std::string asked_customer_;
};

}  // namespace dvcpay::sandbox::bidv
