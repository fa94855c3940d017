#pragma once
// The network of the simulation: requests travel as values between hosts that are in the same
// process, and meet everything a network does to them.
//
// What is on the wire belongs to the network, not to its sender: a sender that dies has sent what
// it has sent. What a host works on belongs to the host: when it dies, its callers are left without
// an answer.
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "ports/task_group.hpp"
#include "ports/transport.hpp"
#include "simulation/rng.hpp"
#include "simulation/sim_clock.hpp"
#include "simulation/swarm.hpp"
#include "simulation/trace.hpp"

namespace dvcpay::simulation {

/// What a seeded fault, or a test, wants done with one request.
struct Fate {
    enum class Kind : std::uint8_t { delivered, refused, lost, mute } kind = Kind::delivered;
    std::int64_t before_ms = 1;
    std::int64_t after_ms = 1;
    bool twice = false;
    std::int64_t again_after_ms = 0;
    bool hang_up = false;  ///< a sender that gives up cancels the peer's work
};

class SimNetwork {
  public:
    /// A program on a host. `tasks` owns the work on its requests and is closed before it goes.
    struct Host {
        HttpHandler* handler = nullptr;
        TaskGroup* tasks = nullptr;
    };

    SimNetwork(boost::asio::any_io_executor executor, SimClock* clock, Trace* trace, Rng rng);

    void up(const std::string& name, Host host) { hosts_[name] = host; }
    void down(const std::string& name) { hosts_.erase(name); }
    LinkFaults& link_to(const std::string& name) { return links_[name]; }
    void heal() { links_.clear(); }

    /// `from` is the sender's host name. Throws only where the sender's task was cancelled.
    Task<SendResult> send(std::string from, OutboundRequest request, Mono due);

    /// Asked first; a test that wants one certain fate returns it. Empty: the seed decides.
    std::function<
        std::optional<Fate>(const std::string& from, const std::string& to, const OutboundRequest&)>
        decide;
    /// Called for each request that arrives and each answer that leaves: a place to crash.
    std::function<void(const std::string& host)> at_border;
    /// What one host said to another and what it answered, in the order of answering. For auditors
    /// and tests.
    struct Exchange {
        std::string from, to;
        OutboundRequest request;
        std::optional<HttpResponse> response;  ///< as the peer gave it, whether or not it arrived
    };
    std::function<void(const Exchange&)> on_exchange;
    /// The answer has reached the one who asked.
    std::function<void(const Exchange&)> on_arrival;

    TaskGroup& wires() { return wires_; }
    std::int64_t messages() const { return messages_; }

  private:
    struct Call;
    Task<void> carry(std::shared_ptr<Call> call);
    Task<void> serve(std::shared_ptr<Call> call, HttpHandler* handler);
    Task<void> work(std::shared_ptr<Call> call, HttpHandler* handler);
    Fate draw(const std::string& from, const std::string& to, const OutboundRequest& request);

    boost::asio::any_io_executor executor_;
    SimClock* clock_;
    Trace* trace_;
    Rng rng_;
    std::map<std::string, Host> hosts_;
    std::map<std::string, LinkFaults> links_;
    std::int64_t messages_ = 0;
    TaskGroup wires_;
};

/// The network as one host sees it. `cut()` ends its life: nothing it sends afterwards leaves the
/// host.
class SimTransport final : public Transport {
  public:
    SimTransport(SimNetwork* network, std::string host)
        : network_(network), host_(std::move(host)) {}
    Task<SendResult> send(OutboundRequest request, Mono due) override;
    void cut() { network_ = nullptr; }

  private:
    SimNetwork* network_;
    std::string host_;
};

/// "https://momo.test/v2/x?y" → {"momo.test", "/v2/x?y"}.
std::pair<std::string, std::string> split_url(const std::string& url);
/// First 12 hex digits: enough to tell two bodies apart in a trace.
std::string short_digest(std::string_view bytes);

}  // namespace dvcpay::simulation
