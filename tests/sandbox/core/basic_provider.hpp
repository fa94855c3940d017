#pragma once
// Everything of a provider's side that is not its protocol: faults of answers, magic amounts, the
// book, payers who act by themselves, calls to the gateway with repetitions, the payer's page,
// admin calls, scenarios. A provider is a class that derives from this one and says its protocol:
// the pure virtual functions below and those of Player that this class leaves open (message, read,
// codes, not_applicable). How: tests/sandbox/README.md, "Adding a provider".
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/basic_order.hpp"
#include "sandbox/basic_settings.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/player.hpp"
#include "sandbox/provider.hpp"

namespace dvcpay::sandbox {

/// A request as far as faults and logs must know it before it is acted upon: read without belief.
struct Asked {
    std::string operation;  ///< "create", "query", "refund" …; empty: the provider has none there
    std::string order_id;   ///< or the number; empty where the request names none
    std::int64_t amount = 0;
};

/// The provider's answer to one request.
struct Answer {
    HttpResponse response;
    std::string code;                ///< the protocol's result code, for counts and logs
    std::vector<std::string> wrong;  ///< what was wrong with the request: signature, token, members
};

class BasicProvider : public Provider, public Player {
  public:
    /// `config`: the provider's part of the configuration file. Members read here: "gateway_url"
    /// (the base of calls to the gateway, no trailing slash) and "settings", which read_config()
    /// checks.
    BasicProvider(Outside outside, Json config);

    // --- what a provider's protocol is
  protected:
    /// Pure. Which operation, about which order: unverified.
    virtual Asked read_request(const HttpRequest& request) const = 0;
    /// Verifies, checks and does it. Money moves only through move_money() and put_refund().
    virtual Answer act(const Asked& asked, const HttpRequest& request) = 0;
    /// The same request answered with this result code, rightly signed, and nothing done.
    virtual Answer say(const Asked& asked, const HttpRequest& request, const std::string& code) = 0;
    /// Answer faults of the protocol: answer_bad_signature, answer_unsigned, answer_wrong_echo. May
    /// leave the answer as it is where the protocol has no such thing.
    virtual void spoil(FaultKind fault, const Asked& asked, HttpResponse& response) = 0;
    /// Kind of the call that tells of money.
    virtual std::string notice_kind() const = 0;
    /// Kinds asked before money moves: verify-data, bill inquiry. A `refused` stops the payer.
    virtual std::vector<std::string> asks_first() const { return {}; }
    /// BIN of a bank whose accounts VietQR codes may name; empty: no bank.
    virtual std::string bin() const { return {}; }
    /// Operations beside create, query, refund, refund_query that faults may name.
    virtual std::vector<std::string> more_operations() const { return {}; }
    /// Where the page leads when the payer has decided; empty: nowhere.
    virtual std::string return_url(const BasicOrder&) const { return {}; }
    /// false: the provider itself refuses money for this order (paid before, expired).
    virtual bool takes_money(const BasicOrder&) const { return true; }
    /// false: the provider takes just what the order asks.
    virtual bool takes_amount(const BasicOrder&, std::int64_t) const { return true; }
    /// A transaction number as this provider writes it; unique, also after a restart.
    virtual std::string next_txn() { return std::to_string(next_serial()); }
    /// For pages: "VietinBank".
    virtual std::string display_name() const { return std::string(name()); }
    /// The protocol's own memory (message ids, tokens): as after start.
    virtual void forget() {}

    // --- what it stands on
    /// A new order with token, faults and a payer; the id must be new.
    BasicOrder& open(BasicOrder order);
    BasicOrder* find(std::string_view id_or_number);
    const BasicOrder* find(std::string_view id_or_number) const;
    /// The order of a transaction, of a refund.
    BasicOrder* find_txn(std::string_view txn);
    BasicOrder* find_refund(std::string_view refund_id);
    std::deque<BasicOrder>& orders() { return orders_; }
    /// Time does what it does: a pending order expires.
    void age(BasicOrder& order);
    /// Into the book; nobody is told. Returns the transaction.
    std::string move_money(BasicOrder& order, std::int64_t amount);
    /// Into the book where it is done; `pending` ends by itself after settings().refund_ms.
    BasicRefund& put_refund(BasicOrder& order, BasicRefund refund);
    /// What a fault wants to become of refunds of this order; empty: what the protocol says.
    std::optional<FaultKind> refund_fault(const BasicOrder& order) const;
    /// What a question about the order may say: `paid` is hidden while the fault query_stale lasts.
    BasicState state_told(BasicOrder& order);
    /// Calls the gateway and reads its answer, with the calls that must come before it. Repeated
    /// as the settings say while the answer is not a final word.
    Task<Reading> call(Wish wish);

    const Json& config() const { return config_; }
    /// A text of the configuration; empty where absent.
    std::string setting(std::string_view member) const;
    const std::string& gateway_url() const { return gateway_url_; }
    const std::string& public_base_url() const { return public_base_url_; }
    const BasicSettings& settings() const { return settings_; }
    Wall now() const { return out_.clock->wall(); }
    std::string random(std::size_t bytes);  ///< raw
    std::string random_hex(std::size_t bytes);
    std::int64_t next_serial();  ///< grows from the clock
    void complain(std::string what);
    void log(std::string_view event, Fields fields) const;
    HttpResponse payer_page(const BasicOrder& order
    ) const;  ///< for protocols with a page of theirs
    std::string payer_page_url(const BasicOrder& order) const;
    Outside& outside() { return out_; }

