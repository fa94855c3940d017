#pragma once
#include <array>
#include <cstddef>
#include <span>

#include "domain/decide.hpp"
#include "domain/ids.hpp"

namespace dvcpay {

/// Random bytes fit for keys and references. Loop thread only.
class Entropy {
  public:
    virtual ~Entropy() = default;
    virtual void fill(std::span<std::byte> out) = 0;
};

template <class IdType>
IdType fresh_id(Entropy& entropy, Wall now) {
    std::array<std::byte, 10> random{};
    entropy.fill(random);
    return IdType::make(now, random);
}

inline FreshIds fresh_ids(Entropy& entropy, Wall now) {
    FreshIds ids;
    ids.credit = fresh_id<CreditId>(entropy, now);
    for (auto& incident : ids.incidents) incident = fresh_id<IncidentId>(entropy, now);
    return ids;
}

}  // namespace dvcpay
