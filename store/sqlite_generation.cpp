#include "store/sqlite_generation.hpp"

#include "core/assert.hpp"
#include "store/migrations.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::store {

void sqlite_generations::read(sqlite_connection& connection) {
    if (!read_) read_ = connection.prepare("SELECT number, first_message FROM generation ORDER BY number");
    all_.clear();
    while (read_.step()) {
        all_.push_back({.number = read_.integer(0), .first_message = {static_cast<uint64_t>(read_.integer(1))}});
    }
    if (all_.empty()) throw failure{"the database is damaged: table generation is empty"};
}

int64_t sqlite_generations::of(core::message_id id) const {
    ASSERT(!all_.empty());
    const auto behind = std::ranges::upper_bound(all_, id, {}, &sqlite_generation::first_message);
    return behind == all_.begin() ? all_.front().number : std::prev(behind)->number;
}

std::string generation_sql(int64_t number) {
    return fmt::format(fmt::runtime(sqlite_generation_template()), number);
}

std::string generation_closed_sql(int64_t number) {
    return fmt::format(fmt::runtime(sqlite_generation_closed_template()), number);
}

sqlite_statement& sqlite_statements::of(int64_t generation, sqlite_connection& connection) {
    auto& statement = prepared_[generation];
    if (!statement) statement = connection.prepare(fmt::format(fmt::runtime(sql_), generation));
    return statement;
}

}  // namespace kaskad::store
