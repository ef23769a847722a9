#pragma once

#include "store/journal.hpp"

#include <cstdint>
#include <string>

// What lies at a place, looked at without a lock and without a change, and taken away where a move is to begin anew.
// The place of a database is its file, that of a journal its folder; of either it may be the URL of a PostgreSQL.

namespace kaskad::store {

// 0: there is none, or nothing was ever written to it.
result<uint64_t> read_database_position(const std::string& place);
result<journal_extent> read_journal_extent(const std::string& place);

// Takes away what is vacant (vacancy.hpp), so that something can be made there anew. Refused while a process uses it,
// and where anything else lies there. At a PostgreSQL either takes both, which lie in one schema.
result<void> clear_database(const std::string& place);
result<void> clear_journal(const std::string& place);

}  // namespace kaskad::store
