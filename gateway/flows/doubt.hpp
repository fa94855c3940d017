#pragma once
// At what pace one address is listened to in one provider's name while its calls do not verify. A
// call costs its reading, a signature to verify and often one to answer with; who sends nothing
// else may not take that from the other providers' payers. Nobody is turned away for it at first:
// calls of a doubted address wait their turn unread, in the order in which they came, so that a
// bank behind the same proxy is only later. Calls that verify cost nothing here. Loop thread only.
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

    /// When a call is read, or refused.
    struct Turn {
        Mono at;
        bool refused = false;   ///< too many wait already; `at` is as late as for the last of them
        bool reserved = false;  ///< to be given back with left(), whatever came of the call
    };

    explicit Doubt(DoubtLimit limit) : limit_(limit) {}

    /// A call of this address has come; nothing but its head is read.
    Turn arrive(std::string_view provider, std::string_view peer, Mono now);
    /// A call whose turn was `reserved` is over.
    void left(std::string_view provider, std::string_view peer, Mono now);
    /// A call of the address did not verify. True: the next ones have to wait, told once a minute.
    bool forged(std::string_view provider, std::string_view peer, Mono now);

  private:
    struct Bucket {
        std::int64_t nanotokens = 0;  ///< below zero: reserved by those who wait
        Mono filled_at;
        Mono told_at;
        bool told = false;
    };
    using Buckets = std::map<std::string, Bucket, std::less<>>;

    std::int64_t full() const;
    std::int64_t lowest() const;
    std::int64_t nanotokens(const Bucket& bucket, Mono now) const;
    Bucket* find(std::string_view provider, std::string_view peer);
    Bucket& place(std::string_view provider, std::string_view peer, Mono now);

    DoubtLimit limit_;
    Buckets buckets_;
};

}  // namespace dvcpay::flows
