#pragma once
#include "ports/entropy.hpp"
#include "simulation/rng.hpp"

namespace dvcpay::simulation {

/// Port Entropy out of a seed. Worth nothing as a secret, everything as a replay.
class SimEntropy final : public Entropy {
  public:
    explicit SimEntropy(Rng rng) : rng_(rng) {}
    void fill(std::span<std::byte> out) override {
        for (auto& byte : out) byte = static_cast<std::byte>(rng_.next() >> 56U);
    }

  private:
    Rng rng_;
};

}  // namespace dvcpay::simulation
