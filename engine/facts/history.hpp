#pragma once

#include "engine/facts/fact.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

// What happened to one message, as the database keeps it: facts without the records they carried.

namespace kaskad::facts {

struct history_entry {
    uint64_t position = 0;  // of the group it stood in
    int64_t utc = 0;
    fact_kind kind = fact_kind::none;
    uint8_t attempt = 0;
    uint8_t part = 0;
    core::link_id link;
    uint32_t command_status = 0;
    core::reason reason = core::reason::none;
    std::string note;
    uint64_t posting = 0;  // the sequence of the posting that came with it; 0 = no money moved
    std::string evidence;  // the PDU behind it, as far as it is kept

    friend bool operator==(const history_entry&, const history_entry&) = default;
};

struct history {
    std::vector<history_entry> entries;  // oldest first
};

// Puts one more entry behind those whose octets `out` holds: entries one by one give the octets of the history.
void append(const history_entry& entry, std::string& out);
void encode(const history& value, std::string& out);
std::expected<history, std::string> decode_history(std::string_view octets);

}  // namespace kaskad::facts
