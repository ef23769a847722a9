#include "store/sqlite_view.hpp"

#include "store/record_access.hpp"
#include "store/sqlite_merge.hpp"
#include "store/sqlite_postings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace kaskad::store {

namespace {

// SQLite's integers have a sign, and message ids do not reach it.
int64_t last_id(core::message_id id) {
    constexpr auto HIGHEST = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
    return static_cast<int64_t>(std::min(id.value, HIGHEST));
}

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

// The key of a message's first decision: the message and the attempt (engine/facts/key.hpp).
constexpr char FIRST_ATTEMPT = 1;

std::string first_decision_key(int64_t message) {
    return to_key(sqlite_table_at(table_of<facts::message>()), message) + FIRST_ATTEMPT;
}

bool is_within(const key_range& range, const std::string& key) {
    return range.from <= key && key <= range.to;
}

// A message's record stands in its history.
std::string range_sql(const sqlite_table& table, int64_t generation, bool last_first) {
    const auto* order = last_first ? " DESC" : "";
    if (table.is_message) {
        return fmt::format(
            "SELECT w.id, h.record FROM work_{0} w JOIN history_{0} h "
            "ON h.id = iif(w.record_in = 0, w.history_last, w.record_in) "
            "WHERE w.id BETWEEN ? AND ? ORDER BY w.id{1} LIMIT ?",
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

void sqlite_view::begin() {
    connection_.run("BEGIN");
    generations_.read(connection_);
}

void sqlite_view::end() noexcept {
    connection_.rollback();
}

database_state sqlite_view::state() {
    return read_state(statements_.of(std::string{STATE_SQL}));
}

std::optional<std::string> sqlite_view::find(size_t table, const std::string& key) {
    const auto found = range(table, {.from = key, .to = key, .limit = 1});
    if (found.empty()) return std::nullopt;
    return found.front().octets;
}

sqlite_statement& sqlite_view::begin_range(size_t table, int64_t generation, const key_range& range) {
    const auto& kind = sqlite_table_at(table);
    auto& statement = ranges_[{table, generation, range.last_first}];
    if (!statement) statement = connection_.prepare(range_sql(kind, generation, range.last_first));
    statement.reset();
    bind_key(statement, 1, kind, range.from);
    bind_key(statement, 2, kind, range.to);
    return statement.bind(3, static_cast<int64_t>(range.limit));
}

std::vector<stored_row> sqlite_view::range_in(size_t table, int64_t generation, const key_range& range) {
    const auto& kind = sqlite_table_at(table);
    auto& statement = begin_range(table, generation, range);
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
    if (range.last_first) std::ranges::reverse(found);
    return found;
}

// The first one of each message stands in its row, the others in rows of their own.
std::vector<stored_row> sqlite_view::decisions_in(int64_t generation, const key_range& range) {
    const auto& kind = sqlite_table_at(table_of<facts::attempt_decision>());
    auto found = range_in(table_of<facts::attempt_decision>(), generation, range);
    auto& statement = statements_.of(
        fmt::format("SELECT id, decision FROM message_{} WHERE id BETWEEN ? AND ? AND decision IS NOT NULL "
                    "ORDER BY id{} LIMIT ?",
                    generation, range.last_first ? " DESC" : ""));
    statement.bind(1, static_cast<int64_t>(first_message(kind, range.from).value));
    statement.bind(2, last_id(last_message(kind, range.to)));
    // One more: that of the message at the end may lie outside.
    statement.bind(3, static_cast<int64_t>(range.limit == NO_LIMIT ? NO_LIMIT : range.limit + 1));
    while (statement.step()) {
        auto key = first_decision_key(statement.integer(0));
        if (is_within(range, key)) found.push_back({.key = std::move(key), .octets = std::string{statement.octets(1)}});
    }
    return in_order(std::move(found), range);
}

std::vector<stored_row> sqlite_view::range(size_t table, const key_range& range) {
    if (table == table_of<billing::posting>()) return postings_within(range, statements_);
    const auto& kind = sqlite_table_at(table);
    if (!kind.is_in_generations) return range_in(table, 0, range);
    if (kind.begins_with_message) return by_message(table, range);
    std::vector<sqlite_run> runs;
    for (const auto& generation : generations_.all())
        runs.push_back({.generation = generation.number, .rows = &begin_range(table, generation.number, range)});
    return merge(runs, range);
}

// Such keys rise with the generations: one is read behind the other until there are enough.
std::vector<stored_row> sqlite_view::by_message(size_t table, const key_range& range) {
    const bool is_decision = table == table_of<facts::attempt_decision>();
    std::vector<stored_row> found;
    auto left = range;
    for (const auto number : generations_of(table, range)) {
        left.limit = range.limit - found.size();
        if (left.limit == 0) break;
        auto some = is_decision ? decisions_in(number, left) : range_in(table, number, left);
        std::ranges::move(some, std::back_inserter(found));
    }
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
            statements_.of(fmt::format("SELECT id, due_steady FROM work_{} WHERE due_steady > 0 "
                                       "AND (due_steady, id) > (?, ?) AND due_steady <= ? "
                                       "ORDER BY due_steady, id LIMIT ?",
                                       generation.number));
        statement.bind(1, request.after_steady).bind(2, static_cast<int64_t>(request.after.value));
        statement.bind(3, request.until_steady).bind(4, request.limit);
        read_placed(statement, found);
    }
    return first_of(std::move(found), request.limit);
}

// Something is due of every message that has not ended: few of all there are.
std::vector<core::message_id> sqlite_view::open(const facts::fetch_open& request) {
    std::vector<core::message_id> found;
    for (const auto& generation : generations_.all()) {
        auto& statement = statements_.of(
            fmt::format("SELECT w.id FROM work_{0} w INDEXED BY work_due_{0} JOIN message_{0} m ON m.id = w.id "
                        "WHERE w.due_steady > 0 AND w.id > ? AND m.client = ? AND m.recipient = ? "
                        "ORDER BY w.id LIMIT ?",
                        generation.number));
        statement.bind(1, last_id(request.after)).bind(2, request.client.value);
        statement.bind_text(3, request.recipient).bind(4, request.limit);
        const auto some = read_ids(statement);
        found.insert(found.end(), some.begin(), some.end());
        // Generations rise with their messages' ids.
        if (found.size() >= request.limit) break;
    }
    if (found.size() > request.limit) found.resize(request.limit);
    return found;
}

std::vector<core::message_id> sqlite_view::cascades(const facts::fetch_cascades& request) {
    auto& statement = statements_.of("SELECT id FROM cascade_message WHERE recipient = ? ORDER BY id DESC LIMIT ?");
    statement.bind_text(1, request.recipient).bind(2, request.limit);
    return read_ids(statement);
}

void sqlite_view::each_person(const std::function<void(std::string_view)>& sink) {
    auto& statement = statements_.of("SELECT recipient FROM cascade_message");
    while (statement.step())
        sink(statement.octets(0));
}

std::vector<core::message_id> sqlite_view::queued(const facts::fetch_queue& request) {
    std::vector<std::pair<int64_t, core::message_id>> found;
    for (const auto& generation : generations_.all()) {
        auto& statement =
            statements_.of(fmt::format("SELECT id, queue_sequence FROM work_{} WHERE queue_link = ? "
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
        auto& statement = statements_.of(
            fmt::format("SELECT id FROM work_{} WHERE in_flight > 0 AND in_flight = 1 ORDER BY id", generation.number));
        std::ranges::move(read_ids(statement), std::back_inserter(found));
    }
    return found;
}

std::vector<facts::queue_count> sqlite_view::queue_counts() {
    std::map<std::tuple<int64_t, int64_t, int64_t>, facts::queue_count> counts;
    for (const auto& generation : generations_.all()) {
        auto& statement =
            statements_.of(fmt::format("SELECT queue_link, class, client, count(*), min(queue_sequence) FROM work_{} "
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
        auto& statement = statements_.of(
            fmt::format("SELECT id FROM message_{} WHERE client = ? AND id > ? ORDER BY id LIMIT ?", number));
        statement.bind(1, query.client.value).bind(2, static_cast<int64_t>(query.after.value));
        statement.bind(3, static_cast<int64_t>(query.limit - found.size()));
        std::ranges::move(read_ids(statement), std::back_inserter(found));
        if (found.size() == query.limit) break;
    }
    return found;
}

std::vector<std::string> sqlite_view::history(core::message_id id) {
    std::vector<std::string> rows;
    each_history_row(statements_, generations_, {&id, 1}, [&](std::string_view facts) { rows.emplace_back(facts); });
    std::ranges::reverse(rows);
    return rows;
}

std::vector<std::string> sqlite_view::postings(std::span<const core::message_id> messages) {
    return postings_about(messages, statements_, generations_);
}

}  // namespace kaskad::store
