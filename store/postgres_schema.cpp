#include "store/postgres_schema.hpp"

#include "store/migrations.hpp"

#include <fmt/format.h>

namespace kaskad::store {

namespace {

// Two gateways that start at once must not both migrate.
constexpr const char* LOCK = "SELECT pg_advisory_xact_lock(hashtext('kaskad migration'))";

int64_t read_version(postgres_session& session) {
    if (!session.run("SELECT to_regclass('kaskad.schema_version') IS NOT NULL").boolean(0, 0)) return 0;
    return session.run("SELECT version FROM kaskad.schema_version").integer(0, 0);
}

void make_schema(postgres_session& session) {
    // Whoever may not create one can be given it.
    if (!session.run("SELECT to_regnamespace('kaskad') IS NOT NULL").boolean(0, 0)) session.run("CREATE SCHEMA kaskad");
    session.run("CREATE TABLE schema_version (version bigint NOT NULL); INSERT INTO schema_version VALUES (0)");
}

}  // namespace

void migrate(postgres_session& session) {
    const auto migrations = postgres_migrations();
    const auto known = static_cast<int64_t>(migrations.size());
    session.begin();
    session.run(LOCK);
    auto version = read_version(session);
    if (version > known) {
        throw failure{
            fmt::format("PostgreSQL at {} has schema {}, this program knows up to {}: it was written by a "
                        "newer one",
                        session.place(), version, known)};
    }
    if (version == 0) make_schema(session);
    for (; version < known; ++version)
        session.run(std::string{migrations[static_cast<size_t>(version)]});
    session.run(fmt::format("UPDATE schema_version SET version = {}", known));
    session.commit();
}

}  // namespace kaskad::store
