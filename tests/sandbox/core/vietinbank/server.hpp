#pragma once
// VietinBank's side: generator of QR codes, statement of the account, name inquiry and transfers;
// bill inquiries and notices of money in two dialects. Source: spec §4, §5, §8.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/basic_provider.hpp"
#include "sandbox/vietinbank/words.hpp"

namespace dvcpay::sandbox::vietinbank {

class VietinbankServer final : public BasicProvider {
  public:
    VietinbankServer(Outside outside, Json config) : BasicProvider(outside, std::move(config)) {}
    /// `configuration` with the member's name: every key can be read, every text is there.
    Result<void> read_keys();

    std::string_view name() const override { return "vietinbank"; }
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
    std::vector<std::string> asks_first() const override { return {"bill"}; }
    std::string bin() const override { return "970415"; }
    std::vector<std::string> more_operations() const override { return {"name"}; }
    /// The core's own name of a movement: 16 characters.
    std::string next_txn() override { return core_reference(std::to_string(next_serial())); }
    std::string display_name() const override { return "VietinBank"; }
    void forget() override;

  private:
    bool has_records() const { return setting("dialect") == "records"; }
    /// What is wrong with a request: keys of the gateway in front, partner, signature, members.
    std::vector<std::string> wrong_with(const Asked& asked, const HttpRequest& request) const;
    Answer erp(const Json& request, Json answer, const std::string& code) const;
    Answer make_qr(const Json& request, const std::string& code);
    Answer statement(const Json& request);
    Json row(Wall at, const std::string& text, const std::string& number) const;
    Json rows_of(std::string_view day);
    Answer transfer(const Json& request);
    BasicOrder* payer_of(const std::string& remark, std::int64_t amount);
    std::string number_of(const std::string& order);
    Json inquiry(const Wish& wish);
    Json notice(const Wish& wish);
    Json record(const Wish& wish);
    Json records(const Wish& wish);
    std::string signature(const Wish& wish, const std::string& text) const;
    void learn(const Offer& offer);

    std::map<std::string, std::string, std::less<>> numbers_;  ///< order_ref → number
    std::map<std::string, std::string, std::less<>> remarks_;  ///< refund → text of its transfer
};

}  // namespace dvcpay::sandbox::vietinbank
