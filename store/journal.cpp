#include "store/journal.hpp"

#include "store/database.hpp"

#include <fmt/format.h>

namespace kaskad::store {

result<void> check_positions(const journal& journal, uint64_t database_position) {
    if (auto whole = check_is_whole(database_position); !whole) return whole;
    if (database_position > journal.last_position()) {
        return std::unexpected(error{.text = fmt::format("the database is at position {}, but the journal ends at {}: "
                                                         "it is not the journal this database was written from, or "
                                                         "its end is lost",
                                                         database_position, journal.last_position())});
    }
    if (database_position + 1 < journal.first_position()) {
        return std::unexpected(error{.text = fmt::format("the database is at position {}, but the journal begins at "
                                                         "{}: what lies between is lost",
                                                         database_position, journal.first_position())});
    }
    return {};
}

}  // namespace kaskad::store
