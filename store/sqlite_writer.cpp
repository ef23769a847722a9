#include "store/sqlite_writer.hpp"

#include "core/assert.hpp"
#include "core/calendar.hpp"
#include "store/day_root_row.hpp"
#include "store/record_access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kaskad::store {

namespace {

using core::DAY_MS;

int64_t to_integer(uint64_t value) {
    return static_cast<int64_t>(value);
}

uint64_t read_id(std::string_view octets) {
    uint64_t value = 0;
    for (const char octet : octets)
        value = value << 8 | static_cast<uint8_t>(octet);
    return value;
}

// The message in a key of a decision: message (8), attempt (1).
core::message_id message_of_decision(const row& row) {
    return {read_id(row.key.substr(0, sizeof(core::message_id::value)))};
}

// The one that may stand with its message.
bool is_first_decision(const row& row) {
    return row.table == table_of<facts::attempt_decision>() && row.key.at(sizeof(core::message_id::value)) == 1;
}

// The message in a key of operator_id: link (4), key, 0, message (8), part (1).
core::message_id message_of_operator_key(std::string_view key) {
    constexpr size_t MESSAGE = 8;
    constexpr size_t PART = 1;
    return {read_id(key.substr(key.size() - MESSAGE - PART, MESSAGE))};
}

constexpr std::string_view INSERT_MESSAGE =
    "INSERT INTO message_{0} (id, client, client_ref, recipient, decision) VALUES (?, ?, ?, ?, ?)";
constexpr std::string_view INSERT_WORK =
    "INSERT INTO work_{0} (id, due_steady, queue_link, class, client, queue_sequence, in_flight, history_last, "
    "record_in) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0)";
constexpr std::string_view UPDATE_WORK =
    "UPDATE work_{0} SET due_steady = ?2, queue_link = ?3, class = ?4, client = ?5, queue_sequence = ?6, "
    "in_flight = ?7, history_last = ?8, record_in = 0 WHERE id = ?1";
constexpr std::string_view FIND_HISTORY = "SELECT history_last FROM work_{0} WHERE id = ?";
constexpr std::string_view INSERT_HISTORY =
    "INSERT INTO history_{0} (id, message, previous, facts, record) VALUES (?, ?, ?, ?, ?)";
constexpr std::string_view SET_HISTORY =
    "UPDATE work_{0} SET record_in = iif(record_in = 0, history_last, record_in), history_last = ? WHERE id = ?";

}  // namespace

sqlite_writer::sqlite_writer(sqlite_connection& connection, uint64_t messages_per_generation)
    : connection_{connection},
      messages_per_generation_{messages_per_generation},
      insert_message_{INSERT_MESSAGE},
      insert_work_{INSERT_WORK},
      update_work_{UPDATE_WORK},
      find_history_{FIND_HISTORY},
      insert_history_{INSERT_HISTORY},
      set_history_{SET_HISTORY},
      change_decision_{"UPDATE message_{0} SET decision = ?2 WHERE id = ?1 AND decision IS NOT NULL RETURNING id"},
      remove_message_{"DELETE FROM message_{0} WHERE id = ?"},
      remove_work_{"DELETE FROM work_{0} WHERE id = ?"},
      open_cascade_{connection.prepare("INSERT OR IGNORE INTO cascade_message (recipient, id) VALUES (?, ?)")},
      end_cascade_{connection.prepare("DELETE FROM cascade_message WHERE recipient = ? AND id = ?")},
      put_postings_{connection.prepare("INSERT INTO posting (id, records) VALUES (?, ?)")},
      put_posting_message_{connection.prepare("INSERT INTO posting_message (message, posting) VALUES (?, ?)")},
      write_meta_{connection.prepare("UPDATE meta SET position = ?, steady_ms = ?, utc_ms = ?, posting_sequence = ?, "
                                     "posting_hash = ? WHERE id = 1")},
      put_day_{connection.prepare(PUT_DAY_SQL)} {}

