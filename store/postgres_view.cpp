#include "store/postgres_view.hpp"

#include "store/day_root_row.hpp"
#include "store/postgres_tables.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::store {

namespace {

constexpr size_t KEYS_AT_ONCE = 50'000;

std::vector<core::message_id> ids_of(const postgres_rows& rows) {
    std::vector<core::message_id> ids;
    for (size_t row = 0; row < rows.size(); ++row)
        ids.push_back({static_cast<uint64_t>(rows.integer(row, 0))});
    return ids;
}

std::vector<std::string> octets_of(const postgres_rows& rows) {
    std::vector<std::string> all;
    for (size_t row = 0; row < rows.size(); ++row)
        all.push_back(rows.octets(row, 0));
    return all;
}

void add_key(postgres_arguments& to, const postgres_table& table, std::string_view key) {
    if (table.has_id()) {
        to.add(to_id(table, key));
    } else {
        to.add_octets(key);
    }
}

constexpr const char* DAY_COLUMNS = "SELECT day, first_posting, last_posting, head, root, peaks FROM day_root ";

billing::day_root day_at(const postgres_rows& rows, size_t row) {
    billing::day_root day{.day = static_cast<uint32_t>(rows.integer(row, 0)),
                          .first = static_cast<uint64_t>(rows.integer(row, 1)),
                          .last = static_cast<uint64_t>(rows.integer(row, 2))};
    set_hashes(day, rows.octets(row, 3), rows.octets(row, 4), rows.octets(row, 5));
    return day;
}

std::string key_at(const postgres_rows& rows, size_t row, const postgres_table& table) {
    return table.has_id() ? to_key(table, rows.integer(row, 0)) : rows.octets(row, 0);
}

}  // namespace

database_state read_state(postgres_session& session) {
    const auto rows =
        session.run("SELECT position, steady_ms, utc_ms, posting_sequence, posting_hash FROM meta WHERE id = 1", {});
    if (rows.is_empty()) throw failure{"the database is damaged: table meta is empty"};
    database_state found;
    found.position = static_cast<uint64_t>(rows.integer(0, 0));
    found.now = {.steady_ms = rows.integer(0, 1), .utc_ms = rows.integer(0, 2)};
    found.postings.sequence = static_cast<uint64_t>(rows.integer(0, 3));
    const auto hash = rows.octets(0, 4);
    if (hash.size() != found.postings.hash.size()) throw failure{"the database is damaged: meta.posting_hash"};
    std::ranges::copy(hash, found.postings.hash.begin());
    return found;
}

billing::day_root read_last_day(postgres_session& session) {
    const auto rows = session.run(std::string{DAY_COLUMNS} + "ORDER BY day DESC LIMIT 1", {});
    return rows.is_empty() ? billing::day_root{} : day_at(rows, 0);
}

void postgres_view::set_patience(std::chrono::milliseconds statement_timeout) {
    connection_.use([&](postgres_session& session) { session.set_patience(statement_timeout); });
}

void postgres_view::begin() {
    connection_.use([](postgres_session& session) { session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); });
}

void postgres_view::end() noexcept {
    if (!connection_.is_open()) return;  // it was lost in between, and the view with it
    try {
        connection_.use([](postgres_session& session) { session.rollback(); });
    } catch (const failure&) {
        // The next begin() makes a new connection.
    }
}

postgres_rows postgres_view::run(const std::string& sql, const postgres_arguments& arguments) {
    return connection_.use([&](postgres_session& session) { return session.run(sql, arguments); });
}

database_state postgres_view::state() {
    return connection_.use([](postgres_session& session) { return read_state(session); });
}

std::optional<std::string> postgres_view::find(size_t table, const std::string& key) {
    const auto& kind = postgres_table_at(table);
    postgres_arguments arguments;
    add_key(arguments, kind, key);
    // The message's id leads to one partition.
    std::string condition = fmt::format("{} = $1", kind.key_column());
    if (kind.names_message()) {
        condition += " AND message = $2";
        arguments.add(kind.message_in(key).value);
    }
    const auto rows = run(fmt::format("SELECT record FROM {} WHERE {}", kind.name, condition), arguments);
    if (rows.is_empty()) return std::nullopt;
    return rows.octets(0, 0);
}

std::vector<stored_row> postgres_view::range(size_t table, const key_range& range) {
    const auto& kind = postgres_table_at(table);
    postgres_arguments arguments;
    add_key(arguments, kind, range.from);
    add_key(arguments, kind, range.to);
    arguments.add(static_cast<int64_t>(range.limit));
    const auto sql = fmt::format("SELECT {0}, record FROM {1} WHERE {0} BETWEEN $1 AND $2 ORDER BY {0}{2} LIMIT $3",
                                 kind.key_column(), kind.name, range.last_first ? " DESC" : "");
    const auto rows = run(sql, arguments);
    std::vector<stored_row> found;
    for (size_t row = 0; row < rows.size(); ++row)
        found.push_back({.key = key_at(rows, row, kind), .octets = rows.octets(row, 1)});
    return found;
}

void postgres_view::each_key(size_t table, const std::function<void(std::string_view)>& sink) {
    const auto& kind = postgres_table_at(table);
    // In front of every key there is: an empty one stands for the lowest.
    const auto sql = fmt::format("SELECT {0} FROM {1} WHERE {0} > $1 ORDER BY {0} LIMIT {2}", kind.key_column(),
                                 kind.name, KEYS_AT_ONCE);
    std::string last;
    while (true) {
        postgres_arguments arguments;
        add_key(arguments, kind, last);
        const auto rows = run(sql, arguments);
        for (size_t row = 0; row < rows.size(); ++row)
            sink(last = key_at(rows, row, kind));
        if (rows.size() < KEYS_AT_ONCE) return;
    }
}

