#include "store/vacancy.hpp"

#include "store/database.hpp"

#include <fmt/format.h>

namespace kaskad::store {

bool is_vacant(uint64_t database_position) {
    return database_position == 0 || is_half_moved(database_position);
}

std::string occupied_text(const std::string& place, uint64_t position) {
    return fmt::format("{} holds an installation at position {}: it is left as it is. Name an empty place", place,
                       position);
}

}  // namespace kaskad::store
