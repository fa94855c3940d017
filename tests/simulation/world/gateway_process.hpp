#pragma once
// One life of dvcpayd: everything between main() and kill -9, built from the real rooms on
// simulated ports. It keeps nothing but what it wrote to its disk; the next life is a new object on
// the same disk.
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "api/api.hpp"
#include "crypto/keys.hpp"
#include "crypto/sealer.hpp"
#include "flows/ask_status.hpp"
#include "flows/deliver_webhooks.hpp"
#include "flows/numbers.hpp"
#include "flows/refund_money.hpp"
#include "flows/take_callback.hpp"
#include "flows/take_payment.hpp"
#include "flows/time_work.hpp"
#include "simulation/sim_entropy.hpp"
#include "simulation/sim_network.hpp"
#include "simulation/sim_telemetry.hpp"
#include "simulation/wrapped_store.hpp"
#include "store/sqlite/store.hpp"

namespace dvcpay::simulation {

/// What a life is given; all of it outlives the life.
struct ProcessWorld {
    boost::asio::io_context* io = nullptr;
    SimClock* clock = nullptr;
    SimNetwork* network = nullptr;
    SimTelemetry* telemetry = nullptr;
    FaultPoints* faults = nullptr;
    std::string vfs_name;
    PlantedBug bug = PlantedBug::none;
    /// Changes to the configuration a test wants.
    std::function<void(FlowConfig&)> adjust;
};

class GatewayProcess {
  public:
    /// Opens the store (migrating it first) and begins to start: the host is up when adopt_orphans
    /// is done. Faults of the store end the process before it began.
    static Result<std::unique_ptr<GatewayProcess>> start(
        ProcessWorld world, std::int64_t life, Rng rng
    );
    GatewayProcess(const GatewayProcess&) = delete;
    GatewayProcess& operator=(const GatewayProcess&) = delete;
    ~GatewayProcess();

    /// From now on nothing it does is seen by anybody; its tasks are told to end. Call it from a
    /// handler of the loop, poll until is_over(), then destroy.
    void die();
    bool is_over() const {
        return starting_.empty() && requests_.empty() && loops_.empty() && work_.empty();
    }
    bool is_dying() const { return dying_; }
    bool is_up() const { return up_; }

    // What tests reach into.
    flows::Core& core() { return core_; }
    flows::AskStatus& ask_status() { return ask_; }
    flows::TakePayment& take_payment() { return take_payment_; }
    flows::TakeCallback& take_callback() { return take_callback_; }
    flows::TimeWork& time_work() { return time_work_; }
    flows::DeliverWebhooks& webhooks() { return webhooks_; }
    Store& store() { return store_; }
    Store& honest_store() { return *sqlite_; }  ///< without simulated faults and lies
    /// The instant of death: nothing leaves this host any more.
    void cut();
    const FlowConfig& config() const { return *core_.config; }

  private:
    GatewayProcess(
        ProcessWorld world, std::int64_t life, Rng rng, std::unique_ptr<sqlite::SqliteStore> store
    );
    Task<void> boot();
    Result<void> put_key(Txn& txn) const;

    ProcessWorld world_;
    SimEntropy entropy_;
    crypto::FileKeys keys_;
    crypto::RingSealer sealer_;
    SimTransport transport_;
    std::unique_ptr<Transport> planted_transport_;
    std::unique_ptr<sqlite::SqliteStore> sqlite_;
    WrappedStore store_;
    flows::CatalogueInForce catalogue_;
    flows::NumberBlocks numbers_;
    flows::Watch watch_;
    std::unique_ptr<Adapter> momo_;
    flows::Core core_;
    flows::AskStatus ask_;
    flows::TakePayment take_payment_;
    flows::TakeCallback take_callback_;
    flows::DeliverWebhooks webhooks_;
    flows::RefundMoney refund_money_;
    flows::TimeWork time_work_;
    api::ApiKeys api_keys_;
    api::Api api_;
    std::unique_ptr<HttpHandler> handler_;
    bool up_ = false;
    bool dying_ = false;
    TaskGroup work_;
    TaskGroup loops_;
    TaskGroup requests_;
    TaskGroup starting_;
};

/// The configuration of a life, as gateway/app would read it from a file.
FlowConfig flow_config(std::int64_t life);

}  // namespace dvcpay::simulation
