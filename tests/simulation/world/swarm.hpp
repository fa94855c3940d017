#pragma once
// Which troubles a run has, drawn from its seed: some kinds are off, the others skewed, so that
// rare ones meet often.
#include <cstdint>
#include <string>

#include "simulation/rng.hpp"

namespace dvcpay::simulation {

/// Chances per mille and longest delays of one link of the network.
struct LinkFaults {
    std::int64_t refused = 0;  ///< no connection: not one byte arrived
    std::int64_t lost = 0;     ///< the request never arrived, and the sender does not know
    std::int64_t mute = 0;     ///< the peer acted, its answer never arrived
    std::int64_t twice = 0;    ///< the request arrives a second time, later
    std::int64_t slow = 0;     ///< a delay of up to slow_ms before or after
    std::int64_t slow_ms = 60'000;
    std::int64_t leave =
        0;  ///< a sender that gives up also hangs up: the peer's work on it is cancelled
};

struct Swarm {
    LinkFaults to_provider;
    LinkFaults to_portal;
    LinkFaults to_gateway;
    std::int64_t crash = 0;           ///< per mille, for each message that arrives anywhere
    std::int64_t crash_in_store = 0;  ///< per mille, for each write of a file
    std::int64_t crashes_max = 0;
    std::int64_t store_fault = 0;     ///< per mille of store operations that fail
    std::int64_t disk_fault = 0;      ///< per mille of file operations that fail
    std::int64_t provider_fault = 0;  ///< per mille of orders with a fault of the sandbox
    std::int64_t portal_refuses = 0;  ///< per mille of webhooks answered 500
    std::int64_t portal_silent = 0;   ///< per mille of webhooks never answered
    std::int64_t bills = 6;
    std::int64_t faulty_for_s = 3600;  ///< then everything works

    static Swarm calm() { return {}; }
    static Swarm draw(Rng rng);
    std::string text() const;
};

}  // namespace dvcpay::simulation
