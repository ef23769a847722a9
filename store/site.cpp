#include "store/site.hpp"

#include "store/file_journal.hpp"
#include "store/postgres_content.hpp"
#include "store/sqlite_database.hpp"

namespace kaskad::store {

result<uint64_t> read_database_position(const std::string& place) {
    if (!is_postgres_url(place)) return read_sqlite_position({.path = place});
    const auto found = read_postgres_content({.url = place});
    if (!found) return std::unexpected(found.error());
    return found->database_position;
}

result<journal_extent> read_journal_extent(const std::string& place) {
    if (!is_postgres_url(place)) return read_folder_extent(place);
    const auto found = read_postgres_content({.url = place});
    if (!found) return std::unexpected(found.error());
    return found->journal;
}

result<void> clear_database(const std::string& place) {
    return is_postgres_url(place) ? clear_postgres({.url = place}) : clear_sqlite({.path = place});
}

result<void> clear_journal(const std::string& place) {
    return is_postgres_url(place) ? clear_postgres({.url = place}) : clear_segments(place);
}

}  // namespace kaskad::store
