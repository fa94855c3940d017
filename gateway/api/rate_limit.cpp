#include "api/rate_limit.hpp"

#include <algorithm>

namespace dvcpay::api {
namespace {

constexpr std::int64_t token = 1'000'000'000;  // so that refill is elapsed_ns × per_second

std::int64_t seconds_up(std::int64_t missing, std::int64_t per_second) {
    const std::int64_t per_s = per_second * token;
    return missing <= 0 ? 0 : (missing + per_s - 1) / per_s;
}

}  // namespace

RateState RateLimiter::take(const std::string& key, Mono now) {
    const std::int64_t full = limit_.burst * token;
    const auto [it, fresh] = buckets_.try_emplace(key, Bucket{full, now});
    Bucket& bucket = it->second;
    // What refills a whole bucket is enough to know; longer would overflow after years of silence.
    const std::int64_t longest_ns = full / limit_.per_second + 1;
    const std::int64_t elapsed_ns =
        std::clamp<std::int64_t>(now.ns - bucket.filled_at.ns, 0, longest_ns);
    bucket.nanotokens = std::min(full, bucket.nanotokens + elapsed_ns * limit_.per_second);
    bucket.filled_at = now;
    RateState state;
    state.allowed = bucket.nanotokens >= token;
    if (state.allowed) bucket.nanotokens -= token;
    state.remaining = bucket.nanotokens / token;
    state.reset_s = seconds_up(full - bucket.nanotokens, limit_.per_second);
    if (!state.allowed) {
        state.retry_after_s =
            std::max<std::int64_t>(1, seconds_up(token - bucket.nanotokens, limit_.per_second));
    }
    return state;
}

}  // namespace dvcpay::api
