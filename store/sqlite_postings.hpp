#pragma once

#include "core/id.hpp"
#include "store/sqlite_generation.hpp"
#include "store/sqlite_prepared.hpp"
#include "store/view.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// How SQLite gives back the books: many postings share a row, found by the first one's sequence, and most are found by
// the history of the message that they are about.

namespace kaskad::store {

// As view::range() of their table.
std::vector<stored_row> postings_within(const key_range& range, sqlite_prepared& statements);

// As view::postings().
std::vector<std::string> postings_about(std::span<const core::message_id> messages, sqlite_prepared& statements,
                                        const sqlite_generations& generations);

// The packed facts of messages whose ids rise, of each the newest first.
void each_history_row(sqlite_prepared& statements, const sqlite_generations& generations,
                      std::span<const core::message_id> messages, const std::function<void(std::string_view)>& sink);

}  // namespace kaskad::store
