#pragma once

#include <cstdint>
#include <string>

// Whether what lies at a place of a database or a journal may be taken away, and the sentence that refuses.

namespace kaskad::store {

// No database, an empty one, or what a move left there.
bool is_vacant(uint64_t database_position);

std::string occupied_text(const std::string& place, uint64_t position);

}  // namespace kaskad::store