  public:
    /// Reads `settings` of the configuration; called by registry entries before use.
    Result<void> read_config();

    // --- Provider
    bool serves(std::string_view path) const override;
    /// Paths of the protocol, beside the page under /<name>/.
    virtual bool serves_protocol(std::string_view path) const = 0;
    Task<HttpResponse> handle(HttpRequest request) override;
    HttpResponse admin(const HttpRequest& request, const std::vector<std::string>& path) override;
    Json book() const override;
    Json requests() const override;
    Json faults() const override;
    Result<void> load(const Json& scenario) override;
    void reset() override;
    std::string overview() const override;
    void set_public_base_url(const std::string& url) override { public_base_url_ = url; }
    Player& player() override { return *this; }
    Result<std::string> scan(const std::string& payload) override;

    // --- Player: what does not depend on the protocol
    /// Reads VietQR codes; a provider with links overrides this and calls it for codes.
    Result<void> look(const Offer& offer) override;
    Result<std::string> pay(const Offer& offer, std::int64_t amount) override;
    Result<void> decline(const Offer& offer) override;
    std::vector<std::string> notices() const override { return {notice_kind()}; }
    std::vector<std::string> questions() const override { return asks_first(); }
    std::vector<std::string> before(std::string_view) const override { return {}; }
    void answer_next(const std::string& operation, const std::string& code) override;
    std::vector<Moved> moved() const override;
    std::vector<std::string> complaints() const override { return complaints_; }

    // --- the machine way: what the admin calls do. Loop thread only.
    /// The payer pays now: the gateway is asked where the protocol asks, money moves, the notice
    /// goes out. `amount` empty: what was asked, as faults of the order change it.
    Result<void> payer_pays(std::string_view order_id, std::optional<std::int64_t> amount);
    Result<void> payer_declines(std::string_view order_id);
    Result<void> expire(std::string_view order_id);
    Result<FaultRule> parse_fault(const Json& json) const;
    void add_fault(FaultRule rule);
    void clear_faults() { plan_.clear(); }
    BasicSettings& settings() { return settings_; }

  private:
    struct Reply {
        Answer answer;
        std::int64_t delay_ms = 0;
        std::string fault;
    };
    struct Count {
        std::int64_t requests = 0;
        std::int64_t wrong = 0;
        std::int64_t faults = 0;
        std::map<std::string, std::int64_t> by_code;
    };
    struct Seen {
        Wall at;
        Asked asked;
        int status = 0;
        std::string code;
        std::string fault;
    };

    // basic_provider.cpp
    Reply answer(const Asked& asked, const HttpRequest& request);
    std::optional<FaultRule> pick_fault(const Asked& asked);
    Reply spoilt(const Asked& asked, const HttpRequest& request, const FaultRule& fault);
    void spoil_reply(const Asked& asked, const FaultRule& fault, Reply& reply);
    bool does_it(const std::string& operation, const std::string& code) const;
    bool knows_operation(std::string_view word) const;
    void note(const Asked& asked, const Reply& reply);
    // basic_payer.cpp
    void begin_payer(BasicOrder& order);
    Task<void> next_turn();
    Task<void> acts_later(std::string order_id, std::int64_t after_ms, std::string verb);
    Task<void> pays(std::string order_id, std::optional<std::int64_t> amount);
    Task<void> refund_ends(std::string refund_id, std::int64_t after_ms);
    Task<void> wait_for_calls(std::string order_id);
    std::int64_t amount_paid(const BasicOrder& order) const;
    void tell(BasicOrder& order, Says says, const std::string& txn);
    Task<void> deliver(std::string order_id, std::vector<Wish> wishes);
    Task<Reading> call_once(Wish wish);
    BasicOrder& order_of(const Offer& offer);
    void write(std::string_view event, const BasicOrder& order, Json more);
    // basic_page.cpp
    HttpResponse page(const HttpRequest& request);
    HttpResponse payer_pressed(
        const HttpRequest& request, BasicOrder& order, std::string_view button
    );
    HttpResponse show_end(const BasicOrder& order, std::string_view vi, std::string_view en) const;
    // basic_admin.cpp
    HttpResponse admin_order(std::string_view order_id, std::string_view verb, const Json& body);
    HttpResponse admin_faults(const HttpRequest& request, const Json& body);
    HttpResponse admin_notice(const Json& body);

    Outside out_;
    Json config_;
    std::string gateway_url_;
    std::string public_base_url_;
    BasicSettings first_settings_;
    BasicSettings settings_;
    FaultPlan plan_;
    std::deque<BasicOrder> orders_;
    std::map<std::string, BasicOrder*, std::less<>> by_name_;   ///< by id, and by number
    std::map<std::string, std::int64_t, std::less<>> tripped_;  ///< magic answer faults, used
    std::map<std::string, Count> counts_;
    std::deque<Seen> seen_;
    std::vector<std::string> complaints_;
    std::int64_t last_serial_ = 0;
};

}  // namespace dvcpay::sandbox
