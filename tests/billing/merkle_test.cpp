#include "billing/merkle.hpp"

#include "billing/sha256.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kaskad::billing {

namespace {

using octets = std::vector<uint8_t>;

octets leaf(size_t number) {
    return {static_cast<uint8_t>(number), static_cast<uint8_t>(number >> 8)};
}

// RFC 6962 §2.1 word by word: the largest power of two below n stands left.
digest plain_root(const std::vector<octets>& leaves) {
    if (leaves.empty()) return sha256({});
    if (leaves.size() == 1) return sha256({octets{0}, leaves.front()});
    size_t left = 1;
    while (left * 2 < leaves.size())
        left *= 2;
    const auto middle = leaves.begin() + static_cast<std::ptrdiff_t>(left);
    return sha256({octets{1}, plain_root({leaves.begin(), middle}), plain_root({middle, leaves.end()})});
}

}  // namespace

// The test vectors of Certificate Transparency's reference implementation (RFC 6962 §2.1 over "" and 0x00).
TEST(BillingMerkle, KnowsThePublishedRoots) {
    merkle_tree tree;
    EXPECT_EQ(to_string(tree.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    tree.add(octets{});
    EXPECT_EQ(to_string(tree.root()), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    tree.add(octets{0});
    EXPECT_EQ(to_string(tree.root()), "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
}

TEST(BillingMerkle, RootsAndProofsFitForEverySizeAndRow) {
    std::vector<octets> leaves;
    for (size_t size = 1; size <= 33; ++size) {
        leaves.push_back(leaf(size));
        const auto root = plain_root(leaves);
        for (size_t proven = 0; proven < size; ++proven) {
            merkle_tree tree{proven};
            for (const auto& each : leaves)
                tree.add(each);
            ASSERT_EQ(tree.root(), root) << size;
            const auto proof = tree.proof();
            EXPECT_EQ(root_by(leaves[proven], proof), root) << proven << " of " << size;
            EXPECT_NE(root_by(leaf(999), proof), root) << proven << " of " << size;
        }
    }
}

TEST(BillingMerkle, GoesOnFromItsPeaksAtEverySize) {
    merkle_tree whole;
    for (size_t size = 0; size < 70; ++size) {
        const auto peaks = whole.peaks();
        EXPECT_LE(peaks.size(), 7u) << "as many as the number has bits";
        merkle_tree again{size, peaks};
        EXPECT_EQ(again.root(), whole.root()) << size;
        whole.add(leaf(size));
        again.add(leaf(size));
        ASSERT_EQ(again.root(), whole.root()) << size;
    }
}

TEST(BillingMerkle, AProofFitsNoOtherRow) {
    merkle_tree tree{4};
    for (size_t number = 0; number < 6; ++number)
        tree.add(leaf(number));
    auto proof = tree.proof();
    ASSERT_EQ(proof.size(), 2u);  // its neighbour, then the four before them
    EXPECT_NE(root_by(leaf(5), proof), tree.root());
    proof[0].is_left = !proof[0].is_left;
    EXPECT_NE(root_by(leaf(4), proof), tree.root());
}

}  // namespace kaskad::billing
