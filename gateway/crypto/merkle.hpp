#pragma once
// The tree over the events of one seal, as RFC 6962 §2.1 builds it:
//   leaf = SHA-256(0x00 ‖ the event's hash, 32 bytes)
//   node = SHA-256(0x01 ‖ left ‖ right)
// Level by level, from the leaves up; the last of an odd level goes up as it is. Different prefixes
// keep an inner node from passing as a leaf. Everything here is raw bytes; pure, any thread.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dvcpay::crypto {

/// Grows leaf by leaf and keeps one hash per level, whatever the number of leaves.
class MerkleTree {
  public:
    void add(std::string_view event_hash);  ///< 32 bytes
    std::int64_t size() const { return size_; }
    /// 32 bytes; of no leaf: SHA-256 of nothing.
    std::string root() const;

  private:
    struct Peak {
        int level = 0;
        std::string hash;
    };
    std::vector<Peak>
        peaks_;  ///< whole subtrees from left to right, each lower than the one before
    std::int64_t size_ = 0;
};

/// One step from a leaf to the root: the neighbour, and on which side of us it stands.
struct PathStep {
    enum class Side : std::uint8_t { left, right } side = Side::left;
    std::string hash;  ///< 32 bytes
};

/// Of the leaf at `index`, counted from 0; `index` is below the number of hashes.
std::vector<PathStep> inclusion_path(
    const std::vector<std::string>& event_hashes, std::size_t index
);
/// The root at which a path ends.
std::string root_of_path(std::string_view event_hash, const std::vector<PathStep>& path);

}  // namespace dvcpay::crypto
