#pragma once
// Bugs built into the world, to prove that the auditor rings. Never on in a run that counts. Each
// is a wrapper around a real part at the port it is used through; the gateway's own code is what
// ships.
#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "ports/adapter.hpp"
#include "ports/snapshot.hpp"
#include "ports/transport.hpp"

namespace dvcpay::simulation {

enum class PlantedBug : std::uint8_t {
    none,
    forgets_money,  ///< acknowledges the write of a callback and drops it
    writes_behind,  ///< answers first and writes 50 ms later; only for a script (the flows would
                    ///< notice)
    believes_unsigned,  ///< takes callbacks without looking at their signature
    tells_too_early,    ///< tells that a payment is paid when its payer has only been given a link
    answers_differently,  ///< a replayed answer is not the same byte for byte
    forgets_webhooks,     ///< one webhook in three is settled without having been sent
};
/// Those that a story finds.
inline constexpr std::array all_planted_bugs = {
    PlantedBug::forgets_money,
    PlantedBug::believes_unsigned,
    PlantedBug::tells_too_early,
    PlantedBug::answers_differently,
    PlantedBug::forgets_webhooks,
};
std::string_view word(PlantedBug bug);

// Each returns what it was given unless `bug` is its own.
std::unique_ptr<Adapter> planted(std::unique_ptr<Adapter> adapter, PlantedBug bug);
std::shared_ptr<const SnapshotRenderer> planted(
    std::shared_ptr<const SnapshotRenderer> renderer, PlantedBug bug
);
std::unique_ptr<Transport> planted(Transport* transport, PlantedBug bug);
std::unique_ptr<HttpHandler> planted(HttpHandler* api, PlantedBug bug);

}  // namespace dvcpay::simulation