void sqlite_writer::write(const batch& batch) {
    if (!is_known_) learn();
    open_generation(batch.now);
    const auto rows_of = [&](size_t table) {
        const auto rows = std::ranges::equal_range(batch.rows, table, {}, &row::table);
        return std::span<const row>{rows.begin(), rows.end()};
    };
    decisions_ = rows_of(table_of<facts::attempt_decision>());
    write_messages(rows_of(table_of<facts::message>()), batch);
    write_postings(rows_of(table_of<billing::posting>()));
    for (const auto& row : batch.rows) {
        const bool is_written = row.table == table_of<facts::message>() || row.table == table_of<billing::posting>() ||
                                row.table == table_of<facts::attempt_decision>();
        if (is_written) continue;
        put_or_remove(row);
    }
    for (const auto& day : batch.days)
        write_day(day);
    for (const auto& seal : batch.seals)
        put_seal(connection_, seal);
    write_state({.position = batch.position, .now = batch.now, .postings = batch.postings});
}

void sqlite_writer::put_or_remove(const row& row) {
    if (is_first_decision(row) && change_decision(row)) return;
    if (row.gone) return remove(row);
    put(row);
}

void sqlite_writer::learn() {
    generations_.read(connection_);
    const auto newest = generations_.newest();
    newest_day_ = connection_.query("SELECT day FROM generation ORDER BY number DESC LIMIT 1");
    newest_messages_ = static_cast<uint64_t>(connection_.query(fmt::format("SELECT count(*) FROM message_{}", newest)));
    last_message_ = {0};
    last_histories_.clear();
    for (const auto& [number, first] : generations_.all()) {
        const auto last = connection_.query(fmt::format("SELECT coalesce(max(id), 0) FROM message_{}", number));
        last_message_ = std::max(last_message_, core::message_id{static_cast<uint64_t>(last)});
        last_histories_[number] = connection_.query(fmt::format("SELECT coalesce(max(id), 0) FROM history_{}", number));
    }
    is_known_ = true;
}

// A new one begins behind every message there is, so none changes its generation.
void sqlite_writer::open_generation(const core::now& now) {
    const auto day = now.utc_ms / DAY_MS;
    if (newest_messages_ == 0) return set_day(day);
    if (newest_messages_ < messages_per_generation_ && day <= newest_day_) return;
    const auto number = generations_.newest() + 1;
    connection_.run(generation_closed_sql(generations_.newest()));
    connection_.run(generation_sql(number));
    connection_.run(fmt::format("INSERT INTO generation VALUES ({}, {}, {})", number, last_message_.value + 1, day));
    generations_.read(connection_);
    newest_messages_ = 0;
    newest_day_ = day;
    last_histories_[number] = 0;
}

void sqlite_writer::set_day(int64_t day) {
    if (day == newest_day_) return;
    connection_.run(fmt::format("UPDATE generation SET day = {} WHERE number = {}", day, generations_.newest()));
    newest_day_ = day;
}

int64_t sqlite_writer::generation_of(const row& row) const {
    const auto& table = sqlite_table_at(row.table);
    if (!table.is_in_generations) return 0;
    if (table.begins_with_message) return generations_.of(first_message(table, row.key));
    if (row.table == table_of<facts::operator_message>()) return generations_.of(message_of_operator_key(row.key));
    return generations_.newest();
}

void sqlite_writer::write_messages(std::span<const row> rows, const batch& batch) {
    auto history = batch.history.begin();
    for (const auto& row : rows) {
        const core::message_id id{read_id(row.key)};
        for (; history != batch.history.end() && history->message < id; ++history)
            add_history_of_stored(*history);
        const bool has_facts = history != batch.history.end() && history->message == id;
        const auto facts = has_facts ? history->facts : std::string_view{};
        if (has_facts) ++history;
        if (row.gone) {
            remove_message(row);
        } else {
            put_message(row, facts);
        }
    }
    for (; history != batch.history.end(); ++history)
        add_history_of_stored(*history);
    for (; !decisions_.empty(); decisions_ = decisions_.subspan(1))
        put_or_remove(decisions_.front());
}

