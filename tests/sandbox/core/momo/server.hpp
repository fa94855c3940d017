#pragma once
// MoMo's server side: AIO v2 operations, payer page, IPN, admin calls. One event loop; coroutines
// only sequence, what they decide is decided in plain functions. Source: spec §2–§10, §13.
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/faults.hpp"
#include "sandbox/momo/config.hpp"
#include "sandbox/momo/ledger.hpp"
#include "sandbox/momo/reader.hpp"
#include "sandbox/player.hpp"
#include "sandbox/provider.hpp"

namespace dvcpay::sandbox::momo {

/// A notice to the merchant before it is signed: what the IPN and the browser return say.
struct Notice {
    std::string partner_code;
    std::int64_t amount = 0;
    std::int64_t trans_id = 0;
    std::int64_t result_code = 0;
    std::string message;  ///< empty: the usual text of the code
    std::string pay_type;
};

class MomoServer final : public Provider, public Player {
  public:
    MomoServer(Outside outside, Config config);

    std::string_view name() const override { return "momo"; }
    bool serves(std::string_view path) const override;
    Task<HttpResponse> handle(HttpRequest request) override;
    HttpResponse admin(const HttpRequest& request, const std::vector<std::string>& path) override;
    Json book() const override;
    Json requests() const override;
    Json faults() const override;
    Result<void> load(const Json& scenario) override;
    void reset() override;
    std::string overview() const override;
    void set_public_base_url(const std::string& url) override { config_.public_base_url = url; }
    Player& player() override { return *this; }
    /// The QR text is an address of ours.
    Result<std::string> scan(const std::string& payload) override;

    // Player (player.cpp)
    Result<void> look(const Offer& offer) override;
    Result<std::string> pay(const Offer& offer, std::int64_t amount) override;
    Result<void> decline(const Offer& offer) override;
    std::optional<OutboundRequest> message(const Wish& wish) override;
    std::vector<std::string> notices() const override { return {"ipn"}; }
    std::vector<std::string> before(std::string_view) const override { return {}; }
    Reading read(std::string_view kind, const HttpResponse& answer) override;
    std::vector<CodeCase> codes() const override;
    void answer_next(const std::string& operation, const std::string& code) override;
    std::vector<Moved> moved() const override;
    std::vector<std::string> complaints() const override { return complaints_; }
    std::string not_applicable(std::string_view situation) const override;

    // The machine way: what the admin calls do, for tests and the simulation. Loop thread only.
    /// The payer pays now; `amount` empty: what was asked (as faults of the order change it). A
    /// callback follows. not_found; state_conflict where money has moved already.
    Result<void> pay(
        std::string_view order_id, std::optional<std::int64_t> amount, std::string pay_type
    );
    Result<void> decline(std::string_view order_id, std::int64_t code);
    Result<void> expire(std::string_view order_id);
    /// {"fault":…, "operation":…, "order_id":…, "count":…, "code":…, "delay_ms":…}
    Result<FaultRule> parse_fault(const Json& json) const;
    void add_fault(FaultRule rule);
    void clear_faults();
    /// Sends what nobody may have paid: any notice for any order, signed right, wrong or not at
    /// all.
    void send_ipn(
        const std::string& order_id, const Notice& notice, SignedAs how, std::int64_t copies
    );

    /// In order of creation; states as of now.
    const std::deque<Order>& orders();
    const Order* find(std::string_view order_id);
    Settings& settings() { return settings_; }

  private:
    struct Reply {
        std::int64_t code = 0;
        int status = 200;
        std::string body;
        std::int64_t delay_ms = 0;
        std::int64_t ipn_to_wait_for = 0;  ///< serial; fault callback_first
        std::string fault;
        bool replayed = false;
        bool html = false;
    };
    struct Stored {
        Operation operation;
        std::string raw;
        Mono ready;  ///< still running before
        std::int64_t code;
        int status;
        std::string body;
        std::string order_id;
    };
    struct Seen {
        Wall at;
        Operation operation;
        std::string order_id;
        std::string request_id;
        SignatureSeen signature;
        int status;
        std::int64_t code;
        std::string fault;
        bool replayed;
    };
    struct Count {
        std::int64_t requests = 0;
        std::int64_t signature_failures = 0;
        std::int64_t replays = 0;
        std::int64_t faults = 0;
        std::map<std::int64_t, std::int64_t> by_code;
    };

