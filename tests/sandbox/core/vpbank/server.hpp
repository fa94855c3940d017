#pragma once
// VPBank's side: token, virtual accounts, the holder's question, transfers and how they stand;
// notices of credits in two generations. Source: spec §3–§8.
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sandbox/basic_provider.hpp"
#include "sandbox/oauth.hpp"
#include "sandbox/vpbank/wire.hpp"

namespace dvcpay::sandbox::vpbank {

class VpbankServer final : public BasicProvider {
  public:
    VpbankServer(Outside outside, Json config);
    /// `configuration` with the member's name: every key can be read, every text is there.
    Result<void> read_own_config();

    std::string_view name() const override { return "vpbank"; }
    bool serves_protocol(std::string_view path) const override;

    Result<void> look(const Offer& offer) override;
    Result<std::string> pay(const Offer& offer, std::int64_t amount) override;
    std::optional<OutboundRequest> message(const Wish& wish) override;
    Reading read(std::string_view kind, const HttpResponse& answer) override;
    std::vector<CodeCase> codes() const override;
    std::string not_applicable(std::string_view situation) const override;

  protected:
    Asked read_request(const HttpRequest& request) const override;
    Answer act(const Asked& asked, const HttpRequest& request) override;
    Answer say(const Asked& asked, const HttpRequest& request, const std::string& code) override;
    void spoil(FaultKind fault, const Asked& asked, HttpResponse& response) override;
    std::string notice_kind() const override { return "credit"; }
    std::string bin() const override { return "970432"; }
    std::vector<std::string> more_operations() const override { return {"token", "name", "close"}; }
    /// FT, year and day of the year would stand here; the rest is ours.
    std::string next_txn() override { return "FT26" + std::to_string(next_serial()); }
    std::string display_name() const override { return "VPBank"; }
    void forget() override;

  private:
    bool collects() const { return setting("profile") == "collect"; }
    bool issues_numbers() const { return setting("numbers") == "bank"; }
    std::string separator() const { return setting("separator") == "none" ? "" : " "; }

    // server.cpp
    /// What the gateway in front of the bank says before the bank sees a request; 0: nothing.
    int stopped(const HttpRequest& request, std::vector<std::string>& wrong);
    Answer fault(int status, int code, std::vector<std::string> wrong) const;
    Answer open_number(const HttpRequest& request, const Json& body);
    Answer history(const HttpRequest& request);
    // transfers.cpp
    Answer beneficiary(const HttpRequest& request);
    Answer transfer(const HttpRequest& request, const Json& body);
    Answer transfer_status(const HttpRequest& request);
    std::vector<std::string> wrong_with_transfer(const HttpRequest& request, const Json& body)
        const;
    BasicOrder* payer_of(const std::string& remark, std::int64_t amount);
    Json transfer_answer(
        const std::string& reference, const std::string& txn, const std::string& code
    ) const;
    // notices.cpp
    void learn(const Offer& offer);
    std::string number_of(const std::string& order);
    Json credit(const Wish& wish);
    /// One credit as its notice or a row of its number's history tells of it.
    Json movement(const BasicOrder& order, const BasicMovement& moved) const;
    std::string remark_of(const std::string& number) const;
    std::string parameter(const HttpRequest& request, std::string_view name) const;

    TokenDesk desk_;
    std::map<std::string, std::string, std::less<>> numbers_;  ///< order_ref → number
    std::map<std::string, std::string, std::less<>> memos_;    ///< number → text of its QR code
    std::set<std::string, std::less<>> request_ids_;           ///< x-request-id is new each time
    std::map<std::string, std::pair<std::string, Answer>, std::less<>> opened_;  ///< by requestId
    std::int64_t issued_ = 0;
};

}  // namespace dvcpay::sandbox::vpbank