// A new message takes along the decision about its first attempt; the others are rows of their own. Both come in order
// of the messages.
std::optional<std::string_view> sqlite_writer::take_first_decision(core::message_id id) {
    while (!decisions_.empty() && message_of_decision(decisions_.front()) < id) {
        put_or_remove(decisions_.front());
        decisions_ = decisions_.subspan(1);
    }
    if (decisions_.empty()) return std::nullopt;
    const auto& first = decisions_.front();
    if (first.gone || message_of_decision(first) != id || !is_first_decision(first)) return std::nullopt;
    decisions_ = decisions_.subspan(1);
    return first.record;
}

// False: none stands with its message.
bool sqlite_writer::change_decision(const row& row) {
    const auto id = message_of_decision(row);
    auto& statement = change_decision_.of(generations_.of(id), connection_);
    statement.bind(1, to_integer(id.value));
    if (row.gone) {
        statement.bind_nothing(2);
    } else {
        statement.bind_octets(2, row.record);
    }
    const bool is_changed = statement.step();
    statement.reset();
    return is_changed;
}

void sqlite_writer::put_message(const row& row, std::string_view facts) {
    const auto message = scan_message(row.record);
    const auto generation = generations_.of(message.id);
    const bool is_new = message.id > last_message_;
    const auto place = is_new ? std::nullopt : find_history(message.id);
    const auto history = insert_history(generation, message.id, place ? place->last : 0, facts, row.record);
    auto& statement = (place ? update_work_ : insert_work_).of(generation, connection_);
    statement.bind(1, to_integer(message.id.value)).bind(2, message.due_steady).bind(3, message.queue_link.value);
    statement.bind(4, static_cast<int64_t>(message.klass)).bind(5, message.client.value);
    statement.bind(6, to_integer(message.queue_sequence)).bind(7, message.in_flight).bind(8, history).run();
    if (!place) insert_message(message, generation);
    // One that began and ended within the batch is not written.
    if (message.by_cascade && (place || is_open_cascade(message))) note_cascade(message);
    if (!is_new) return;
    last_message_ = message.id;
    ++newest_messages_;
}

void sqlite_writer::insert_message(const facts::scanned_message& message, int64_t generation) {
    auto& statement = insert_message_.of(generation, connection_);
    statement.bind(1, to_integer(message.id.value)).bind(2, message.client.value);
    statement.bind_text(3, message.client_ref).bind_text(4, message.recipient);
    if (const auto decision = take_first_decision(message.id)) {
        statement.bind_octets(5, *decision);
    } else {
        statement.bind_nothing(5);
    }
    statement.run();
}

void sqlite_writer::note_cascade(const facts::scanned_message& message) {
    auto& statement = is_open_cascade(message) ? open_cascade_ : end_cascade_;
    statement.bind_text(1, message.recipient).bind(2, to_integer(message.id.value)).run();
}

// Its message does not change in this batch. If it is not there either, nothing could find its history.
void sqlite_writer::add_history_of_stored(const history_row& row) {
    const auto place = find_history(row.message);
    if (!place) return;
    const auto history = insert_history(place->generation, row.message, place->last, row.facts, std::nullopt);
    auto& statement = set_history_.of(place->generation, connection_);
    statement.bind(1, history).bind(2, to_integer(row.message.value)).run();
}

std::optional<sqlite_writer::history_place> sqlite_writer::find_history(core::message_id id) {
    const auto generation = generations_.of(id);
    auto& statement = find_history_.of(generation, connection_);
    if (!statement.bind(1, to_integer(id.value)).step()) return std::nullopt;
    const history_place found{.generation = generation, .last = statement.integer(0)};
    statement.reset();
    return found;
}

