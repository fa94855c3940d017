#pragma once
// What every flow is given: the ports, the configuration, the adapters. Built by app (or by a
// test's World), owned there, outlives every flow. Loop thread only, except where a member says
// otherwise.
#include <map>
#include <memory>
#include <string>

#include "flows/watch.hpp"
#include "ports/adapter.hpp"
#include "ports/clock.hpp"
#include "ports/config.hpp"
#include "ports/entropy.hpp"
#include "ports/keys.hpp"
#include "ports/snapshot.hpp"
#include "ports/store.hpp"
#include "ports/task_group.hpp"
#include "ports/telemetry.hpp"
#include "ports/transport.hpp"

namespace dvcpay::flows {

class NumberBlocks;

/// The catalogue in force; replaced as a whole after an import. Transactions take the pointer,
/// which is immutable.
struct CatalogueInForce {
    CataloguePtr now = std::make_shared<const Catalogue>();
};

struct Core {
    Store* store = nullptr;
    Clock* clock = nullptr;
    Entropy* entropy = nullptr;
    Keys* keys = nullptr;
    Sealer* sealer = nullptr;
    Transport* transport = nullptr;
    Telemetry* telemetry = nullptr;
    std::shared_ptr<const SnapshotRenderer> renderer;  ///< pure: also used on the store's threads
    std::shared_ptr<const FlowConfig> config;  ///< immutable: also used on the store's threads
    std::map<std::string, Adapter*> adapters;  ///< by provider
    CatalogueInForce* catalogue = nullptr;
    NumberBlocks* numbers = nullptr;
    Watch* watch = nullptr;
    /// Work that has begun to move money belongs here, never to a request: a client may leave, the
    /// attempt may not.
    TaskGroup* work = nullptr;
    /// How long a loop sleeps at most: work that another process made, or a clock that was set, is
    /// noticed then.
    std::int64_t longest_sleep_ms = 5000;

    Adapter* adapter(const std::string& provider) const {
        const auto it = adapters.find(provider);
        return it == adapters.end() ? nullptr : it->second;
    }
};

}  // namespace dvcpay::flows
