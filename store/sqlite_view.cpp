#include "store/sqlite_view.hpp"

#include "store/record_access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

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

// A message's record stands in its history.
std::string range_sql(const sqlite_table& table, int64_t generation, bool last_first) {
    const auto* order = last_first ? " DESC" : "";
    if (table.is_message) {
        return fmt::format(
            "SELECT m.id, h.record FROM message_{0} m JOIN history_{0} h ON h.id = m.record_in "
            "WHERE m.id BETWEEN ? AND ? ORDER BY m.id{1} LIMIT ?",
            generation, order);
    }
    const auto name = table.is_in_generations ? fmt::format("{}_{}", table.name, generation) : std::string{table.name};
    return fmt::format("SELECT {0}, record FROM {1} WHERE {0} BETWEEN ? AND ? ORDER BY {0}{2} LIMIT ?",
                       key_column(table), name, order);
}

// Of a work index: id and place.
void read_placed(sqlite_statement& statement, std::vector<std::pair<int64_t, core::message_id>>& into) {
    while (statement.step())
        into.emplace_back(statement.integer(1), id_at(statement, 0));
}

std::vector<core::message_id> first_of(std::vector<std::pair<int64_t, core::message_id>> placed, size_t limit) {
    std::ranges::sort(placed);
    if (placed.size() > limit) placed.resize(limit);
    std::vector<core::message_id> ids;
    for (const auto& [place, id] : placed)
        ids.push_back(id);
    return ids;
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
    generations_.read(connection_);
}

void sqlite_view::end() noexcept {
    connection_.rollback();
}

sqlite_statement& sqlite_view::prepared(const std::string& sql) {
    auto& place = statements_[sql];
    if (!place) place = connection_.prepare(sql);
    place.reset();
    return place;
}

database_state sqlite_view::state() {
    return read_state(prepared(std::string{STATE_SQL}));
}

std::optional<std::string> sqlite_view::find(size_t table, const std::string& key) {
    const auto found = range(table, {.from = key, .to = key, .limit = 1});
    if (found.empty()) return std::nullopt;
    return found.front().octets;
}

std::vector<stored_row> sqlite_view::range_in(size_t table, int64_t generation, const key_range& range) {
    const auto& kind = sqlite_table_at(table);
    auto& statement = ranges_[{table, generation, range.last_first}];
    if (!statement) statement = connection_.prepare(range_sql(kind, generation, range.last_first));
    statement.reset();
    bind_key(statement, 1, kind, range.from);
    bind_key(statement, 2, kind, range.to);
    statement.bind(3, static_cast<int64_t>(range.limit));
    std::vector<stored_row> found;
    while (statement.step())
        found.push_back({.key = key_at(statement, kind), .octets = std::string{statement.octets(1)}});
    return found;
}

std::vector<int64_t> sqlite_view::generations_of(size_t table, const key_range& range) const {
    const auto first = first_message(sqlite_table_at(table), range.from);
    const auto last = last_message(sqlite_table_at(table), range.to);
    std::vector<int64_t> found;
    for (int64_t number = generations_.of(first); number <= generations_.of(last); ++number)
        found.push_back(number);
    return found;
}

std::vector<stored_row> sqlite_view::range(size_t table, const key_range& range) {
    if (!sqlite_table_at(table).is_in_generations) return range_in(table, 0, range);
    auto numbers = generations_of(table, range);
    if (numbers.size() == 1) return range_in(table, numbers.front(), range);
    // Where a key lies in two generations, the newer one holds.
    std::ranges::reverse(numbers);
    std::map<std::string, std::string> rows;
    for (const auto number : numbers) {
        for (auto& row : range_in(table, number, range))
            rows.try_emplace(std::move(row.key), std::move(row.octets));
    }
    std::vector<stored_row> found;
    for (auto& [key, octets] : rows)
        found.push_back({.key = key, .octets = std::move(octets)});
    if (range.last_first) std::ranges::reverse(found);
    if (found.size() > range.limit) found.resize(range.limit);
    return found;
}

// Message ids rise with the generations: the first one found is the newest.
std::optional<std::string> sqlite_view::newest_operator_id(core::link_id link, const std::string& key) {
    const auto wanted = operator_ids_of(link, key);
    const auto& generations = generations_.all();
    for (auto at = generations.rbegin(); at != generations.rend(); ++at) {
        for (auto& row : range_in(table_of<facts::operator_message>(), at->number, wanted))
            return std::move(row.octets);
    }
    return std::nullopt;
}

void sqlite_view::each_key(size_t table, const std::function<void(std::string_view)>& sink) {
    const auto& kind = sqlite_table_at(table);
    const auto read = [&](const std::string& name) {
        auto statement = connection_.prepare(fmt::format("SELECT {0} FROM {1} ORDER BY {0}", key_column(kind), name));
        while (statement.step())
            sink(key_at(statement, kind));
    };
    if (!kind.is_in_generations) return read(std::string{kind.name});
    for (const auto& generation : generations_.all())
        read(fmt::format("{}_{}", kind.name, generation.number));
}

