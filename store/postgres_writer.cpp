#include "store/postgres_writer.hpp"

#include "core/assert.hpp"
#include "store/day_root_row.hpp"
#include "store/postgres_partitions.hpp"
#include "store/postgres_tables.hpp"
#include "store/record_access.hpp"

#include <algorithm>
#include <span>

namespace kaskad::store {

namespace {

using kind = postgres_array::kind;
using rows_of_table = std::span<const row>;

size_t message_table() {
    return table_of<facts::message>();
}

size_t posting_table() {
    return table_of<billing::posting>();
}

int64_t to_integer(uint64_t value) {
    return static_cast<int64_t>(value);
}

rows_of_table rows_of(const batch& batch, size_t table) {
    return std::ranges::equal_range(batch.rows, table, {}, &row::table);
}

void add_key(postgres_array& to, const postgres_table& table, const row& row) {
    if (table.has_id()) {
        to.add(to_id(table, row.key));
    } else {
        to.add(row.key);
    }
}

postgres_array keys_of(const postgres_table& table) {
    return postgres_array{table.has_id() ? kind::integers : kind::octets};
}

// The rows of table message, and those of table work that belong to them.
class message_arrays {
  public:
    void add(const row& row) {
        const auto id = to_id(postgres_table_at(message_table()), row.key);
        if (row.gone) return idle_.add(id);
        const auto message = scan_message(row.record);
        add_message(id, message, row.record);
        if (message.by_cascade) add_cascade(id, message);
        const bool has_work = message.due_steady > 0 || message.queue_sequence > 0 || message.in_flight;
        if (!has_work) return idle_.add(id);
        add_work(id, message);
    }

    void write(postgres_session& session) {
        if (ids_.size() != 0) put_messages(session);
        if (idle_.size() != 0)
            session.run("DELETE FROM work WHERE id = ANY ($1::bigint[])", postgres_arguments{}.add(idle_));
        if (work_ids_.size() != 0) put_work(session);
        put_cascades(session);
    }

  private:
    void add_cascade(int64_t id, const facts::scanned_message& message) {
        const bool is_open = is_open_cascade(message);
        (is_open ? open_ids_ : ended_ids_).add(id);
        (is_open ? open_people_ : ended_people_).add(message.recipient);
    }

    void put_cascades(postgres_session& session) {
        if (open_ids_.size() != 0) {
            session.run(
                "INSERT INTO cascade_message (recipient, id) SELECT * FROM unnest($1::bytea[], $2::bigint[]) "
                "ON CONFLICT DO NOTHING",
                postgres_arguments{}.add(open_people_).add(open_ids_));
        }
        if (ended_ids_.size() == 0) return;
        session.run(
            "DELETE FROM cascade_message USING unnest($1::bytea[], $2::bigint[]) AS ended (recipient, id) "
            "WHERE cascade_message.recipient = ended.recipient AND cascade_message.id = ended.id",
            postgres_arguments{}.add(ended_people_).add(ended_ids_));
    }

    void add_message(int64_t id, const facts::scanned_message& message, std::string_view record) {
        ids_.add(id);
        clients_.add(int64_t{message.client.value});
        references_.add(message.client_ref);
        recipients_.add(message.recipient);
        classes_.add(static_cast<int64_t>(message.klass));
        accepted_.add(message.accepted_utc);
        states_.add(static_cast<int64_t>(message.state));
        finals_.add(message.final_utc);
        records_.add(record);
    }

    void add_work(int64_t id, const facts::scanned_message& message) {
        work_ids_.add(id);
        dues_.add(message.due_steady);
        links_.add(int64_t{message.queue_link.value});
        work_classes_.add(static_cast<int64_t>(message.klass));
        work_clients_.add(int64_t{message.client.value});
        sequences_.add(to_integer(message.queue_sequence));
        flights_.add(int64_t{message.in_flight});
    }

