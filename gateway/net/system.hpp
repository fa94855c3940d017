#pragma once
// The machine's own time and chance. Everything else of the gateway sees them through the ports.
#include <cstdint>
#include <string>

#include "ports/clock.hpp"
#include "ports/entropy.hpp"

namespace dvcpay::net {

/// CLOCK_REALTIME and CLOCK_MONOTONIC. sleep_until runs on the executor of the coroutine that
/// awaits it.
class SystemClock final : public Clock {
  public:
    Wall wall() const override;
    Mono mono() const override;
    Task<bool> sleep_until(Mono due) override;
};

/// The name of an OS user as the system's own tables have it; its number where they have none.
std::string user_name(std::uint32_t uid);

/// OpenSSL's generator. A generator that fails is no state to go on in: the process stops.
class SystemEntropy final : public Entropy {
  public:
    void fill(std::span<std::byte> out) override;
};

}  // namespace dvcpay::net
