#pragma once
// The only source of chance in the simulation: xoshiro-like splitmix64, seeded. Each actor has a
// stream of its own, so that one more draw of the network does not change what the payer does.
#include <cstdint>
#include <string_view>

namespace dvcpay::simulation {

class Rng {
  public:
    explicit Rng(std::uint64_t seed) : state_(seed) {}
    /// An independent stream: same seed and name, same stream.
    Rng fork(std::string_view name) const {
        std::uint64_t hash = state_ ^ 0x9E3779B97F4A7C15ULL;
        for (const char c : name) hash = mix(hash ^ static_cast<unsigned char>(c));
        return Rng(hash);
    }

    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15ULL;
        return mix(state_);
    }
    /// 0 … n-1; 0 for n = 0.
    std::int64_t below(std::int64_t n) {
        return n <= 0 ? 0 : static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(n));
    }
    /// Both ends included.
    std::int64_t between(std::int64_t low, std::int64_t high) {
        return low + below(high - low + 1);
    }
    bool chance(std::int64_t per_mille) { return below(1000) < per_mille; }

  private:
    static std::uint64_t mix(std::uint64_t z) {
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31U);
    }
    std::uint64_t state_;
};

}  // namespace dvcpay::simulation
