#pragma once

#include "store/postgres_options.hpp"

#include <pqxx/pqxx>
#include <string>

// Options with short waits, and SQL by hand beside the store.

namespace kaskad::store::testing {

inline postgres_options quick_options(std::string url) {
    using namespace std::chrono_literals;
    return {.url = std::move(url),
            .statement_timeout = 2'000ms,
            .answer_grace = 500ms,
            .start_patience = 10'000ms,
            .lock_patience = 1'500ms};
}

inline pqxx::result run_sql(const std::string& url, const std::string& sql) {
    pqxx::connection connection{url};
    pqxx::work work{connection};
    work.exec("SET search_path = kaskad");
    auto result = work.exec(sql);
    work.commit();
    return result;
}

// The server ends all other sessions of this database.
inline void end_sessions(const std::string& url) {
    run_sql(url,
            "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
            "AND datname = current_database()");
}

}  // namespace kaskad::store::testing
