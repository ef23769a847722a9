#pragma once

#include "store/database.hpp"
#include "store/table_tally.hpp"
#include "store/view.hpp"

#include <functional>

// Carries everything from one database into another, empty one, of whatever kinds, page by page. From the first page
// on the new one stands at a position that is none (MOVE_POSITION), so that whatever ends the move leaves something
// that no start takes for whole; it counts from finish_move() on. Blocks; one thread.

namespace kaskad::store {

// Called after each page with what went by so far; false = stop.
using walk_progress = std::function<bool(const database_tally&)>;

// Reads all there is. The error: it cannot be read, or `progress` said stop.
result<database_tally> tally(view& from, const walk_progress& progress);

// What was read is what was written. A write that fails and may succeed later is repeated for half a minute.
result<database_tally> move_tables(view& from, database& into, const walk_progress& progress);

// After this point the database is whole: it stands where the other one stood.
result<void> finish_move(database& moved, const database_state& state);

}  // namespace kaskad::store
