#include "store/postgres_content.hpp"

#include "store/postgres_lease.hpp"
#include "store/postgres_segment.hpp"
#include "store/postgres_view.hpp"
#include "store/vacancy.hpp"

#include <fmt/format.h>

#include <chrono>

namespace kaskad::store {

namespace {

constexpr std::chrono::minutes LONG_STATEMENT{10};

bool is_there(postgres_session& session, std::string_view table) {
    return session.run(fmt::format("SELECT to_regclass('kaskad.{}') IS NOT NULL", table)).boolean(0, 0);
}

journal_extent read_extent(postgres_session& session) {
    journal_extent found;
    if (!is_there(session, "journal_segment")) return found;
    const auto ends = session.run(
        "SELECT min(first_position), max(first_position) FROM journal_segment HAVING max(first_position) IS NOT NULL");
    if (ends.is_empty()) return found;
    found.first = static_cast<uint64_t>(ends.integer(0, 0));
    const postgres_segment newest{.first_position = static_cast<uint64_t>(ends.integer(0, 1))};
    const auto last = session.run(
        fmt::format("SELECT coalesce(max(position), {}) FROM {}", newest.first_position - 1, newest.table()));
    found.last = static_cast<uint64_t>(last.integer(0, 0));
    return found;
}

postgres_content read_content(postgres_session& session) {
    postgres_content found;
    if (is_there(session, "meta")) found.database_position = read_state(session).position;
    found.journal = read_extent(session);
    return found;
}

std::string tables_of(postgres_session& session) {
    return session
        .run(
            "SELECT string_agg(format('%I', relname), ', ') FROM pg_class WHERE relkind IN ('r', 'p') "
            "AND NOT relispartition AND relnamespace = 'kaskad'::regnamespace")
        .text(0, 0);
}

}  // namespace

result<postgres_content> read_postgres_content(const postgres_options& options) {
    return guarded([&] {
        postgres_session session{options};
        return read_content(session);
    });
}

result<void> clear_postgres(const postgres_options& options) {
    return guarded([&] {
        postgres_session session{options};
        if (!is_there(session, "lease")) return;
        session.set_patience(LONG_STATEMENT);
        for (const auto what : {lease_of::journal, lease_of::database})
            postgres_lease{what, std::nullopt}.take(session, options.lock_patience);
        // After this point nobody else writes, as long as the session lives.
        const auto found = read_content(session);
        if (!is_vacant(found.database_position))
            throw failure{occupied_text("PostgreSQL at " + session.place(), found.database_position)};
        if (!found.journal.is_empty())
            throw failure{occupied_text("PostgreSQL at " + session.place(), found.journal.last)};
        session.run("DROP TABLE " + tables_of(session));
    });
}

}  // namespace kaskad::store
