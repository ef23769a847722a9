#pragma once

#include "billing/seal.hpp"
#include "core/now.hpp"
#include "engine/facts/fact.hpp"
#include "store/error.hpp"

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

// What one database transaction writes: the last value of every record that the groups touched, and what happened to
// each message. Pure; the projector makes it out of the journal's octets, every database writes it.

namespace kaskad::store {

// A group as the journal holds it.
struct durable_group {
    uint64_t position = 0;
    std::string octets;
};

durable_group to_durable(const facts::group& group);
std::vector<durable_group> to_durable(const std::vector<facts::group>& groups);

// All views point into the batch.
struct row {
    size_t table = 0;         // facts::table_of
    std::string_view key;     // facts::key_of
    std::string_view record;  // as facts::encode writes it
    bool gone = false;
    core::message_id message;    // of a posting: whom it is about
    bool is_in_history = false;  // of a posting: the facts of that message name it
};

struct history_row {
    core::message_id message;
    std::string_view facts;  // an encoded facts::history
};

struct batch {
    uint64_t first_position = 0;
    uint64_t position = 0;  // of the last group
    core::now now;
    billing::books_end postings;          // after this batch
    std::vector<billing::day_root> days;  // that its postings came to, in order
    std::vector<billing::seal> seals;     // of a move alone
    std::vector<row> rows;                // by table and key, each once
    std::vector<history_row> history;     // by message, each once
    std::vector<durable_group> groups;    // with `arena` it owns what the views point to
    std::unique_ptr<std::pmr::monotonic_buffer_resource> arena;
};

// Folds groups of consecutive positions (at least one): the last value per table and key wins. Postings are chained on
// to `end`, in order of their sequence, which must follow it without a gap, and their days' roots are made. The error
// says which group is unreadable.
result<batch> fold(std::vector<durable_group> groups, const billing::books_end& end);

}  // namespace kaskad::store