std::vector<core::message_id> postgres_view::due(const facts::fetch_due& request) {
    postgres_arguments arguments;
    arguments.add(request.after_steady).add(request.after.value).add(request.until_steady);
    arguments.add(int64_t{request.limit});
    return ids_of(
        run("SELECT id FROM work WHERE due_steady > 0 AND (due_steady, id) > ($1, $2) AND due_steady <= $3 "
            "ORDER BY due_steady, id LIMIT $4",
            arguments));
}

// Something is due of every message that has not ended: few of all there are.
std::vector<core::message_id> postgres_view::open(const facts::fetch_open& request) {
    postgres_arguments arguments;
    arguments.add(request.after.value).add(int64_t{request.client.value}).add_octets(request.recipient);
    arguments.add(int64_t{request.limit});
    return ids_of(
        run("SELECT w.id FROM work w JOIN message m ON m.id = w.id WHERE w.due_steady > 0 AND w.id > $1 "
            "AND m.client = $2 AND m.recipient = $3 ORDER BY w.id LIMIT $4",
            arguments));
}

std::vector<core::message_id> postgres_view::cascades(const facts::fetch_cascades& request) {
    postgres_arguments arguments;
    arguments.add_octets(request.recipient).add(int64_t{request.limit});
    return ids_of(run("SELECT id FROM cascade_message WHERE recipient = $1 ORDER BY id DESC LIMIT $2", arguments));
}

void postgres_view::each_person(const std::function<void(std::string_view)>& sink) {
    // One after the other: all of one person are at most some dozens.
    const auto sql =
        fmt::format("SELECT DISTINCT recipient FROM cascade_message WHERE recipient > $1 ORDER BY recipient LIMIT {}",
                    KEYS_AT_ONCE);
    std::string last;
    while (true) {
        const auto rows = run(sql, postgres_arguments{}.add_octets(last));
        for (size_t row = 0; row < rows.size(); ++row)
            sink(last = rows.octets(row, 0));
        if (rows.size() < KEYS_AT_ONCE) return;
    }
}

std::vector<core::message_id> postgres_view::queued(const facts::fetch_queue& request) {
    postgres_arguments arguments;
    arguments.add(int64_t{request.link.value}).add(static_cast<int64_t>(request.klass));
    arguments.add(int64_t{request.client.value}).add(request.after_sequence).add(int64_t{request.limit});
    return ids_of(
        run("SELECT id FROM work WHERE queue_link = $1 AND class = $2::bigint AND client = $3 AND queue_sequence > $4 "
            "AND queue_sequence > 0 ORDER BY queue_sequence LIMIT $5",
            arguments));
}

std::vector<core::message_id> postgres_view::in_flight() {
    return ids_of(run("SELECT id FROM work WHERE in_flight ORDER BY id", {}));
}

std::vector<facts::queue_count> postgres_view::queue_counts() {
    const auto rows =
        run("SELECT queue_link, class, client, count(*), min(queue_sequence) FROM work WHERE queue_sequence > 0 "
            "GROUP BY queue_link, class, client ORDER BY queue_link, class, client",
            {});
    std::vector<facts::queue_count> counts;
    for (size_t row = 0; row < rows.size(); ++row) {
        counts.push_back({.link = {static_cast<uint32_t>(rows.integer(row, 0))},
                          .klass = static_cast<core::message_class>(rows.integer(row, 1)),
                          .client = {static_cast<uint32_t>(rows.integer(row, 2))},
                          .messages = static_cast<uint64_t>(rows.integer(row, 3)),
                          .first_sequence = static_cast<uint64_t>(rows.integer(row, 4))});
    }
    return counts;
}

std::vector<billing::day_root> postgres_view::days(const day_range& range) {
    const auto rows = run(std::string{DAY_COLUMNS} + "WHERE day BETWEEN $1 AND $2 ORDER BY day",
                          postgres_arguments{}.add(int64_t{range.from}).add(int64_t{range.to}));
    std::vector<billing::day_root> found;
    for (size_t row = 0; row < rows.size(); ++row)
        found.push_back(day_at(rows, row));
    return found;
}

std::vector<billing::seal> postgres_view::seals() {
    const auto rows = run("SELECT number, before_message, totals, hash FROM seal ORDER BY number", {});
    std::vector<billing::seal> found;
    for (size_t row = 0; row < rows.size(); ++row) {
        found.push_back({.number = static_cast<uint64_t>(rows.integer(row, 0)),
                         .before = {static_cast<uint64_t>(rows.integer(row, 1))},
                         .totals = rows.text(row, 2)});
        set_hash(found.back(), rows.octets(row, 3));
    }
    return found;
}

std::vector<core::message_id> postgres_view::of_client(const list_query& query) {
    postgres_arguments arguments;
    arguments.add(int64_t{query.client.value}).add(query.after.value).add(int64_t{query.limit});
    return ids_of(run("SELECT id FROM message WHERE client = $1 AND id > $2 ORDER BY id LIMIT $3", arguments));
}

std::vector<std::string> postgres_view::history(core::message_id id) {
    return octets_of(
        run("SELECT facts FROM history WHERE message = $1 ORDER BY position", postgres_arguments{}.add(id.value)));
}

std::vector<std::string> postgres_view::postings(std::span<const core::message_id> messages) {
    postgres_array ids{postgres_array::kind::integers};
    for (const auto id : messages)
        ids.add(static_cast<int64_t>(id.value));
    return octets_of(run("SELECT record FROM posting WHERE message = ANY ($1::bigint[]) AND message <> 0 ORDER BY id",
                         postgres_arguments{}.add(ids)));
}

}  // namespace kaskad::store
