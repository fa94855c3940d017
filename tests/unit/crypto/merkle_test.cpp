#include "crypto/merkle.hpp"

#include <gtest/gtest.h>

#include "crypto/digest.hpp"

namespace dvcpay::crypto {
namespace {

std::vector<std::string> hashes(std::size_t count) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(sha256("event " + std::to_string(i)));
    return out;
}

std::string root_of(const std::vector<std::string>& all) {
    MerkleTree tree;
    for (const auto& hash : all) tree.add(hash);
    return tree.root();
}

/// RFC 6962 §2.1 as it stands there: split at the largest power of two below the size.
std::string by_the_book(std::span<const std::string> all) {
    if (all.empty()) return sha256("");
    if (all.size() == 1) return sha256(std::string(1, '\0') + all[0]);
    std::size_t split = 1;
    while (split * 2 < all.size()) split *= 2;
    return sha256(
        std::string(1, '\1') + by_the_book(all.first(split)) + by_the_book(all.subspan(split))
    );
}

TEST(MerkleTree, IsTheTreeOfRfc6962ForEverySize) {
    for (std::size_t size = 0; size <= 70; ++size) {
        const auto all = hashes(size);
        EXPECT_EQ(to_hex(root_of(all)), to_hex(by_the_book(all))) << size << " leaves";
    }
}

TEST(MerkleTree, OneLeafIsNotTheEventsOwnHash) {
    const auto one = hashes(1);
    EXPECT_NE(root_of(one), one[0]);
    EXPECT_EQ(root_of(one), sha256(std::string(1, '\0') + one[0]));
}

TEST(MerkleTree, EveryChangeOfALeafItsOrderOrTheirNumberGivesAnotherRoot) {
    const auto all = hashes(13);
    const std::string root = root_of(all);
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto changed = all;
        changed[i][i % 32] = static_cast<char>(changed[i][i % 32] ^ 1);
        EXPECT_NE(root_of(changed), root) << "leaf " << i;
        auto shorter = all;
        shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_NE(root_of(shorter), root) << "without leaf " << i;
        auto swapped = all;
        std::swap(swapped[i], swapped[(i + 1) % all.size()]);
        EXPECT_NE(root_of(swapped), root) << "swapped at " << i;
    }
    auto longer = all;
    longer.push_back(all.back());  // the doubled last leaf that fools trees without promotion
    EXPECT_NE(root_of(longer), root);
}

TEST(InclusionPath, LeadsFromEveryLeafOfEverySizeToTheRoot) {
    for (std::size_t size = 1; size <= 33; ++size) {
        const auto all = hashes(size);
        for (std::size_t i = 0; i < size; ++i) {
            const auto path = inclusion_path(all, i);
            EXPECT_EQ(root_of_path(all[i], path), root_of(all)) << i << " of " << size;
            EXPECT_LE(path.size(), 6U);
        }
    }
}

TEST(InclusionPath, DoesNotFitAnotherLeafOrASwappedSide) {
    const auto all = hashes(8);
    auto path = inclusion_path(all, 3);
    EXPECT_NE(root_of_path(all[4], path), root_of(all));
    path[1].side =
        path[1].side == PathStep::Side::left ? PathStep::Side::right : PathStep::Side::left;
    EXPECT_NE(root_of_path(all[3], path), root_of(all));
}

}  // namespace
}  // namespace dvcpay::crypto
