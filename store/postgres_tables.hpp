#pragma once

#include "core/id.hpp"
#include "store/sqlite_tables.hpp"

#include <string>
#include <string_view>

// How records lie in PostgreSQL: with the keys of sqlite_tables.hpp, and what grows with messages in partitions by the
// message's id.

namespace kaskad::store {

struct postgres_table : sqlite_table {
    // Where the message's id stands in the key, in octets from its beginning, or from its end if negative; only of
    // tables by message.
    enum class message_place : uint8_t { none, is_key, begins_key, ends_key } message = message_place::none;

    std::string_view key_column() const { return has_id() ? "id" : "key"; }
    // In partitions by the message's id.
    bool is_by_message() const { return message != message_place::none; }
    // The message's id is a column of its own.
    bool names_message() const { return is_by_message() && message != message_place::is_key; }
    core::message_id message_in(std::string_view key) const;

    // Parameters: arrays of keys and records, and of messages where they are named.
    std::string put_sql() const;
    // Parameter: an array of keys.
    std::string remove_sql() const;
};

// Of records' tables, by their place (facts::table_of).
const postgres_table& postgres_table_at(size_t place);

}  // namespace kaskad::store