    // server.cpp
    Task<HttpResponse> serve_api(Operation operation, HttpRequest request);
    Task<void> wait_for_ipn(std::string order_id, std::int64_t serial);
    Reply answer(const Call& call);
    std::optional<FaultRule> pick_fault(const Call& call);
    Reply replay(const Call& call, const Stored& stored);
    Reply act(const Call& call);
    Reply spoilt(const Call& call, const FaultRule& fault);
    void spoil(const Call& call, const FaultRule& fault, Reply& reply);
    Reply refuse(const Call& call, std::int64_t code) const;
    Json echo(const Call& call, std::int64_t code) const;
    static Reply reply_of(std::int64_t code, const Json& body);
    void keep(const Call& call, const Reply& reply);
    void note(const Call& call, const Reply& reply);
    HttpResponse legacy() const;
    // operations.cpp
    Reply create(const Call& call);
    Reply query(const Call& call);
    Json create_body(const Call& call, const Order& order) const;
    std::string create_signature(const Partner& partner, const Json& body, AnswerSignature variant)
        const;
    Reply refund(const Call& call);
    Reply refund_answer(const Call& call, const Refund& refund) const;
    Reply refund_query(const Call& call);
    Reply confirm(const Call& call);
    static Json refund_rows(const Order& order, std::string_view only);
    // payer.cpp
    void begin_payer(Order& order);
    Task<void> next_turn();
    Task<void> payer_acts(std::string order_id, std::int64_t after_ms, std::int64_t code);
    Task<void> refund_ends(
        std::string order_id, std::string refund_order_id, std::int64_t after_ms
    );
    std::int64_t amount_paid(const Order& order) const;
    void settle_payment(Order& order, std::int64_t amount, std::string pay_type);
    void settle_decline(Order& order, std::int64_t code);
    // ipn.cpp
    Notice notice_of(const Order& order) const;
    Json notice_body(const Order& order, const Notice& notice) const;
    void tell(Order& order);
    Task<void> deliver(std::string order_id, std::vector<std::int64_t> serials);
    Task<void> deliver_one(std::string order_id, std::int64_t serial);
    IpnRecord* ipn(std::string_view order_id, std::int64_t serial);
    std::string return_url(const Order& order) const;
    // page.cpp
    HttpResponse page(const HttpRequest& request);
    HttpResponse show_order(const Order& order, std::string_view pay_type) const;
    HttpResponse show_end(const Order& order, std::string_view vi, std::string_view en) const;
    HttpResponse payer_pressed(const HttpRequest& request, Order& order, std::string_view button);
    // admin.cpp
    HttpResponse admin_order(std::string_view order_id, std::string_view verb, const Json& body);
    HttpResponse admin_faults(const HttpRequest& request, const Json& body);
    HttpResponse admin_ipn(const Json& body);

    Wall now() const { return out_.clock->wall(); }
    const Partner& partner_of(const Order& order) const;
    std::string random_token();
    void log(std::string_view event, Fields fields) const;

    Outside out_;
    Config config_;
    Settings settings_;
    Ledger ledger_;
    FaultPlan plan_;
    std::map<std::string, std::int64_t, std::less<>>
        tripped_;  ///< orders whose magic create fault is used
    std::map<std::string, Stored, std::less<>> stored_;  ///< by partner and requestId
    std::deque<std::string> stored_order_;
    std::map<Operation, Count> counts_;
    std::deque<Seen> seen_;
    std::vector<std::string> complaints_;
};

}  // namespace dvcpay::sandbox::momo
