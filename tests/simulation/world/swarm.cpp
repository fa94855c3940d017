#include "simulation/swarm.hpp"

#include <fmt/format.h>

namespace dvcpay::simulation {
namespace {

/// Off in one run of three; else from rare to hopeless, small values more often.
std::int64_t level(Rng& rng, std::int64_t most) {
    if (rng.below(3) == 0) return 0;
    const std::int64_t ceiling = rng.between(1, most);
    return rng.between(1, ceiling);
}

LinkFaults link(Rng& rng) {
    LinkFaults out;
    if (rng.below(4) == 0) return out;
    out.refused = level(rng, 400);
    out.lost = level(rng, 400);
    out.mute = level(rng, 400);
    out.twice = level(rng, 300);
    out.slow = level(rng, 800);
    out.slow_ms = rng.below(2) == 0 ? 3'000 : 90'000;
    out.leave = level(rng, 1000);
    return out;
}

std::string text_of(const LinkFaults& f) {
    return fmt::format(
        "refused={} lost={} mute={} twice={} slow={}/{}ms leave={}",
        f.refused,
        f.lost,
        f.mute,
        f.twice,
        f.slow,
        f.slow_ms,
        f.leave
    );
}

}  // namespace

Swarm Swarm::draw(Rng rng) {
    Swarm out;
    out.to_provider = link(rng);
    out.to_portal = link(rng);
    out.to_gateway = link(rng);
    if (rng.below(3) != 0) {
        out.crashes_max = rng.between(1, 4);
        out.crash = level(rng, 60);
        out.crash_in_store = level(rng, 20);
    }
    if (rng.below(3) == 0) out.store_fault = level(rng, 100);
    if (rng.below(3) == 0) out.disk_fault = level(rng, 20);
    out.provider_fault = level(rng, 700);
    out.portal_refuses = level(rng, 500);
    out.portal_silent = level(rng, 300);
    out.bills = rng.between(2, 8);
    out.faulty_for_s = rng.below(4) == 0 ? 2 * 86'400 : rng.between(600, 7200);
    return out;
}

std::string Swarm::text() const {
    return fmt::format(
        "bills={} faulty_for_s={} crash={} crash_in_store={} crashes_max={} store_fault={} "
        "disk_fault={} "
        "provider_fault={} portal_refuses={} portal_silent={}\n  provider: {}\n  portal: {}\n  "
        "gateway: {}",
        bills,
        faulty_for_s,
        crash,
        crash_in_store,
        crashes_max,
        store_fault,
        disk_fault,
        provider_fault,
        portal_refuses,
        portal_silent,
        text_of(to_provider),
        text_of(to_portal),
        text_of(to_gateway)
    );
}

}  // namespace dvcpay::simulation