    void put_messages(postgres_session& session) {
        postgres_arguments arguments;
        arguments.add(ids_).add(clients_).add(references_).add(recipients_).add(classes_).add(accepted_);
        arguments.add(states_).add(finals_).add(records_);
        // What is fixed at acceptance stays out of the update.
        session.run(
            "INSERT INTO message (id, client, client_ref, recipient, class, accepted_utc, state, final_utc, record) "
            "SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bigint[], $6::bigint[], "
            "$7::bigint[], $8::bigint[], $9::bytea[]) ON CONFLICT (id) DO UPDATE SET state = excluded.state, "
            "final_utc = excluded.final_utc, record = excluded.record",
            arguments);
    }

    void put_work(postgres_session& session) {
        postgres_arguments arguments;
        arguments.add(work_ids_).add(dues_).add(links_).add(work_classes_).add(work_clients_).add(sequences_);
        arguments.add(flights_);
        session.run(
            "INSERT INTO work SELECT id, due, link, class, client, sequence, flight <> 0 FROM unnest($1::bigint[], "
            "$2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[]) AS row (id, due, "
            "link, class, client, sequence, flight) ON CONFLICT (id) DO UPDATE SET due_steady = excluded.due_steady, "
            "queue_link = excluded.queue_link, class = excluded.class, client = excluded.client, "
            "queue_sequence = excluded.queue_sequence, in_flight = excluded.in_flight",
            arguments);
    }

