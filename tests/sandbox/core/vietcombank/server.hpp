#pragma once
// Vietcombank's side as its specification describes it, one product for each server: "bills", where
// the bank asks for a bill and tells of its payment (§4 to §6), or "checkout", the redirect page
// (§9). Of the bank's own interface (§8) a contract with an app_id has one question: the statement
// of the account where it names one, else the history of a number. Account advices and files are
// not played.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/basic_provider.hpp"
#include "sandbox/crypto.hpp"

namespace dvcpay::sandbox::vietcombank {

/// §4, §8: dd-MM-yyyy HH:mm:ss, Vietnam time.
std::string time_text(Wall at);
/// "dd-MM-yyyy HH:mm:ss" → "yyyy-MM-dd", which has the order of time; empty for what is no date.
std::string sortable(const std::string& day_first);
/// A member that is a text; empty where it is not.
std::string text_of(const Json& json, const char* member);

class VietcombankServer final : public BasicProvider {
  public:
    /// Members: product; of bills: provider_id, service_id, user, password, signing ("sha256",
    /// "md5", "rsa-sha256") with secret, next_secret or bank_key, next_bank_key, partner_key;
    /// refusal_reverses, number_codes, bill_err_field, and where the bank can be asked app_id,
    /// with account for its statement; of checkout: site_code, passcode,
    /// next_passcode, merchant_email.
    VietcombankServer(Outside outside, Json config);

    std::string_view name() const override { return "vietcombank"; }
    bool serves_protocol(std::string_view path) const override;

    // --- Player
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
    std::string notice_kind() const override { return checkout_ ? "ipn" : "credit"; }
    std::vector<std::string> asks_first() const override;
    std::string bin() const override { return checkout_ ? "" : "970436"; }
    bool takes_money(const BasicOrder& order) const override;
    bool takes_amount(const BasicOrder& order, std::int64_t amount) const override {
        return !checkout_ || amount == order.asked;
    }
    std::string next_txn() override;
    void forget() override { by_token_.clear(); }
    std::string display_name() const override { return "Vietcombank"; }
    std::string return_url(const BasicOrder& order) const override { return order.return_url; }

  private:
    using Form = std::map<std::string, std::string>;

    // calls.cpp: bills
    bool by_rsa() const { return setting("signing") == "rsa-sha256"; }
    crypto::Hash hash() const;
    std::string sign_call(const std::string& full, const Json& context, SignedAs how) const;
    bool is_signed_by_partner(const std::string& full, const Json& body) const;
    Json fresh_context(const Wish& wish);
    std::string number_of(const std::string& order) const;
    OutboundRequest post(std::string_view path, const Wish& wish, Json body) const;
    OutboundRequest ask_bill(const Wish& wish);
    OutboundRequest tell_payment(const Wish& wish);
    Reading read_call(std::string_view kind, const HttpResponse& answer) const;
    std::string full_answer_text(std::string_view kind, const Json& body) const;

    // statement.cpp, history.cpp: the bank's own interface
    bool has_interface() const { return !setting("app_id").empty(); }
    bool has_statement() const { return !setting("account").empty(); }
    Answer at_interface(const Json& request, const std::string& code, const Json& data);
    std::vector<std::string> faults_in_envelope(const Json& request) const;
    Json entries(const std::string& from, const std::string& to);
    Answer statement(const HttpRequest& request);
    static void spoil_interface(FaultKind fault, HttpResponse& response);
    static std::string number_asked(const HttpRequest& request);
    Answer history(const HttpRequest& request);

    // checkout.cpp
    static Form form_of(const HttpRequest& request);
    std::string order_id_of(const Form& form) const;
    std::string pass_for(SignedAs how) const;
    Answer answered(const std::string& code, Json data, std::string told) const;
    Answer wrong(const std::string& code, std::string why) const;
    Answer create(const Form& form);
    Answer check(const Form& form);
    Answer refund(const Form& form);
    Answer check_refund(const Form& form);
    Json order_json(const BasicOrder& order, const std::string& status) const;
    Json refund_json(const Form& form, const std::string& theirs, const std::string& status) const;
    OutboundRequest notice(const Wish& wish);
    Reading read_ack(const HttpResponse& answer) const;

    bool checkout_ = false;
    std::map<std::string, std::string, std::less<>> by_token_;  ///< token → order code
    Json asked_;                  ///< the latest call, as it went out: payload and context
    mutable std::string paying_;  ///< token of the order whose money moves now
};

}  // namespace dvcpay::sandbox::vietcombank
