#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

// The rows of one table in order of their keys, as two levels of sorted places: the database in memory looks up and
// writes a hundred thousand of them a second, and a tree of nodes would miss the cache at every step. The first octets
// of a key stand in its place, so that a row is touched only when it is found.

namespace kaskad::store {

class sorted_rows {
    struct place;

  public:
    // Views: valid until the next change.
    struct row {
        std::string_view key;
        std::string_view octets;
    };

    // Points at a row or behind the last one. Valid until the next change.
    class cursor {
      public:
        row operator*() const;
        cursor& operator++();
        cursor& operator--();
        friend bool operator==(const cursor&, const cursor&) = default;

      private:
        friend class sorted_rows;
        cursor(const sorted_rows& of, size_t leaf, size_t index) : of_{&of}, leaf_{leaf}, index_{index} {}

        const sorted_rows* of_;
        size_t leaf_;
        size_t index_;
    };

    cursor begin() const { return {*this, 0, 0}; }
    cursor end() const { return {*this, leaves_.size(), 0}; }
    // The first row whose key is not below, or is above this one.
    cursor lower_bound(std::string_view key) const { return bound(key, false); }
    cursor upper_bound(std::string_view key) const { return bound(key, true); }
    // end() when there is none.
    cursor find(std::string_view key) const;

    // In the place of what stands under that key.
    void put(std::string_view key, std::string_view octets);
    void erase(std::string_view key);

  private:
    static constexpr size_t LEAF_MAX = 64;

    // Sorts as keys do, as far as it reaches.
    struct prefix {
        uint64_t high = 0;
        uint64_t low = 0;
        friend auto operator<=>(const prefix&, const prefix&) = default;
    };
    struct place {
        prefix begins;
        uint32_t key_size = 0;
        uint32_t octets_size = 0;
        std::unique_ptr<char[]> block;  // the key, then the octets

        std::string_view key() const { return {block.get(), key_size}; }
        std::string_view octets() const { return {block.get() + key_size, octets_size}; }
    };
    using leaf = std::vector<place>;  // never empty

    static prefix prefix_of(std::string_view key);
    static place make(std::string_view key, std::string_view octets);
    static bool is_before(const place& left, const prefix& begins, std::string_view key, bool or_same);
    cursor bound(std::string_view key, bool above) const;
    void insert(cursor at, place&& made);

    std::vector<prefix> firsts_;  // of the leaves: what begins before the first of a leaf is in one before it
    std::vector<leaf> leaves_;
};

}  // namespace kaskad::store
