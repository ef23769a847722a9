#include "store/sqlite_writer.hpp"

#include "engine/facts/codec.hpp"
#include "store/message_columns.hpp"
#include "store/record_access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kaskad::store {

namespace {

int64_t to_integer(uint64_t value) {
    return static_cast<int64_t>(value);
}

std::string_view octets_of(const billing::digest& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// The columns that are fixed at acceptance stay out of the update: SQLite would rewrite their index entries.
constexpr std::string_view PUT_MESSAGE =
    "INSERT INTO message (id, client, client_ref, recipient, class, accepted_utc, state, final_utc, due_steady, "
    "queue_link, queue_sequence, in_flight, history_last, record) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) "
    "ON CONFLICT (id) DO UPDATE SET state = ?7, final_utc = ?8, due_steady = ?9, queue_link = ?10, "
    "queue_sequence = ?11, in_flight = ?12, history_last = CASE WHEN ?13 > 0 THEN ?13 ELSE history_last END, "
    "record = ?14";

// The message's row of the batch, if it has one.
const row* find_message(const batch& batch, core::message_id id) {
    const auto key = facts::key_of(facts::message{.id = id});
    const std::pair<size_t, std::string_view> wanted{table_of<facts::message>(), key};
    const auto place = std::ranges::lower_bound(
        batch.rows, wanted, {}, [](const row& row) { return std::pair<size_t, std::string_view>{row.table, row.key}; });
    const bool is_there = place != batch.rows.end() && place->table == table_of<facts::message>() && place->key == key;
    return is_there ? &*place : nullptr;
}

}  // namespace

sqlite_writer::sqlite_writer(sqlite_connection& connection)
    : connection_{connection},
      put_message_{connection.prepare(PUT_MESSAGE)},
      put_posting_{connection.prepare("INSERT INTO posting (id, message, record) VALUES (?, ?, ?)")},
      history_last_{connection.prepare("SELECT history_last FROM message WHERE id = ?")},
      put_history_{connection.prepare("INSERT INTO history (id, message, previous, facts) VALUES (?, ?, ?, ?)")},
      set_history_last_{connection.prepare("UPDATE message SET history_last = ? WHERE id = ?")},
      write_meta_{connection.prepare("UPDATE meta SET position = ?, steady_ms = ?, utc_ms = ?, posting_sequence = ?, "
                                     "posting_hash = ? WHERE id = 1")} {}

void sqlite_writer::write(const batch& batch) {
    write_history(batch);
    for (const auto& row : batch.rows) {
        if (row.gone) {
            remove(row);
        } else {
            put(row);
        }
    }
    write_meta(batch);
}

void sqlite_writer::put(const row& row) {
    if (row.table == table_of<facts::message>()) return put_message(row);
    if (row.table == table_of<billing::posting>()) return put_posting(row);
    const auto& table = sqlite_table_at(row.table);
    auto& statement = put_statement(row.table);
    if (table.has_id()) {
        statement.bind(1, to_id(table, row.key));
    } else {
        statement.bind_octets(1, row.key);
    }
    statement.bind_octets(2, row.record).run();
}

void sqlite_writer::put_message(const row& row) {
    const auto message = decode_as<facts::message>(row.record);
    const auto columns = columns_of(message);
    put_message_.bind(1, to_integer(message.id.value)).bind(2, message.client.value);
    put_message_.bind_text(3, message.client_ref).bind_text(4, message.recipient);
    put_message_.bind(5, static_cast<int64_t>(message.klass)).bind(6, message.accepted_utc);
    put_message_.bind(7, static_cast<int64_t>(message.state)).bind(8, message.final_utc);
    put_message_.bind(9, columns.due_steady).bind(10, columns.queue_link.value);
    put_message_.bind(11, to_integer(columns.queue_sequence)).bind(12, columns.in_flight);
    const auto history = histories_.find(message.id);
    put_message_.bind(13, history == histories_.end() ? 0 : history->second).bind_octets(14, row.record).run();
}

void sqlite_writer::put_posting(const row& row) {
    const auto posting = decode_as<billing::posting>(row.record);
    put_posting_.bind(1, to_integer(posting.sequence)).bind(2, to_integer(posting.message.value));
    put_posting_.bind_octets(3, row.record).run();
}

void sqlite_writer::remove(const row& row) {
    const auto& table = sqlite_table_at(row.table);
    auto& statement = remove_statement(row.table);
    if (table.has_id()) {
        statement.bind(1, to_id(table, row.key));
    } else {
        statement.bind_octets(1, row.key);
    }
    statement.run();
}

void sqlite_writer::write_history(const batch& batch) {
    histories_.clear();
    last_history_ = connection_.query("SELECT coalesce(max(id), 0) FROM history");
    for (const auto& history : batch.history) {
        const auto* message = find_message(batch, history.message);
        if (!message) {
            add_history_of_stored(history);
        } else if (!message->gone) {
            histories_.emplace(history.message, insert_history(history, find_history_last(history.message)));
        }
    }
}

// Its message does not change in this batch. If it is not there either, nothing could find its history.
void sqlite_writer::add_history_of_stored(const history_row& row) {
    const auto previous = find_history_last(row.message);
    if (!previous) return;
    const int64_t id = insert_history(row, previous);
    set_history_last_.bind(1, id).bind(2, to_integer(row.message.value)).run();
}

std::optional<int64_t> sqlite_writer::find_history_last(core::message_id id) {
    if (!history_last_.bind(1, to_integer(id.value)).step()) return std::nullopt;
    const int64_t found = history_last_.integer(0);
    history_last_.reset();
    return found;
}

int64_t sqlite_writer::insert_history(const history_row& row, std::optional<int64_t> previous) {
    put_history_.bind(1, ++last_history_).bind(2, to_integer(row.message.value)).bind(3, previous.value_or(0));
    put_history_.bind_octets(4, row.facts).run();
    return last_history_;
}

void sqlite_writer::write_meta(const batch& batch) {
    write_meta_.bind(1, to_integer(batch.position)).bind(2, batch.now.steady_ms).bind(3, batch.now.utc_ms);
    write_meta_.bind(4, to_integer(batch.postings.sequence)).bind_octets(5, octets_of(batch.postings.hash)).run();
}

sqlite_statement& sqlite_writer::put_statement(size_t table) {
    auto& place = tables_[table].put;
    if (place) return place;
    const auto& kind = sqlite_table_at(table);
    place =
        connection_.prepare(fmt::format("INSERT INTO {0} ({1}, record) VALUES (?, ?) "
                                        "ON CONFLICT ({1}) DO UPDATE SET record = excluded.record",
                                        kind.name, kind.has_id() ? "id" : "key"));
    return place;
}

sqlite_statement& sqlite_writer::remove_statement(size_t table) {
    auto& place = tables_[table].remove;
    if (place) return place;
    const auto& kind = sqlite_table_at(table);
    place = connection_.prepare(fmt::format("DELETE FROM {} WHERE {} = ?", kind.name, kind.has_id() ? "id" : "key"));
    return place;
}

}  // namespace kaskad::store