std::vector<core::message_id> sqlite_view::due(const facts::fetch_due& request) {
    std::vector<std::pair<int64_t, core::message_id>> found;
    for (const auto& generation : generations_.all()) {
        auto& statement =
            prepared(fmt::format("SELECT id, due_steady FROM message_{} WHERE due_steady > 0 "
                                 "AND (due_steady, id) > (?, ?) AND due_steady <= ? "
                                 "ORDER BY due_steady, id LIMIT ?",
                                 generation.number));
        statement.bind(1, request.after_steady).bind(2, static_cast<int64_t>(request.after.value));
        statement.bind(3, request.until_steady).bind(4, request.limit);
        read_placed(statement, found);
    }
    return first_of(std::move(found), request.limit);
}

std::vector<core::message_id> sqlite_view::queued(const facts::fetch_queue& request) {
    std::vector<std::pair<int64_t, core::message_id>> found;
    for (const auto& generation : generations_.all()) {
        auto& statement =
            prepared(fmt::format("SELECT id, queue_sequence FROM message_{} WHERE queue_link = ? "
                                 "AND class = ? AND client = ? AND queue_sequence > ? "
                                 "AND queue_sequence > 0 ORDER BY queue_sequence LIMIT ?",
                                 generation.number));
        statement.bind(1, request.link.value).bind(2, static_cast<int64_t>(request.klass));
        statement.bind(3, request.client.value).bind(4, static_cast<int64_t>(request.after_sequence));
        statement.bind(5, request.limit);
        read_placed(statement, found);
    }
    return first_of(std::move(found), request.limit);
}

std::vector<core::message_id> sqlite_view::in_flight() {
    std::vector<core::message_id> found;
    for (const auto& generation : generations_.all()) {
        auto& statement = prepared(fmt::format(
            "SELECT id FROM message_{} WHERE in_flight > 0 AND in_flight = 1 ORDER BY id", generation.number));
        std::ranges::move(read_ids(statement), std::back_inserter(found));
    }
    return found;
}

std::vector<facts::queue_count> sqlite_view::queue_counts() {
    std::map<std::tuple<int64_t, int64_t, int64_t>, facts::queue_count> counts;
    for (const auto& generation : generations_.all()) {
        auto& statement =
            prepared(fmt::format("SELECT queue_link, class, client, count(*), min(queue_sequence) FROM message_{} "
                                 "WHERE queue_sequence > 0 GROUP BY queue_link, class, client",
                                 generation.number));
        while (statement.step()) {
            auto& count = counts[{statement.integer(0), statement.integer(1), statement.integer(2)}];
            const auto first = static_cast<uint64_t>(statement.integer(4));
            count.first_sequence = count.messages == 0 ? first : std::min(count.first_sequence, first);
            count.messages += static_cast<uint64_t>(statement.integer(3));
        }
    }
    std::vector<facts::queue_count> found;
    for (auto& [key, count] : counts) {
        const auto& [link, klass, client] = key;
        count.link.value = static_cast<uint32_t>(link);
        count.klass = static_cast<core::message_class>(klass);
        count.client.value = static_cast<uint32_t>(client);
        found.push_back(count);
    }
    return found;
}

std::vector<core::message_id> sqlite_view::of_client(const list_query& query) {
    std::vector<core::message_id> found;
    for (int64_t number = generations_.of(query.after); number <= generations_.newest(); ++number) {
        auto& statement =
            prepared(fmt::format("SELECT id FROM message_{} WHERE client = ? AND id > ? ORDER BY id LIMIT ?", number));
        statement.bind(1, query.client.value).bind(2, static_cast<int64_t>(query.after.value));
        statement.bind(3, static_cast<int64_t>(query.limit - found.size()));
        std::ranges::move(read_ids(statement), std::back_inserter(found));
        if (found.size() == query.limit) break;
    }
    return found;
}

std::vector<std::string> sqlite_view::history(core::message_id id) {
    const auto generation = generations_.of(id);
    auto& last = prepared(fmt::format("SELECT history_last FROM message_{} WHERE id = ?", generation));
    int64_t at = last.bind(1, static_cast<int64_t>(id.value)).step() ? last.integer(0) : 0;
    last.reset();
    auto& statement = prepared(fmt::format("SELECT previous, facts FROM history_{} WHERE id = ?", generation));
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
    auto& statement = prepared("SELECT record FROM posting WHERE message = ? AND message <> 0 ORDER BY id");
    statement.bind(1, static_cast<int64_t>(id.value));
    std::vector<std::string> found;
    while (statement.step())
        found.emplace_back(statement.octets(0));
    return found;
}

}  // namespace kaskad::store
