#pragma once
// One provider against one gateway, in one thread on a virtual clock: real flows, API and store,
// the contract's keys, the provider's sandbox side, and a wire between them that tests may harm.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "api/api.hpp"
#include "conformance/wire.hpp"
#include "crypto/keys.hpp"
#include "crypto/sealer.hpp"
#include "flows/ask_status.hpp"
#include "flows/deliver_webhooks.hpp"
#include "flows/numbers.hpp"
#include "flows/refund_money.hpp"
#include "flows/take_callback.hpp"
#include "flows/take_payment.hpp"
#include "flows/time_work.hpp"
#include "ports/provider_module.hpp"
#include "sandbox/player.hpp"
#include "sandbox/registry.hpp"
#include "sandbox/sandbox.hpp"
#include "simulation/sim_clock.hpp"
#include "simulation/sim_entropy.hpp"
#include "simulation/sim_telemetry.hpp"
#include "store/sqlite/store.hpp"
#include "support/memory_vfs.hpp"
#include "toolkit/authorizer.hpp"

namespace dvcpay::conformance {

using sandbox::Json;
using sandbox::Offer;
using sandbox::Reading;
using sandbox::Wish;

inline constexpr std::int64_t second_ms = 1000;
inline constexpr std::int64_t minute_ms = 60'000;
inline constexpr std::int64_t hour_ms = 3'600'000;

/// A provider to be judged.
struct Contender {
    std::string name;  ///< "momo"; "bidv/camel" for a further profile
    const ProviderModule* module = nullptr;
    const sandbox::ProviderSide* side = nullptr;
    sandbox::TestContract contract;
};

struct ArenaOptions {
    bool rotating = false;               ///< both keys of each that rotates are in the gateway
    std::int64_t provider_ahead_ms = 0;  ///< the provider's clock against ours
};

/// The answer of the gateway's own API.
struct Answered {
    int status = 0;
    Json body;
    std::string text;
};

/// The answer to a call of the provider.
struct Told {
    int status = 0;
    Reading reading;
    OutboundRequest request;
};

/// A payment that was opened, and what its payer holds.
struct Debt {
    std::string id;
    std::string order_ref;
    Offer offer;
    Json made;
};

struct Found {
    std::vector<Credit> credits;  ///< of payments and of none
    std::vector<Incident> incidents;
};

class Arena {
  public:
    Arena(const Contender& contender, ArenaOptions options);
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;
    ~Arena();

    // --- time
    void run_for(std::int64_t ms);
    bool run_until(const std::function<bool()>& done, std::int64_t ms);
    template <class T>
    T run(Task<T> task) {
        auto slot = std::make_shared<std::optional<T>>();
        actors_.spawn(keep(std::move(task), slot));
        const bool ended = run_until([&] { return slot->has_value(); }, 10 * minute_ms);
        DVC_INVARIANT(ended);
        return std::move(**slot);
    }
    Wall now() const { return clock_.wall(); }

    // --- the portal and finance
    Answered call(
        const std::string& method,
        const std::string& path,
        const Json& body = Json(),
        const std::string& key = ""
    );
    /// POST /v1/payments. `change` edits the body before it goes.
    Answered create(
        std::int64_t amount,
        std::optional<Method> method = std::nullopt,
        const std::function<void(Json&)>& change = {}
    );
    Json payment(const std::string& id);
    PaymentFile file(const std::string& id);
    static Debt debt_of(const Json& made);
    /// 201 and the refund, requested by one person; approve() by another.
    Answered request_refund(
        const Debt& debt, const Credit& credit, std::int64_t amount, bool destination
    );
    Answered approve_refund(const std::string& id);
    Json refund(const std::string& id);

    // --- the provider
    sandbox::Player& player() { return provider_->player(); }
    const Capability& capability() const;
    Adapter& adapter() { return *adapter_; }
    /// Login where the protocol wants one, then the message; empty: the protocol cannot say it.
    std::optional<Told> tell(const Wish& wish);
    std::optional<OutboundRequest> message(const Wish& wish);
    Told deliver(const std::string& kind, OutboundRequest request);
    Task<Told> deliver_task(std::string kind, OutboundRequest request);
    /// POST /_admin/<provider>/…; the sandbox must take it.
    void admin(const std::string& path, const Json& body);
    bool login(const std::string& kind, sandbox::SignedAs signed_as);
    /// The same from inside a task, where nobody may run the arena.
    Task<bool> login_task(std::string kind, sandbox::SignedAs signed_as);

    /// The attempt that is just being carried out.
    Task<std::optional<Attempt>> opening_attempt();

    Wire& wire() { return *wire_; }
    /// The store refuses every write of the next moment.
    void store_fails(bool yes);

    // --- what the gateway holds
    Found found();
    /// By any of its names.
    std::optional<Credit> credit(const std::string& txn);
    ProofKind proof_of(const Credit& credit);
    std::int64_t alarms(const std::string& event) const { return telemetry_.alarms(event); }
    std::vector<std::string> leaks;  ///< secrets or personal data told to ops

    const Contender& contender() const { return *contender_; }
    const std::string& provider() const { return contender_->contract.account.key.provider; }

  private:
    template <class T>
    static Task<void> keep(Task<T> task, std::shared_ptr<std::optional<T>> slot) {
        T value = co_await std::move(task);
        *slot = std::move(value);
    }
    bool step(Mono until);
    void wire_up();
    void put_keys();
    Task<HttpResponse> handled(HttpRequest request);

    const Contender* contender_;
    boost::asio::io_context io_{1};
    simulation::SimClock clock_;
    std::unique_ptr<Clock> provider_clock_;
    simulation::SimTelemetry telemetry_;
    simulation::SimTelemetry provider_telemetry_;
    simulation::SimEntropy entropy_;
    simulation::SimEntropy provider_entropy_;
    testing::MemoryVfs disk_;
    std::unique_ptr<sqlite::SqliteStore> sqlite_;
    crypto::FileKeys keys_;
    std::optional<crypto::RingSealer> sealer_;
    TaskGroup provider_tasks_;
    TaskGroup token_tasks_;
    sandbox::NoBook book_;
    std::unique_ptr<Transport> provider_transport_;
    std::unique_ptr<sandbox::Sandbox> sandbox_;
    sandbox::Provider* provider_ = nullptr;
    std::unique_ptr<Wire> wire_;
    std::unique_ptr<toolkit::Authorizer> authorizer_;
    std::unique_ptr<Watched> watched_;
    std::unique_ptr<Adapter> adapter_;
    flows::CatalogueInForce catalogue_;
    flows::NumberBlocks numbers_;
    flows::Watch watch_;
    flows::Core core_;
    flows::AskStatus ask_;
    flows::TakePayment take_payment_;
    flows::TakeCallback take_callback_;
    flows::DeliverWebhooks webhooks_;
    flows::RefundMoney refund_money_;
    flows::TimeWork time_work_;
    api::ApiKeys api_keys_;
    std::unique_ptr<api::Api> api_;
    TaskGroup work_;
    TaskGroup loops_;
    TaskGroup actors_;
    std::int64_t nth_ = 0;
};

}  // namespace dvcpay::conformance
