#pragma once

#include "store/sqlite_connection.hpp"
#include "store/view.hpp"

#include <cstdint>
#include <vector>

// Rows that lie in several generations by keys which do not tell in which, put into one order without reading more of
// any generation than is asked for.

namespace kaskad::store {

// A generation's rows: a bound statement that gives key and record in the order of the keys.
struct sqlite_run {
    int64_t generation = 0;
    sqlite_statement* rows = nullptr;
};

// The first `range.limit` of rows that come in no order.
std::vector<stored_row> in_order(std::vector<stored_row> rows, const key_range& range);

// The first `range.limit` of all. Where a key lies in two generations, the newer one holds.
std::vector<stored_row> merge(const std::vector<sqlite_run>& runs, const key_range& range);

}  // namespace kaskad::store
