#pragma once

#include "engine/facts/lookup.hpp"
#include "engine/sorted_chunks.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

// Numbers that are in another network than the plan says, as recorded: 40 octets each in one array, found by a table of
// places, so that a million cost less than 100 MB. How many there may be is the engine's to say; the one learnt
// longest ago goes first.

namespace kaskad::engine {

class learnt_numbers {
  public:
    size_t size() const { return entries_.size(); }
    size_t octets() const;  // of memory, about
    // digits: E.164 without "+". Nothing is known of it: empty.
    std::optional<facts::learnt_number> find(std::string_view digits) const;
    // Empty: there is none.
    std::optional<facts::learnt_number> oldest() const;

    size_t contradictions() const { return contradicted_.size(); }
    // Those of which two sources said two things, newest first, until visit returns false.
    template <typename Visit>
    void each_contradiction(Visit&& visit) const {
        contradicted_.each([&](const moment& each) { return visit(read(*find_entry(each.second))); });
    }

    // The number has 1 to 15 digits and no 0 before them, a network's code 5 or 6.
    void assign(const facts::learnt_number& value);
    void erase(std::string_view digits);

  private:
    // code: of a network, with its rule and how many digits it has; 0 = none.
    struct entry {
        uint64_t number = 0;
        int64_t learnt_utc = 0;
        int64_t other_utc = 0;
        uint32_t link = 0;
        uint32_t other_link = 0;
        uint32_t code = 0;
        uint32_t other_code = 0;
    };

    using moment = std::pair<int64_t, uint64_t>;  // with the number

    static facts::learnt_number read(const entry& value);
    size_t home_of(uint64_t number) const;
    size_t place_of(uint64_t number) const;  // where it stands, or the free place where it would
    const entry* find_entry(uint64_t number) const;
    void add(const entry& value);
    void grow();
    void free_place(size_t place);
    void list(const entry& value);
    void unlist(const entry& value);

    std::vector<entry> entries_;
    std::vector<uint32_t> places_;  // by hash: 1 + index of the entry, 0 = free; a power of two of them
    sorted_chunks<moment> by_time_;
    sorted_chunks<moment> contradicted_;  // by time, negative
};

}  // namespace kaskad::engine
