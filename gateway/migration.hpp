#pragma once

#include "config/options.hpp"
#include "gateway/books_walk.hpp"
#include "gateway/storage.hpp"
#include "store/table_move.hpp"

#include <cstdint>
#include <expected>
#include <string>

// Moves a stopped installation's journal and database to another place: folds the journal into the database as a start
// does, copies all tables, reads both sides' counts and the copy's books, and only then lets the copy count. The source
// stays as it was but for the fold. Whatever ends it before leaves a target that no start takes.

namespace kaskad::gateway {

// Of each the store's places, the node's number and the size of segments matter.
struct migration_places {
    config::process_options from;
    config::process_options to;
};

// `pages` is called with what was read of the one side or the other so far; false stops.
struct migration_events {
    notices say;
    store::walk_progress pages;
    walk_progress books;
};

struct migrated {
    uint64_t position = 0;  // the new journal begins behind it
    store::database_tally tally;
    walked_books books;  // without a break
};

// The error is a sentence that says what is left.
std::expected<migrated, std::string> migrate(const migration_places& places, const migration_events& events);

struct migration_outlook {
    uint64_t position = 0;              // of the source's database
    uint64_t groups_to_fold = 0;        // of its journal, behind it
    store::database_tally tally;        // of its database as it is
    std::string obstacle;               // why the target would be refused; empty: it would not
    bool target_is_unfinished = false;  // what a move left there would go first
};

// What migrate() would meet. Locks and changes nothing; the source may run.
std::expected<migration_outlook, std::string> foresee(const migration_places& places,
                                                      const store::walk_progress& pages);

// For people: never a password.
std::string place_text(const config::store_options& options);

}  // namespace kaskad::gateway
