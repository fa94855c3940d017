#pragma once
// The whole thing in one thread on a virtual clock: portal, payers, network, MoMo, the gateway with
// its disk; and the auditor who watches them. A world is made from a seed and nothing else.
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "sandbox/sandbox.hpp"
#include "simulation/auditor.hpp"
#include "simulation/dossier.hpp"
#include "simulation/gateway_process.hpp"
#include "simulation/payer.hpp"
#include "simulation/portal.hpp"
#include "simulation/swarm.hpp"
#include "support/memory_vfs.hpp"

namespace dvcpay::simulation {

struct WorldOptions {
    std::uint64_t seed = 1;
    Swarm swarm{};  ///< calm unless a caller draws one
    PlantedBug bug = PlantedBug::none;
    std::function<void(FlowConfig&)> adjust{};
    std::function<void(const std::string&)> echo{};  ///< trace and logs as they come
};

class World {
  public:
    explicit World(WorldOptions options);
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World();

    // --- time
    /// Everything that happens within `ms` from now.
    void run_for(std::int64_t ms);
    /// Until `done()` or `ms` have passed; what done() said last.
    bool run_until(const std::function<bool()>& done, std::int64_t ms);
    /// One task of the world's, to its end. The result of a task that returns one is moved out.
    void run(Task<void> task, std::int64_t ms = 600'000);
    template <class T>
    T run(Task<T> task, std::int64_t ms = 600'000) {
        auto slot = std::make_shared<std::optional<T>>();
        run(keep(std::move(task), slot), ms);
        DVC_INVARIANT(slot->has_value());
        return std::move(**slot);
    }

    // --- the gateway's life
    bool alive() const { return gateway_ != nullptr; }
    GatewayProcess& gateway() { return *gateway_; }
    void crash(testing::MemoryVfs::Loss loss = testing::MemoryVfs::Loss::everything);
    /// Starts again on what the disk kept, and lets the auditor look.
    void start();
    std::int64_t lives() const { return lives_; }
    /// Instead of a drawn one: the power goes after so many file operations from now.
    void power_goes_after(std::uint64_t operations);

    // --- the scripts
    /// Draws dossiers and troubles from the seed, lets them happen, heals the world, lets time run
    /// on, and judges.
    void run_story();
    void end_troubles();
    void judge();
    /// Running anything again changes nothing (P8).
    void repeat_everything();
    /// The feed holds everything that was told, in the same order per payment (P7).
    void read_feed();

    // --- the cast
    boost::asio::io_context io{1};
    SimClock clock;
    Trace trace;
    Judgement judgement;
    RealBook book;
    Auditor auditor;
    SimNetwork network;
    SimTelemetry telemetry;
    FaultPoints faults;
    testing::MemoryVfs disk;

    Portal& portal() { return *portal_; }
    Payer& payer() { return *payer_; }
    sandbox::momo::MomoServer& momo() { return sandbox_->momo(); }
    Cast cast();
    TaskGroup& actors() { return actors_; }
    const Swarm& swarm() const { return options_.swarm; }

    /// A read of the store that no fault can strike.
    template <class T, class Work>
    T read(Work work) {
        auto result = run(look_up<T>(&gateway().honest_store(), std::move(work)));
        DVC_INVARIANT(result.has_value());
        return std::move(result.value());
    }

  private:
    template <class T>
    static Task<void> keep(Task<T> task, std::shared_ptr<std::optional<T>> slot) {
        *slot = co_await std::move(task);
    }
    bool step(Mono until);
    void bury();
    void note_disk();
    ProcessWorld process_world();
    void wire_up();
    Task<void> trouble_makers();
    void forge();
    Task<void> stranger();
    void unsettle_disk();

    WorldOptions options_;
    Rng rng_;
    Rng chance_;
    SimEntropy sandbox_entropy_;
    SimTelemetry sandbox_telemetry_;
    SimTransport sandbox_transport_;
    TaskGroup sandbox_tasks_;
    TaskGroup portal_tasks_;
    TaskGroup actors_;
    std::unique_ptr<sandbox::Sandbox> sandbox_;
    std::unique_ptr<Portal> portal_;
    std::unique_ptr<Payer> payer_;
    std::unique_ptr<GatewayProcess> gateway_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
    std::int64_t lives_ = 0;
    std::int64_t crashes_left_ = 0;
    std::optional<Mono> start_at_;
    bool crash_wanted_ = false;
    bool disk_is_off_ = false;
    bool look_wanted_ = false;
    bool troubles_over_ = false;
    std::uint64_t crash_seed_ = 0;
};

}  // namespace dvcpay::simulation
