#include "billing/merkle.hpp"

#include "billing/sha256.hpp"
#include "core/assert.hpp"

#include <array>
#include <bit>

namespace kaskad::billing {

namespace {

constexpr std::array<uint8_t, 1> LEAF{0};
constexpr std::array<uint8_t, 1> NODE{1};

digest leaf_hash(std::span<const uint8_t> leaf) {
    return sha256({LEAF, leaf});
}

digest node_hash(const digest& left, const digest& right) {
    return sha256({NODE, left, right});
}

}  // namespace

merkle_tree::merkle_tree(uint64_t size, std::span<const digest> peaks) : size_{size} {
    ASSERT(peaks.size() == static_cast<size_t>(std::popcount(size)));
    auto left = size;
    for (const auto& hash : peaks) {
        const auto largest = std::bit_floor(left);
        peaks_.push_back({hash, largest, false});
        left -= largest;
    }
}

merkle_tree::peak merkle_tree::joined(const peak& left, const peak& right, std::vector<proof_step>& proof) {
    if (left.holds_proven) proof.push_back({right.hash, false});
    if (right.holds_proven) proof.push_back({left.hash, true});
    return {node_hash(left.hash, right.hash), left.size + right.size, left.holds_proven || right.holds_proven};
}

void merkle_tree::add(std::span<const uint8_t> leaf) {
    peaks_.push_back({leaf_hash(leaf), 1, proven_ == size_});
    ++size_;
    while (peaks_.size() > 1 && peaks_.back().size == peaks_[peaks_.size() - 2].size) {
        const auto right = peaks_.back();
        peaks_.pop_back();
        peaks_.back() = joined(peaks_.back(), right, proof_);
    }
}

digest merkle_tree::root() const {
    if (peaks_.empty()) return sha256({});
    std::vector<proof_step> unused;
    auto last = peaks_.back();
    for (size_t place = peaks_.size() - 1; place > 0; --place)
        last = joined(peaks_[place - 1], last, unused);
    return last.hash;
}

std::vector<digest> merkle_tree::peaks() const {
    std::vector<digest> hashes;
    for (const auto& each : peaks_)
        hashes.push_back(each.hash);
    return hashes;
}

std::vector<proof_step> merkle_tree::proof() const {
    ASSERT(proven_ && *proven_ < size_);
    auto whole = proof_;
    auto last = peaks_.back();
    for (size_t place = peaks_.size() - 1; place > 0; --place)
        last = joined(peaks_[place - 1], last, whole);
    return whole;
}

digest root_by(std::span<const uint8_t> leaf, std::span<const proof_step> proof) {
    auto hash = leaf_hash(leaf);
    for (const auto& step : proof)
        hash = step.is_left ? node_hash(step.hash, hash) : node_hash(hash, step.hash);
    return hash;
}

}  // namespace kaskad::billing
