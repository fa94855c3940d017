#pragma once
// How long one address is listened to in one provider's name while its calls do not verify. A call
// costs its reading, a signature to verify and often one to answer with; who sends nothing else may
// not take that from the other providers' payers. Calls that verify cost nothing here. Loop thread
// only.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "domain/time.hpp"
#include "ports/config.hpp"

namespace dvcpay::flows {

class Doubt {
  public:
    /// Addresses remembered at a time; those that come when nobody can be forgotten share one.
    static constexpr std::size_t addresses_max = 4096;

    explicit Doubt(DoubtLimit limit) : limit_(limit) {}

    /// The address has used up what it may: its calls need not even be read now.
    bool holds(std::string_view provider, std::string_view peer, Mono now) const;
    /// A call of the address did not verify. True: it is held from now on, told once a minute.
    bool forged(std::string_view provider, std::string_view peer, Mono now);

  private:
    struct Bucket {
        std::int64_t nanotokens = 0;
        Mono filled_at;
        Mono told_at;
        bool told = false;
    };
    using Buckets = std::map<std::string, Bucket, std::less<>>;

    std::int64_t nanotokens(const Bucket& bucket, Mono now) const;
    Buckets::const_iterator find(std::string_view provider, std::string_view peer) const;
    Bucket& place(std::string_view provider, std::string_view peer, Mono now);

    DoubtLimit limit_;
    Buckets buckets_;
};

}  // namespace dvcpay::flows
