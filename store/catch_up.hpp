#pragma once

#include "store/database.hpp"
#include "store/journal.hpp"

#include <cstddef>
#include <cstdint>

// Brings a database up to the journal's end, so that a start reads one thing only. Refused where they do not join.

namespace kaskad::store {

// Groups written in one transaction while catching up.
inline constexpr size_t CATCH_UP_GROUPS = 1'000;

// The roots of what was booked before roots were kept are made first. How many groups the database lacked.
result<uint64_t> catch_up(const journal& from, database& into);

}  // namespace kaskad::store
