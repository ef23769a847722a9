#include "store/postgres_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace kaskad::store {

namespace {

// libpq's messages have several lines.
std::string one_line(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.pop_back();
    std::ranges::replace(text, '\n', ' ');
    std::ranges::replace(text, '\t', ' ');
    return text;
}

// PostgreSQL 15, appendix A: what goes away by itself, or when somebody makes room.
bool is_retryable(std::string_view sqlstate) {
    for (const std::string_view kind : {"08", "40", "53", "55", "57", "58"}) {
        if (sqlstate.starts_with(kind)) return true;
    }
    return sqlstate.empty();
}

}  // namespace

template <typename Body>
auto postgres_session::guard(Body&& body) {
    const auto fail = [this](const std::exception& thrown, bool retryable) {
        return failure{fmt::format("PostgreSQL at {}: {}", place_, one_line(thrown.what())), retryable};
    };
    if (watch_) watch_->arm(answer_timeout_);
    try {
        auto done = body();
        if (watch_) watch_->disarm();
        return done;
    } catch (const pqxx::sql_error& thrown) {
        throw fail(thrown, is_retryable(thrown.sqlstate()));
    } catch (const pqxx::failure& thrown) {
        throw fail(thrown, true);
    }
}

postgres_session::postgres_session(const postgres_options& options)
    : place_{place_of(options.url)},
      answer_timeout_{options.statement_timeout + options.answer_grace},
      answer_grace_{options.answer_grace} {
    connection_ = guard([&] { return std::make_unique<pqxx::connection>(connection_string(options)); });
    watch_.emplace(connection_->sock());
    quiet_ = std::make_unique<pqxx::quiet_errorhandler>(*connection_);
    statements_ = guard([&] { return std::make_unique<pqxx::nontransaction>(*connection_); });
    backend_ = connection_->backendpid();
    // A commit is worth its answer only when it is on the server's disk. The server notices a client that died, and
    // gives back what it held, by the same means as the client notices the server.
    run(
        fmt::format("SET search_path = kaskad; SET client_min_messages = error; SET bytea_output = hex; "
                    "SET statement_timeout = {}; SET lock_timeout = 3000; "
                    "SET idle_in_transaction_session_timeout = 60000; SET client_connection_check_interval = 1000; "
                    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; "
                    "SET tcp_user_timeout = 20000; SET timezone = 'UTC'; "
                    // Every query has its index, and none may change its plan while a table is new and unknown.
                    "SET enable_seqscan = off; SET jit = off; SET plan_cache_mode = force_generic_plan; "
                    "SELECT set_config('synchronous_commit', 'on', false) "
                    "WHERE current_setting('synchronous_commit') IN ('off', 'local')",
                    options.statement_timeout.count()));
}

postgres_rows postgres_session::run(const std::string& sql) {
    return guard([&] { return postgres_rows{statements_->exec(sql)}; });
}

const std::string& postgres_session::name_of(const std::string& sql) {
    auto& name = prepared_[sql];
    if (name.empty()) {
        name = fmt::format("s{}", ++prepared_count_);
        connection_->prepare(name, sql);
    }
    return name;
}

postgres_rows postgres_session::run(const std::string& sql, const postgres_arguments& arguments) {
    return guard([&] {
        std::vector<pqxx::binarystring> values;
        for (const auto& value : arguments.values())
            values.emplace_back(value.data(), value.size());
        return postgres_rows{statements_->exec_prepared(name_of(sql), pqxx::prepare::make_dynamic_params(values))};
    });
}

void postgres_session::forget(const std::string& sql) {
    const auto known = prepared_.extract(sql);
    if (known.empty()) return;
    guard([&] {
        connection_->unprepare(known.mapped());
        return true;
    });
}

void postgres_session::begin() {
    run("BEGIN");
}

void postgres_session::commit() {
    run("COMMIT");
}

void postgres_session::rollback() {
    run("ROLLBACK");
}

void postgres_session::set_patience(std::chrono::milliseconds statement_timeout) {
    answer_timeout_ = statement_timeout + answer_grace_;
    run(fmt::format("SET statement_timeout = {}", statement_timeout.count()));
}

}  // namespace kaskad::store