int64_t sqlite_writer::insert_history(int64_t generation, core::message_id message, int64_t previous,
                                      std::string_view facts, std::optional<std::string_view> record) {
    auto& statement = insert_history_.of(generation, connection_);
    const int64_t id = ++last_histories_[generation];
    statement.bind(1, id).bind(2, to_integer(message.value)).bind(3, previous).bind_octets(4, facts);
    if (record) {
        statement.bind_octets(5, *record);
    } else {
        statement.bind_nothing(5);
    }
    statement.run();
    return id;
}

void sqlite_writer::put(const row& row) {
    auto& statement = statement_for(puts_, row, generation_of(row),
                                    "INSERT INTO {0} ({1}, record) VALUES (?, ?) "
                                    "ON CONFLICT ({1}) DO UPDATE SET record = excluded.record");
    bind_key(statement, row);
    statement.bind_octets(2, row.record).run();
}

// They are never changed and read one after the other: many share a row. Their sequences follow one another.
void sqlite_writer::write_postings(std::span<const row> rows) {
    while (!rows.empty()) {
        const auto some = rows.first(std::min<size_t>(rows.size(), POSTINGS_PER_ROW_MAX));
        rows = rows.subspan(some.size());
        scratch_.clear();
        for (const auto& row : some)
            scratch_ += row.record;
        put_postings_.bind(1, to_integer(read_id(some.front().key))).bind_octets(2, scratch_).run();
        for (const auto& row : some) {
            if (row.message && !row.is_in_history) name_message(row);
        }
    }
}

void sqlite_writer::name_message(const row& posting) {
    put_posting_message_.bind(1, to_integer(posting.message.value)).bind(2, to_integer(read_id(posting.key))).run();
}

// A key that tells no generation may lie in any, also in several.
void sqlite_writer::remove(const row& row) {
    if (row.table != table_of<facts::idempotency>()) return remove_in(row, generation_of(row));
    for (const auto& generation : generations_.all())
        remove_in(row, generation.number);
}

void sqlite_writer::remove_message(const row& row) {
    const auto id = read_id(row.key);
    const auto generation = generations_.of({id});
    connection_.run(
        fmt::format("DELETE FROM cascade_message WHERE id = {} AND recipient = "
                    "(SELECT recipient FROM message_{} WHERE id = {})",
                    id, generation, id));
    for (auto* statements : {&remove_message_, &remove_work_})
        statements->of(generation, connection_).bind(1, to_integer(id)).run();
}

void sqlite_writer::remove_in(const row& row, int64_t generation) {
    auto& statement = statement_for(removes_, row, generation, "DELETE FROM {0} WHERE {1} = ?");
    bind_key(statement, row);
    statement.run();
}

sqlite_statement& sqlite_writer::statement_for(std::map<std::pair<size_t, int64_t>, sqlite_statement>& place,
                                               const row& row, int64_t generation, std::string_view sql) {
    auto& statement = place[{row.table, generation}];
    if (statement) return statement;
    const auto& table = sqlite_table_at(row.table);
    const auto name = generation == 0 ? std::string{table.name} : fmt::format("{}_{}", table.name, generation);
    statement = connection_.prepare(fmt::format(fmt::runtime(sql), name, table.has_id() ? "id" : "key"));
    return statement;
}

void sqlite_writer::bind_key(sqlite_statement& statement, const row& row) {
    const auto& table = sqlite_table_at(row.table);
    if (table.has_id()) {
        statement.bind(1, to_id(table, row.key));
    } else {
        statement.bind_octets(1, row.key);
    }
}

void sqlite_writer::write_state(const database_state& state) {
    write_meta_.bind(1, to_integer(state.position)).bind(2, state.now.steady_ms).bind(3, state.now.utc_ms);
    write_meta_.bind(4, to_integer(state.postings.sequence)).bind_octets(5, octets_of(state.postings.hash)).run();
}

}  // namespace kaskad::store
