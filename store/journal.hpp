#pragma once

#include "store/error.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

// The log of all durable groups, in order of position, without gaps. It knows octets and positions, not facts. One
// thread drives it (journal_writer's). Every implementation passes tests/store/journal_contract.hpp.

namespace kaskad::store {

struct journal_entry {
    uint64_t position = 0;
    std::string_view octets;
};

using journal_sink = std::function<void(const journal_entry&)>;

// A group beyond this is our bug: a number plan of a million rows takes about 40 MB.
inline constexpr size_t GROUP_OCTETS_MAX = 256 * 1024 * 1024;

// Positions first..last are there; empty: last = first - 1, as where there is no journal.
struct journal_extent {
    uint64_t first = 1;
    uint64_t last = 0;

    bool is_empty() const { return last < first; }
};

class journal {
  public:
    virtual ~journal() = default;

    // Positions that can be replayed: first..last. Empty: last = first - 1. A new journal has first 1, last 0.
    virtual uint64_t first_position() const = 0;
    virtual uint64_t last_position() const = 0;
    // Octets on disk (or in memory), as allocated.
    virtual uint64_t bytes() const = 0;

    // Writes the entries behind last_position() and makes them durable with one sync. On success they count; on an
    // error their fate is unknown and nothing counts: the same call is repeated until it succeeds, and overwrites what
    // an attempt before left. Positions must follow last_position() without a gap.
    virtual result<void> append(std::span<const journal_entry> entries) = 0;

    // Gives every entry from `from` on, in order. Refused when `from` was trimmed away.
    virtual result<void> replay(uint64_t from, const journal_sink& sink) const = 0;

    // Entries up to here are no longer needed. Drops whole segments, so more than asked for may stay.
    virtual result<void> trim(uint64_t up_to) = 0;
};

// What must hold before a start: the journal reaches as far as the database, and joins on to it without a gap.
result<void> check_positions(const journal& journal, uint64_t database_position);

}  // namespace kaskad::store
