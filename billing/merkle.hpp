#pragma once

#include "billing/posting.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

// One number for many rows, and a short proof that a row is among them: the tree hash of RFC 6962 §2.1 (0x00 before a
// leaf, 0x01 before a node). A day's root can be told to a client, who can then check a row without the others.

namespace kaskad::billing {

// From the leaf upwards: what it is hashed with next, and on which side that stands.
struct proof_step {
    digest hash{};
    bool is_left = false;

    friend bool operator==(const proof_step&, const proof_step&) = default;
};

// Takes rows in order and keeps as many hashes as their number has bits; and the proof for one row, if asked for one.
class merkle_tree {
  public:
    explicit merkle_tree(std::optional<uint64_t> proven = {}) : proven_{proven} {}
    // Goes on behind so many rows, whose peaks() were these.
    merkle_tree(uint64_t size, std::span<const digest> peaks);

    void add(std::span<const uint8_t> leaf);

    uint64_t size() const { return size_; }
    // Of no rows: SHA-256 of nothing.
    digest root() const;
    // The roots of the whole trees that the rows fill, the oldest first: a tree for each bit of their number.
    std::vector<digest> peaks() const;
    // For the row number `proven` (from 0), which must have been added.
    std::vector<proof_step> proof() const;

  private:
    // A whole tree of a power of two of rows.
    struct peak {
        digest hash{};
        uint64_t size = 0;
        bool holds_proven = false;
    };

    static peak joined(const peak& left, const peak& right, std::vector<proof_step>& proof);

    std::optional<uint64_t> proven_;
    uint64_t size_ = 0;
    std::vector<peak> peaks_;  // from the largest, the oldest rows
    std::vector<proof_step> proof_;
};

// The root that the leaf and its proof lead to.
digest root_by(std::span<const uint8_t> leaf, std::span<const proof_step> proof);

}  // namespace kaskad::billing
