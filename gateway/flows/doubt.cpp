#include "flows/doubt.hpp"

#include <algorithm>

namespace dvcpay::flows {
namespace {

constexpr std::int64_t token = 1'000'000'000;  // so that refill is elapsed_ns × per_second
constexpr std::int64_t tell_again_ms = 60'000;
constexpr std::string_view anybody = "*";  // no address looks like this

std::string name_of(std::string_view provider, std::string_view peer) {
    std::string out;
    out.reserve(provider.size() + 1 + peer.size());
    return out.append(provider).append(1, ' ').append(peer);
}

}  // namespace

std::int64_t Doubt::full() const {
    return limit_.burst * token;
}

std::int64_t Doubt::lowest() const {
    return -limit_.waiting_max * token;
}

std::int64_t Doubt::nanotokens(const Bucket& bucket, Mono now) const {
    // What refills a whole bucket is enough to know; longer would overflow after years of silence.
    const std::int64_t longest_ns = (full() - lowest()) / limit_.per_second + 1;
    const std::int64_t elapsed_ns =
        std::clamp<std::int64_t>(now.ns - bucket.filled_at.ns, 0, longest_ns);
    return std::min(full(), bucket.nanotokens + elapsed_ns * limit_.per_second);
}

Doubt::Bucket* Doubt::find(std::string_view provider, std::string_view peer) {
    if (buckets_.empty()) return nullptr;
    auto found = buckets_.find(name_of(provider, peer));
    if (found == buckets_.end() && buckets_.size() >= addresses_max)
        found = buckets_.find(name_of(provider, anybody));
    return found == buckets_.end() ? nullptr : &found->second;
}

Doubt::Bucket& Doubt::place(std::string_view provider, std::string_view peer, Mono now) {
    const auto own = buckets_.find(name_of(provider, peer));
    if (own != buckets_.end()) return own->second;
    if (buckets_.size() >= addresses_max) {
        std::erase_if(buckets_, [&](const auto& one) {
            return nanotokens(one.second, now) == full();
        });
    }
    const bool alone = buckets_.size() < addresses_max;
    const auto name = name_of(provider, alone ? peer : anybody);
    return buckets_.try_emplace(name, Bucket{full(), now, now, false}).first->second;
}

Doubt::Turn Doubt::arrive(std::string_view provider, std::string_view peer, Mono now) {
    Bucket* bucket = find(provider, peer);
    if (bucket == nullptr) return {now};
    const std::int64_t left = nanotokens(*bucket, now);
    if (left == full()) return {now};
    if (left - token < lowest())
        return {Mono{now.ns - lowest() / limit_.per_second}, /*refused=*/true};
    bucket->nanotokens = left - token;
    bucket->filled_at = now;
    const std::int64_t owed = std::max<std::int64_t>(-bucket->nanotokens, 0);
    return {Mono{now.ns + owed / limit_.per_second}, /*refused=*/false, /*reserved=*/true};
}

void Doubt::left(std::string_view provider, std::string_view peer, Mono now) {
    Bucket* bucket = find(provider, peer);
    if (bucket == nullptr) return;  // forgotten meanwhile: it was full without this one
    bucket->nanotokens = std::min(full(), nanotokens(*bucket, now) + token);
    bucket->filled_at = now;
}

bool Doubt::forged(std::string_view provider, std::string_view peer, Mono now) {
    if (limit_.burst == 0) return false;
    Bucket& bucket = place(provider, peer, now);
    bucket.nanotokens = std::max(nanotokens(bucket, now) - token, lowest());
    bucket.filled_at = now;
    if (bucket.nanotokens >= token) return false;
    if (bucket.told && now < bucket.told_at.plus_ms(tell_again_ms)) return false;
    bucket.told = true;
    bucket.told_at = now;
    return true;
}

}  // namespace dvcpay::flows
