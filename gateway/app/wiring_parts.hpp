#pragma once
// The parts of a Gateway in the order in which they know each other; private to wiring*.cpp.
// Members are destroyed from the last to the first, so that nothing outlives what it points to.
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/thread_pool.hpp>

#include "api/admin.hpp"
#include "api/api.hpp"
#include "api/upkeep.hpp"
#include "app/wiring.hpp"
#include "app/wiring_adapters.hpp"
#include "app/wiring_health.hpp"
#include "app/wiring_witness.hpp"
#include "crypto/keys.hpp"
#include "crypto/seal.hpp"
#include "crypto/sealer.hpp"
#include "flows/ask_status.hpp"
#include "flows/core.hpp"
#include "flows/deliver_webhooks.hpp"
#include "flows/numbers.hpp"
#include "flows/refund_money.hpp"
#include "flows/retention.hpp"
#include "flows/ring.hpp"
#include "flows/seal_history.hpp"
#include "flows/take_callback.hpp"
#include "flows/take_payment.hpp"
#include "flows/time_work.hpp"
#include "net/client.hpp"
#include "net/server.hpp"
#include "ops/checks.hpp"
#include "ops/health.hpp"
#include "store/sqlite/store.hpp"
#include "toolkit/authorizer.hpp"

namespace dvcpay::app {

struct Gateway::Foundation {
    Foundation(Configuration all, boost::asio::io_context& io, Clock& time, Entropy& chance)
        : config(std::move(all)), executor(io.get_executor()), clock(&time), entropy(&chance) {}

    Configuration config;
    std::string boot_id;
    boost::asio::any_io_executor executor;
    Clock* clock;
    Entropy* entropy;
    std::unique_ptr<ops::JsonTelemetry> telemetry;
    boost::asio::thread_pool writer_thread{1};
    boost::asio::thread_pool reader_threads{2};
    std::unique_ptr<sqlite::SqliteStore> store;
    boost::asio::thread_pool signer_thread{1};
    std::unique_ptr<crypto::FileKeys> keys;
    std::unique_ptr<crypto::RingSealer> sealer;
    boost::asio::thread_pool witness_thread{1};
    std::unique_ptr<crypto::SealKey> seal_key;  ///< null: the history is not sealed
    std::unique_ptr<WitnessFile> witness;       ///< null: none
    std::unique_ptr<net::HttpClient> client;
    TaskGroup token_tasks{executor};                  ///< banks' tokens, renewed in the background
    std::unique_ptr<toolkit::Authorizer> authorizer;  ///< the client, with secrets put in
    Adapters adapters;
    api::ApiOptions api;
};

struct Gateway::House {
    House(Foundation* foundation, std::string order_ref_space, CataloguePtr catalogue_now);
    ~House();

    void spawn_loops();
    Result<Listening> listen();
    /// Until `due` for all of it.
    Task<void> close(Mono due);
    /// Providers' and webhooks' secrets as the configuration's references lead to them now: all of
    /// them, with an audit event where one changed, or none and an alarm `secrets_reload_refused`.
    /// The clock is not behind the store, and the ring opens what the store holds: else nothing
    /// begins. Faults: configuration, those of the store.
    Task<Result<void>> fit_to_begin();
    Task<Result<void>> reload_secrets();

    Foundation* base;
    flows::NumberBlocks numbers;
    flows::Watch watch;
    flows::CatalogueInForce catalogue;
    TaskGroup work;
    flows::Core core;
    flows::AskStatus ask;
    flows::TakePayment take_payment;
    flows::TakeCallback take_callback;
    flows::DeliverWebhooks deliver_webhooks;
    flows::RefundMoney refund_money;
    flows::TimeWork time_work;
    flows::SealHistory seal_history;
    ops::StoreWatch store_watch;
    ProviderWatch provider_watch;
    api::ApiKeys api_keys;
    api::Api api;
    ops::HealthHandler health;
    flows::RewrapRing rewrap;
    flows::Retention retention;
    api::Upkeep upkeep;
    api::AdminApi admin;
    net::HttpServer public_server;
    net::HttpServer private_server;
    net::HttpServer admin_server;
    bool public_listens = false;
    bool private_listens = false;
    bool admin_listens = false;
    TaskGroup loops;

  private:
    flows::SealPlan seal_plan() const;
    flows::Core make_core(std::string order_ref_space);
    ops::HealthSources health_sources();
    api::ApiOptions api_options();
    api::AdminParts admin_parts();
    api::UpkeepParts upkeep_parts();
    std::string status() const;
    static Task<void> watch_store(House* house);
    static Task<void> refresh_keys(House* house);
    static Task<Result<api::ImportSummary>> import(
        House* house, Task<Result<api::ImportSummary>> into_store
    );
};

}  // namespace dvcpay::app
