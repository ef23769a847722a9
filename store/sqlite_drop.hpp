#pragma once

#include "core/id.hpp"
#include "store/sqlite_connection.hpp"

// Takes whole generations of messages away, the oldest first; the newest always stays. Within the caller's transaction.

namespace kaskad::store {

// Where the generations end whose messages are all below `wanted`; 0: there is none.
core::message_id droppable_in(sqlite_connection& connection, core::message_id wanted);

// `before`: as droppable_in() gave it.
void drop_generations(sqlite_connection& connection, core::message_id before);

}  // namespace kaskad::store
