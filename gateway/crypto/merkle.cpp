#include "crypto/merkle.hpp"

#include "crypto/digest.hpp"
#include "domain/invariant.hpp"

namespace dvcpay::crypto {
namespace {

constexpr std::size_t hash_bytes = 32;

std::string leaf(std::string_view event_hash) {
    DVC_INVARIANT(event_hash.size() == hash_bytes);
    std::string text(1, '\x00');
    text += event_hash;
    return sha256(text);
}

std::string node(std::string_view left, std::string_view right) {
    std::string text(1, '\x01');
    text += left;
    text += right;
    return sha256(text);
}

std::vector<std::string> level_above(const std::vector<std::string>& level) {
    std::vector<std::string> out;
    out.reserve((level.size() + 1) / 2);
    for (std::size_t i = 0; i + 1 < level.size(); i += 2)
        out.push_back(node(level[i], level[i + 1]));
    if (level.size() % 2 == 1) out.push_back(level.back());
    return out;
}

}  // namespace

void MerkleTree::add(std::string_view event_hash) {
    Peak peak{0, leaf(event_hash)};
    while (!peaks_.empty() && peaks_.back().level == peak.level) {
        peak = Peak{peak.level + 1, node(peaks_.back().hash, peak.hash)};
        peaks_.pop_back();
    }
    peaks_.push_back(std::move(peak));
    ++size_;
}

std::string MerkleTree::root() const {
    if (peaks_.empty()) return sha256("");
    std::string root = peaks_.back().hash;
    for (std::size_t i = peaks_.size() - 1; i-- > 0;) root = node(peaks_[i].hash, root);
    return root;
}

std::vector<PathStep> inclusion_path(
    const std::vector<std::string>& event_hashes, std::size_t index
) {
    DVC_INVARIANT(index < event_hashes.size());
    std::vector<std::string> level;
    level.reserve(event_hashes.size());
    for (const auto& hash : event_hashes) level.push_back(leaf(hash));
    std::vector<PathStep> path;
    for (; level.size() > 1; level = level_above(level), index /= 2) {
        if (index % 2 == 1) {
            path.push_back({PathStep::Side::left, level[index - 1]});
        } else if (index + 1 < level.size()) {
            path.push_back({PathStep::Side::right, level[index + 1]});
        }
    }
    return path;
}

std::string root_of_path(std::string_view event_hash, const std::vector<PathStep>& path) {
    std::string hash = leaf(event_hash);
    for (const auto& step : path) {
        hash = step.side == PathStep::Side::left ? node(step.hash, hash) : node(hash, step.hash);
    }
    return hash;
}

}  // namespace dvcpay::crypto
