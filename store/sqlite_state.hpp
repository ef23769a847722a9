#pragma once

#include "store/database.hpp"
#include "store/sqlite_connection.hpp"
#include "store/view.hpp"

#include <string_view>
#include <vector>

// Where an SQLite database stands, and the roots of its days: read by views and by the connection that writes.

namespace kaskad::store {

inline constexpr std::string_view STATE_SQL =
    "SELECT position, steady_ms, utc_ms, posting_sequence, posting_hash FROM meta WHERE id = 1";
inline constexpr std::string_view DAYS_SQL =
    "SELECT day, first_posting, last_posting, head, root, peaks FROM day_root WHERE day BETWEEN ? AND ? ORDER BY day";
inline constexpr std::string_view LAST_DAY_SQL =
    "SELECT day, first_posting, last_posting, head, root, peaks FROM day_root ORDER BY day DESC LIMIT 1";
inline constexpr std::string_view PUT_DAY_SQL =
    "INSERT OR REPLACE INTO day_root (day, first_posting, last_posting, head, root, peaks) VALUES (?, ?, ?, ?, ?, ?)";

inline constexpr std::string_view SEALS_SQL = "SELECT number, before_message, totals, hash FROM seal ORDER BY number";

// Without the open day.
database_state read_state(sqlite_statement& state);

std::vector<billing::day_root> read_days(sqlite_statement& days, const day_range& range);
// Of no day where there is none.
billing::day_root read_last_day(sqlite_statement& last);
void put_day(sqlite_statement& put, const billing::day_root& day);
std::vector<billing::seal> read_seals(sqlite_statement& seals);
void put_seal(sqlite_connection& to, const billing::seal& seal);

}  // namespace kaskad::store
