#pragma once

#include "store/journal.hpp"

#include <deque>
#include <string>
#include <vector>

// Journal entries whose octets say which they are.

namespace kaskad::store::testing {

inline std::string octets_of(uint64_t position, size_t size = 40) {
    auto text = "group " + std::to_string(position) + " ";
    text.resize(std::max(size, text.size()), static_cast<char>('a' + position % 26));
    return text;
}

class entries {
  public:
    entries(uint64_t first, uint64_t last, size_t size = 40) {
        for (uint64_t position = first; position <= last; ++position)
            values_.push_back({.position = position, .octets = octets_.emplace_back(octets_of(position, size))});
    }

    const std::vector<journal_entry>& values() const { return values_; }

  private:
    std::deque<std::string> octets_;
    std::vector<journal_entry> values_;
};

inline result<void> append(journal& to, uint64_t first, uint64_t last, size_t size = 40) {
    return to.append(entries{first, last, size}.values());
}

// Positions found from `from` on; -1 in place of one whose octets are not what was written.
inline std::vector<int64_t> replayed(const journal& from, uint64_t first, size_t size = 40) {
    std::vector<int64_t> positions;
    const auto read = from.replay(first, [&](const journal_entry& entry) {
        const bool is_right = entry.octets == octets_of(entry.position, size);
        positions.push_back(is_right ? static_cast<int64_t>(entry.position) : -1);
    });
    if (!read) positions.push_back(-2);
    return positions;
}

inline std::vector<int64_t> positions(int64_t first, int64_t last) {
    std::vector<int64_t> all;
    for (int64_t position = first; position <= last; ++position)
        all.push_back(position);
    return all;
}

}  // namespace kaskad::store::testing