    postgres_array ids_{kind::integers}, clients_{kind::integers}, classes_{kind::integers}, accepted_{kind::integers};
    postgres_array states_{kind::integers}, finals_{kind::integers};
    postgres_array references_{kind::octets}, recipients_{kind::octets}, records_{kind::octets};
    postgres_array work_ids_{kind::integers}, dues_{kind::integers}, links_{kind::integers};
    postgres_array work_classes_{kind::integers}, work_clients_{kind::integers}, sequences_{kind::integers};
    postgres_array flights_{kind::integers};
    postgres_array idle_{kind::integers};
    postgres_array open_ids_{kind::integers}, ended_ids_{kind::integers};
    postgres_array open_people_{kind::octets}, ended_people_{kind::octets};
};

void write_messages(postgres_session& session, rows_of_table rows) {
    message_arrays arrays;
    for (const auto& row : rows)
        arrays.add(row);
    arrays.write(session);
}

void put_rows(postgres_session& session, const postgres_table& table, rows_of_table rows) {
    auto keys = keys_of(table);
    postgres_array records{kind::octets}, messages{kind::integers};
    for (const auto& row : rows) {
        if (row.gone) continue;
        add_key(keys, table, row);
        records.add(row.record);
        if (table.names_message()) messages.add(to_integer(table.message_in(row.key).value));
    }
    if (keys.size() == 0) return;
    postgres_arguments arguments;
    arguments.add(keys).add(records);
    if (table.names_message()) arguments.add(messages);
    session.run(table.put_sql(), arguments);
}

void remove_rows(postgres_session& session, const postgres_table& table, rows_of_table rows) {
    auto keys = keys_of(table);
    for (const auto& row : rows) {
        if (row.gone) add_key(keys, table, row);
    }
    if (keys.size() != 0) session.run(table.remove_sql(), postgres_arguments{}.add(keys));
}

// What hangs on a message that goes would be taken for that of a later one with its id.
void remove_hanging(postgres_session& session, const batch& batch) {
    postgres_array gone{kind::integers};
    for (const auto& row : rows_of(batch, message_table())) {
        if (row.gone) gone.add(to_id(postgres_table_at(message_table()), row.key));
    }
    if (gone.size() == 0) return;
    for (const auto* sql : {"DELETE FROM history WHERE message = ANY ($1::bigint[])",
                            "DELETE FROM cascade_message WHERE id = ANY ($1::bigint[])"})
        session.run(sql, postgres_arguments{}.add(gone));
}

// Without its message nothing could find it.
void write_history(postgres_session& session, const batch& batch) {
    remove_hanging(session, batch);
    postgres_array messages{kind::integers}, facts{kind::octets};
    for (const auto& history : batch.history) {
        messages.add(to_integer(history.message.value));
        facts.add(history.facts);
    }
    if (messages.size() == 0) return;
    session.run(
        "INSERT INTO history (message, position, facts) SELECT row.message, $3::bigint, row.facts "
        "FROM unnest($1::bigint[], $2::bytea[]) AS row (message, facts) "
        "WHERE EXISTS (SELECT FROM message WHERE message.id = row.message)",
        postgres_arguments{}.add(messages).add(facts).add(batch.position));
}

}  // namespace

void write_state(postgres_session& session, const database_state& state) {
    postgres_arguments arguments;
    arguments.add(state.position).add(state.now.steady_ms).add(state.now.utc_ms).add(state.postings.sequence);
    arguments.add_octets(octets_of(state.postings.hash));
    session.run("UPDATE meta SET position = $1, steady_ms = $2, utc_ms = $3, posting_sequence = $4, posting_hash = $5",
                arguments);
}

void write_days(postgres_session& session, std::span<const billing::day_root> days) {
    for (const auto& day : days) {
        postgres_arguments arguments;
        arguments.add(int64_t{day.day}).add(day.first).add(day.last).add_octets(octets_of(day.head));
        arguments.add_octets(octets_of(day.root)).add_octets(octets_of(day.peaks));
        session.run(
            "INSERT INTO day_root VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (day) DO UPDATE SET "
            "first_posting = excluded.first_posting, last_posting = excluded.last_posting, head = excluded.head, "
            "root = excluded.root, peaks = excluded.peaks",
            arguments);
    }
}

void write_seal(postgres_session& session, const billing::seal& seal) {
    postgres_arguments arguments;
    arguments.add(seal.number).add(seal.before.value).add_octets(seal.totals).add_octets(octets_of(seal.hash));
    session.run("INSERT INTO seal VALUES ($1, $2, convert_from($3::bytea, 'UTF8'), $4) ON CONFLICT (number) DO NOTHING",
                arguments);
}

postgres_writer::postgres_writer(const batch& batch) : batch_{batch} {
    for (const auto& row : rows_of(batch, posting_table())) {
        ASSERT(!row.gone);
        const auto posting = decode_as<billing::posting>(row.record);
        postings_.push_back({.month = month_of(posting.booked_utc_ms), .message = posting.message});
    }
    note_months();
}

void postgres_writer::note_months() {
    for (const auto& posting : postings_)
        months_.insert(posting.month);
    for (const auto& row : batch_.rows) {
        const auto& table = postgres_table_at(row.table);
        if (!row.gone && table.is_by_message()) months_.insert(month_of(table.message_in(row.key)));
    }
}

void postgres_writer::write_postings(postgres_session& session) const {
    postgres_array ids{kind::integers}, months{kind::integers}, messages{kind::integers}, records{kind::octets};
    auto columns = postings_.begin();
    for (const auto& row : rows_of(batch_, posting_table())) {
        ids.add(to_id(postgres_table_at(posting_table()), row.key));
        months.add(int64_t{columns->month});
        messages.add(to_integer((columns++)->message.value));
        records.add(row.record);
    }
    if (ids.size() == 0) return;
    session.run(
        "INSERT INTO posting (id, month, message, record) "
        "SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[])",
        postgres_arguments{}.add(ids).add(months).add(messages).add(records));
}

void postgres_writer::write(postgres_session& session) const {
    for (size_t place = 0; place < std::variant_size_v<facts::record>; ++place) {
        const auto rows = rows_of(batch_, place);
        if (place == posting_table()) {
            write_postings(session);
            continue;
        }
        remove_rows(session, postgres_table_at(place), rows);
        if (place == message_table()) {
            write_messages(session, rows);
        } else {
            put_rows(session, postgres_table_at(place), rows);
        }
    }
    write_history(session, batch_);
    write_days(session, batch_.days);
    for (const auto& seal : batch_.seals)
        write_seal(session, seal);
    write_state(session, {.position = batch_.position, .now = batch_.now, .postings = batch_.postings});
}

}  // namespace kaskad::store
