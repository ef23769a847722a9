#pragma once

#include "core/now.hpp"
#include "engine/facts/fact.hpp"
#include "engine/facts/history.hpp"

#include <cstdint>
#include <string>
#include <vector>

// What one database transaction writes: the last value of every record that the groups touched, and what happened to
// each message. Pure; the projector makes it, every database writes it.

namespace kaskad::store {

// `after` points into batch::groups; nullptr = the record is gone.
struct row {
    size_t table = 0;
    std::string key;
    const facts::record* after = nullptr;
};

struct history_row {
    core::message_id message;
    facts::history facts;
};

struct batch {
    uint64_t first_position = 0;
    uint64_t position = 0;  // of the last group
    core::now now;
    billing::chain_head postings;      // after this batch
    std::vector<row> rows;             // by table and key, each once
    std::vector<history_row> history;  // by message, each once
    std::vector<facts::group> groups;  // owns what the rows point to
};

// Folds groups of consecutive positions (at least one): the last value per table and key wins, a row that was first
// seen in this batch as new and is gone at its end leaves only a deletion. Postings are chained on to `head`, in order
// of their sequence, which must follow it without a gap.
batch fold(std::vector<facts::group> groups, const billing::chain_head& head);

}  // namespace kaskad::store
