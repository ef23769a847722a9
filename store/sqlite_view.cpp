#include "store/sqlite_view.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::store {

namespace {

core::message_id id_at(const sqlite_statement& row, int column) {
    return {static_cast<uint64_t>(row.integer(column))};
}

std::vector<core::message_id> read_ids(sqlite_statement& statement) {
    std::vector<core::message_id> ids;
    while (statement.step())
        ids.push_back(id_at(statement, 0));
    return ids;
}

void bind_key(sqlite_statement& statement, int place, const sqlite_table& table, std::string_view key) {
    if (table.has_id()) {
        statement.bind(place, to_id(table, key));
    } else {
        statement.bind_octets(place, key);
    }
}

std::string key_at(const sqlite_statement& row, const sqlite_table& table) {
    return table.has_id() ? to_key(table, row.integer(0)) : std::string{row.octets(0)};
}

std::string_view key_column(const sqlite_table& table) {
    return table.has_id() ? "id" : "key";
}

}  // namespace

database_state read_state(sqlite_statement& state) {
    database_state found;
    if (!state.step()) throw failure{"the database is damaged: table meta is empty"};
    found.position = static_cast<uint64_t>(state.integer(0));
    found.now = {.steady_ms = state.integer(1), .utc_ms = state.integer(2)};
    found.postings.sequence = static_cast<uint64_t>(state.integer(3));
    const auto hash = state.octets(4);
    if (hash.size() != found.postings.hash.size()) throw failure{"the database is damaged: meta.posting_hash"};
    std::ranges::copy(hash, found.postings.hash.begin());
    state.reset();
    return found;
}

void sqlite_view::begin() {
    connection_.run("BEGIN");
}

void sqlite_view::end() noexcept {
    connection_.rollback();
}

sqlite_statement& sqlite_view::prepared(sqlite_statement& place, const std::string& sql) {
    if (!place) place = connection_.prepare(sql);
    place.reset();
    return place;
}

database_state sqlite_view::state() {
    return read_state(prepared(state_, std::string{STATE_SQL}));
}

std::optional<std::string> sqlite_view::find(size_t table, const std::string& key) {
    const auto& kind = sqlite_table_at(table);
    auto& place = tables_[table].find;
    auto& statement =
        place ? place : prepared(place, fmt::format("SELECT record FROM {} WHERE {} = ?", kind.name, key_column(kind)));
    bind_key(statement, 1, kind, key);
    if (!statement.step()) return std::nullopt;
    std::string octets{statement.octets(0)};
    statement.reset();
    return octets;
}

sqlite_statement& sqlite_view::range_statement(size_t table, bool last_first) {
    auto& place = last_first ? tables_[table].range_last_first : tables_[table].range;
    if (place) return place;
    const auto& kind = sqlite_table_at(table);
    const auto column = key_column(kind);
    return prepared(place, fmt::format("SELECT {0}, record FROM {1} WHERE {0} BETWEEN ? AND ? ORDER BY {0}{2} LIMIT ?",
                                       column, kind.name, last_first ? " DESC" : ""));
}

std::vector<stored_row> sqlite_view::range(size_t table, const key_range& range) {
    const auto& kind = sqlite_table_at(table);
    auto& statement = range_statement(table, range.last_first);
    bind_key(statement, 1, kind, range.from);
    bind_key(statement, 2, kind, range.to);
    statement.bind(3, static_cast<int64_t>(range.limit));
    std::vector<stored_row> found;
    while (statement.step())
        found.push_back({.key = key_at(statement, kind), .octets = std::string{statement.octets(1)}});
    return found;
}

void sqlite_view::each_key(size_t table, const std::function<void(std::string_view)>& sink) {
    const auto& kind = sqlite_table_at(table);
    auto statement = connection_.prepare(fmt::format("SELECT {0} FROM {1} ORDER BY {0}", key_column(kind), kind.name));
    while (statement.step())
        sink(key_at(statement, kind));
}

std::vector<core::message_id> sqlite_view::due(const facts::fetch_due& request) {
    auto& statement = prepared(due_,
                               "SELECT id FROM message WHERE due_steady > 0 AND (due_steady, id) > (?, ?) "
                               "AND due_steady <= ? ORDER BY due_steady, id LIMIT ?");
    statement.bind(1, request.after_steady).bind(2, static_cast<int64_t>(request.after.value));
    statement.bind(3, request.until_steady).bind(4, request.limit);
    return read_ids(statement);
}

std::vector<core::message_id> sqlite_view::queued(const facts::fetch_queue& request) {
    auto& statement = prepared(queued_,
                               "SELECT id FROM message WHERE queue_link = ? AND class = ? AND client = ? "
                               "AND queue_sequence > ? AND queue_sequence > 0 ORDER BY queue_sequence LIMIT ?");
    statement.bind(1, request.link.value).bind(2, static_cast<int64_t>(request.klass)).bind(3, request.client.value);
    statement.bind(4, static_cast<int64_t>(request.after_sequence)).bind(5, request.limit);
    return read_ids(statement);
}

std::vector<core::message_id> sqlite_view::in_flight() {
    auto statement = connection_.prepare("SELECT id FROM message WHERE in_flight > 0 AND in_flight = 1 ORDER BY id");
    return read_ids(statement);
}

std::vector<facts::queue_count> sqlite_view::queue_counts() {
    auto statement = connection_.prepare(
        "SELECT queue_link, class, client, count(*), min(queue_sequence) FROM message WHERE queue_sequence > 0 "
        "GROUP BY queue_link, class, client ORDER BY queue_link, class, client");
    std::vector<facts::queue_count> counts;
    while (statement.step()) {
        counts.push_back({.link = {static_cast<uint32_t>(statement.integer(0))},
                          .klass = static_cast<core::message_class>(statement.integer(1)),
                          .client = {static_cast<uint32_t>(statement.integer(2))},
                          .messages = static_cast<uint64_t>(statement.integer(3)),
                          .first_sequence = static_cast<uint64_t>(statement.integer(4))});
    }
    return counts;
}

std::vector<core::message_id> sqlite_view::of_client(const list_query& query) {
    auto& statement = prepared(of_client_, "SELECT id FROM message WHERE client = ? AND id > ? ORDER BY id LIMIT ?");
    statement.bind(1, query.client.value).bind(2, static_cast<int64_t>(query.after.value)).bind(3, query.limit);
    return read_ids(statement);
}

std::vector<std::string> sqlite_view::history(core::message_id id) {
    auto& last = prepared(history_last_, "SELECT history_last FROM message WHERE id = ?");
    int64_t at = last.bind(1, static_cast<int64_t>(id.value)).step() ? last.integer(0) : 0;
    last.reset();
    auto& statement = prepared(history_, "SELECT previous, facts FROM history WHERE id = ?");
    std::vector<std::string> rows;
    while (at != 0) {
        if (!statement.bind(1, at).step()) throw failure{"the database is damaged: the chain of a history is broken"};
        rows.emplace_back(statement.octets(1));
        at = statement.integer(0);
        statement.reset();
    }
    std::ranges::reverse(rows);
    return rows;
}

std::vector<std::string> sqlite_view::postings(core::message_id id) {
    auto& statement = prepared(postings_, "SELECT record FROM posting WHERE message = ? AND message <> 0 ORDER BY id");
    statement.bind(1, static_cast<int64_t>(id.value));
    std::vector<std::string> found;
    while (statement.step())
        found.emplace_back(statement.octets(0));
    return found;
}

}  // namespace kaskad::store
