#include "simulation/world.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "simulation/setting.hpp"

namespace dvcpay::simulation {
namespace {

constexpr std::int64_t steps_without_time_max = 2'000'000;
constexpr Wall monday_morning{1'795'399'200'000};  // 2026-11-23 02:00 UTC, 09:00 in Vietnam

std::string disk_name() {
    static int count = 0;  // names a disk of this process; nothing of the world depends on it
    return "sim-" + std::to_string(++count);
}

sandbox::SandboxConfig sandbox_config() {
    sandbox::SandboxConfig config;
    sandbox::momo::Partner partner;
    partner.code = setting::partner_code;
    partner.access_key = setting::access_key;
    partner.secret_key = Secret(setting::secret_key);
    config.momo.partners.push_back(std::move(partner));
    config.momo.public_base_url = "https://" + setting::momo_host;
    config.momo.settings.magic_amounts = sandbox::momo::MagicAmounts::off;
    return config;
}

}  // namespace

World::World(WorldOptions options)
    : clock(io.get_executor(), monday_morning),
      trace(&clock),
      auditor(&judgement, &book),
      network(io.get_executor(), &clock, &trace, Rng(options.seed).fork("network")),
      faults(Rng(options.seed).fork("faults")),
      disk(disk_name(), options.seed, testing::MemoryVfs::Default::yes),
      options_(std::move(options)),
      rng_(options_.seed),
      chance_(rng_.fork("chance")),
      sandbox_entropy_(rng_.fork("sandbox")),
      sandbox_transport_(&network, setting::momo_host),
      sandbox_tasks_(io.get_executor()),
      portal_tasks_(io.get_executor()),
      actors_(io.get_executor()),
      guard_(io.get_executor()) {
    wire_up();
    start();
    const bool up = run_until([this] { return gateway_ && gateway_->is_up(); }, 60'000);
    DVC_INVARIANT(up);
}

void World::wire_up() {
    trace.echo = options_.echo;
    telemetry.echo = options_.echo;
    telemetry.forbidden = {
        setting::payer_name,
        setting::payer_id_number,
        setting::payer_phone,
        setting::payer_address,
        setting::secret_key,
        setting::webhook_secret,
        setting::api_key,
        setting::ring_key
    };
    telemetry.on_leak = [this](const std::string& line) {
        judgement.accuse("P9: told to ops: " + line);
    };
    judgement.on_accusation = [this](const std::string& what) { trace.add("!! " + what); };
    book.on_line = [this](const std::string& line) { trace.add("book " + line); };
    network.on_exchange = [this](const SimNetwork::Exchange& exchange) {
        auditor.exchanged(exchange);
    };
    network.on_arrival = [this](const SimNetwork::Exchange& exchange) {
        auditor.arrived(exchange);
    };
    network.at_border = [this](const std::string&) {
        if (crashes_left_ <= 0 || !gateway_ || !gateway_->is_up() ||
            !chance_.chance(options_.swarm.crash))
            return;
        crash_wanted_ = true;
        gateway_->cut();
    };
    sandbox::Outside outside;
    outside.clock = &clock;
    outside.entropy = &sandbox_entropy_;
    outside.transport = &sandbox_transport_;
    outside.tasks = &sandbox_tasks_;
    outside.telemetry = &sandbox_telemetry_;
    outside.book = &book;
    sandbox_ = std::make_unique<sandbox::Sandbox>(outside, sandbox_config());
    auditor.open_orders = [this] {
        std::vector<std::pair<std::string, std::string>> open;
        for (const auto& order : momo().orders()) {
            if (order.state == sandbox::momo::OrderState::pending)
                open.emplace_back(order.order_id, order.order_info);
        }
        return open;
    };
    portal_ = std::make_unique<Portal>(&clock, &network, &judgement, &auditor, rng_.fork("portal"));
    payer_ = std::make_unique<Payer>(&clock, &network, &trace, &momo(), rng_.fork("payer"));
    network.up(setting::momo_host, {sandbox_.get(), &sandbox_tasks_});
    network.up(setting::portal_host, {portal_.get(), &portal_tasks_});
}

World::~World() {
    portal_->over = true;
    payer_->over = true;
    crashes_left_ = 0;
    if (gateway_) bury();
    boost::asio::post(io, [this] {
        for (TaskGroup* group : {&actors_, &portal_tasks_, &sandbox_tasks_, &network.wires()})
            group->cancel();
    });
    guard_.reset();
    while (!actors_.empty() || !portal_tasks_.empty() || !sandbox_tasks_.empty() ||
           !network.wires().empty()) {
        if (io.stopped()) io.restart();
        if (io.poll() == 0) break;
    }
    if (io.stopped()) io.restart();
    io.poll();
}

ProcessWorld World::process_world() {
    return {&io, &clock, &network, &telemetry, &faults, disk.name(), options_.bug, options_.adjust};
}

Cast World::cast() {
    return {&clock, portal_.get(), payer_.get(), &trace, &judgement, &actors_, &rng_};
}

// --- time
// ---------------------------------------------------------------------------------------------------

bool World::step(Mono until) {
    if (crash_wanted_) {
        crash(static_cast<testing::MemoryVfs::Loss>(chance_.below(3)));
        return true;
    }
    if (gateway_ && disk.struck()) note_disk();
    if (look_wanted_ && gateway_ && gateway_->is_up()) {
        look_wanted_ = false;
        const std::int64_t crashes = std::exchange(crashes_left_, 0);
        auto looked =
            run(look_up<bool>(&gateway_->honest_store(), [this](Reader& reader) -> Result<bool> {
                auditor.look_after_crash(reader);
                return true;
            }));
        if (!looked) look_wanted_ = true;
        crashes_left_ = crashes;
        return true;
    }
    if (io.poll_one() > 0) return true;
    if (io.stopped()) io.restart();
    if (!gateway_ && start_at_ && clock.mono() >= *start_at_) {
        start();
        return true;
    }
    const Mono limit = !gateway_ && start_at_ ? std::min(until, *start_at_) : until;
    const bool rang = clock.ring_next(limit);
    return rang || limit < until;
}

bool World::run_until(const std::function<bool()>& done, std::int64_t ms) {
    const Mono until = clock.mono().plus_ms(ms);
    std::int64_t steps = 0;
    Mono last = clock.mono();
    while (!done()) {
        if (!step(until)) return done();
        if (clock.mono() != last) {
            last = clock.mono();
            steps = 0;
        }
        if (++steps > steps_without_time_max) {
            judgement.accuse("the world turns without time passing");
            return done();
        }
    }
    return true;
}

void World::run_for(std::int64_t ms) {
    run_until([] { return false; }, ms);
}

void World::run(Task<void> task, std::int64_t ms) {
    auto over = std::make_shared<bool>(false);
    actors_.spawn([](Task<void> work, std::shared_ptr<bool> end) -> Task<void> {
        co_await std::move(work);
        *end = true;
    }(std::move(task), over));
    const bool ended = run_until([over] { return *over; }, ms);
    DVC_INVARIANT(ended);
}

// --- the gateway's life
// -------------------------------------------------------------------------------------

void World::crash(testing::MemoryVfs::Loss loss) {
    crash_wanted_ = false;
    if (crashes_left_ > 0) --crashes_left_;
    trace.add(fmt::format("crash of life {}, loss {}", lives_, static_cast<int>(loss)));
    gateway_->cut();
    disk.crash(loss, ++crash_seed_ * 7919 + options_.seed);
    disk.heal();
    disk_is_off_ = false;
    bury();
    start_at_ = clock.mono().plus_ms(chance_.between(10, 60'000));
}

/// The process unwinds, unseen: its disk answers no more, its network is cut. What does not end
/// when it is told to end would also hang a shutdown.
void World::bury() {
    // Inside a handler: from outside, Asio posts each cancellation, and a task that ends in between
    // is gone when it comes.
    boost::asio::post(io, [this] { gateway_->die(); });
    io.poll_one();
    while (!gateway_->is_dying()) {
        if (io.stopped()) io.restart();
        io.poll_one();
    }
    while (!gateway_->is_over()) {
        if (io.stopped()) io.restart();
        if (io.poll_one() > 0) continue;
        judgement.accuse("a task of the gateway does not end when it is cancelled");
        trace.add("!! not ended");
        (void)gateway_.release(
        );  // NOLINT(bugprone-unused-return-value): it cannot be destroyed any more
        return;
    }
    gateway_.reset();
}

void World::start() {
    start_at_.reset();
    ++lives_;
    auto process =
        GatewayProcess::start(process_world(), lives_, rng_.fork("life " + std::to_string(lives_)));
    if (!process) {
        trace.add(
            "start failed: " + std::string(code_of(process.error().fault)) + " " +
            process.error().detail
        );
        start_at_ = clock.mono().plus_ms(1000);
        disk.heal();
        return;
    }
    gateway_ = std::move(process.value());
    trace.add(fmt::format("life {} begins", lives_));
    look_wanted_ = lives_ > 1;
    unsettle_disk();
}

/// Arms the one fault the disk can have: power goes at some operation, or some operation fails.
void World::unsettle_disk() {
    const Swarm& swarm = options_.swarm;
    testing::VfsFault fault;
    if (swarm.crash_in_store > 0 && crashes_left_ > 0) {
        fault.after =
            static_cast<std::uint64_t>(chance_.below(2'000'000 / swarm.crash_in_store / 20 + 20));
        fault.times = UINT64_MAX;
        disk_is_off_ = true;
    } else if (swarm.disk_fault > 0) {
        fault.after =
            static_cast<std::uint64_t>(chance_.below(2'000'000 / swarm.disk_fault / 20 + 20));
        fault.times = static_cast<std::uint64_t>(chance_.between(1, 3));
        disk_is_off_ = false;
    } else {
        return;
    }
    disk.fail(fault);
}

void World::power_goes_after(std::uint64_t operations) {
    testing::VfsFault fault;
    fault.after = operations;
    fault.times = UINT64_MAX;
    disk_is_off_ = true;
    disk.fail(fault);
}

void World::note_disk() {
    if (disk_is_off_) {
        trace.add("the power goes in the middle of a file operation");
        gateway_->cut();
        crash(static_cast<testing::MemoryVfs::Loss>(chance_.below(2)));
        return;
    }
    trace.add("a file operation failed");
    unsettle_disk();
    if (options_.swarm.disk_fault == 0) disk.heal();
}

}  // namespace dvcpay::simulation
