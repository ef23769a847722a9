#pragma once

#include "engine/facts/fact.hpp"

#include <cstdint>
#include <string>
#include <string_view>

// How keys lie in SQLite: where the key is one integer it is the row's id, so that rows of rising keys are appended;
// elsewhere its octets.

namespace kaskad::store {

// A key of `octets` octets as a row id; 0 octets = the key stays as it is.
struct sqlite_table {
    std::string_view name;
    size_t id_octets = 0;
    bool is_message = false;
    bool is_in_generations = false;    // one table of this kind in each
    bool begins_with_message = false;  // its key does: a key tells the generation

    bool has_id() const { return id_octets != 0; }
};

// Of records' tables, by their place (facts::table_of).
const sqlite_table& sqlite_table_at(size_t place);

// A shorter key counts as the lowest one, a longer one as the highest: the ends of a range over a whole table.
// The messages between which a range of keys lies; where keys do not tell, all there are.
core::message_id first_message(const sqlite_table& table, std::string_view key);
core::message_id last_message(const sqlite_table& table, std::string_view key);

int64_t to_id(const sqlite_table& table, std::string_view key);
std::string to_key(const sqlite_table& table, int64_t id);

}  // namespace kaskad::store
