#pragma once
// A token bucket per API key, in whole numbers. Loop thread only.
#include <cstdint>
#include <map>
#include <string>

#include "domain/time.hpp"

namespace dvcpay::api {

struct RateLimit {
    std::int64_t per_second = 200;  ///< refill; 0: no limit
    std::int64_t burst = 1000;      ///< size of the bucket
};

/// What the answer's RateLimit headers say (draft-ietf-httpapi-ratelimit-headers, structured form).
struct RateState {
    bool allowed = true;
    std::int64_t remaining = 0;
    std::int64_t reset_s = 0;  ///< until the bucket is full again, rounded up
    std::int64_t retry_after_s = 0;
};

class RateLimiter {
  public:
    explicit RateLimiter(RateLimit limit) : limit_(limit) {}
    bool enabled() const { return limit_.per_second > 0; }
    const RateLimit& limit() const { return limit_; }
    /// Takes one token of `key`. Keys are those of the key table, so the map stays as small as it.
    RateState take(const std::string& key, Mono now);

  private:
    struct Bucket {
        std::int64_t nanotokens = 0;
        Mono filled_at;
    };
    RateLimit limit_;
    std::map<std::string, Bucket> buckets_;
};

}  // namespace dvcpay::api
