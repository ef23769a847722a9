#pragma once

#include "store/journal.hpp"
#include "store/postgres_options.hpp"

// What our schema in a PostgreSQL holds, and its end. Makes and migrates nothing.

namespace kaskad::store {

struct postgres_content {
    uint64_t database_position = 0;
    journal_extent journal;
};

// Empty where there is no such schema.
result<postgres_content> read_postgres_content(const postgres_options& options);

// Drops our tables, all in one transaction, if they are vacant (site.hpp); the schema stays with its rights.
result<void> clear_postgres(const postgres_options& options);

}  // namespace kaskad::store
