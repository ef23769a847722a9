#pragma once

#include "billing/seal.hpp"
#include "engine/facts/fetch.hpp"
#include "engine/facts/history.hpp"
#include "store/batch.hpp"
#include "store/error.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

// The projection of all durable facts: every record in a table of its own, with the position it is true at. Written by
// the projector alone; read through `reader`s, one a thread. Every implementation passes
// tests/store/database_contract.hpp.

namespace kaskad::store {

class view;

// Parked receipts that memory is filled with at start: the newest.
inline constexpr size_t PARKED_START_MAX = 100'000;

// A message with all that explains it. `message` is empty when the database does not hold it.
struct message_view {
    uint64_t position = 0;  // every group up to it is in this view
    std::optional<facts::message> message;
    std::optional<std::string> text;
    std::vector<facts::attempt_decision> decisions;
    std::vector<facts::history_entry> history;  // oldest first
    std::optional<facts::cascade> cascade;      // by which it goes
};

// What is a client's with an id above `after`, rising.
struct list_query {
    core::client_id client;
    core::message_id after;
    uint32_t limit = 0;
};

struct listed_message {
    facts::message message;
    std::optional<std::string> text;
};

struct message_page {
    uint64_t position = 0;
    core::now as_of;  // the time of the last projected group
    std::vector<listed_message> messages;
};

// Texts from handsets to a client's numbers; to nobody's where the query names no client.
struct inbound_page {
    uint64_t position = 0;
    core::now as_of;
    std::vector<facts::inbound_text> texts;
};

// Used by one thread at a time. Never blocks the writer.
class reader {
  public:
    virtual ~reader() = default;

    virtual result<uint64_t> position() = 0;
    // Cold records for the engine. An error becomes fetch_result::failed in fetch(), below.
    virtual result<facts::fetch_result> read(const facts::fetch_request& request) = 0;
    // By an id that a client was told: its own, or that of a later piece of its text.
    virtual result<message_view> read_message(core::message_id told) = 0;
    virtual result<message_page> list_messages(const list_query& query) = 0;
    virtual result<inbound_page> list_inbound(const list_query& query) = 0;
    // The rows of the books that are about this message, by sequence.
    virtual result<std::vector<billing::posting>> read_postings(core::message_id message) = 0;
    // All that were ever declared.
    virtual result<std::vector<facts::link>> read_links() = 0;
};

// What the engine is answered with, whatever happens.
facts::fetch_result fetch(reader& from, const facts::fetch_request& request);

// Where the database stands; what the projector goes on from. A view of it (view.hpp) does not look for the open day.
struct database_state {
    uint64_t position = 0;
    core::now now;
    billing::books_end postings;
};

// From here on positions are those of a move (table_move.hpp), not a journal's: a database that stands at one holds an
// unknown part of another, and nothing may start on it. They sort in front of all others where integers have a sign.
inline constexpr uint64_t MOVE_POSITION = uint64_t{3} << 62;

inline bool is_half_moved(uint64_t position) {
    return position >= MOVE_POSITION;
}

// The error: a move into it did not end.
result<void> check_is_whole(uint64_t position);

// One stored row as canonical octets.
struct stored_row {
    std::string key;
    std::string octets;

    friend bool operator==(const stored_row&, const stored_row&) = default;
};

// All but the readers it makes belong to one thread: whoever starts up, then the projector's.
class database {
  public:
    virtual ~database() = default;

    virtual result<database_state> state() = 0;
    // One durable transaction. A batch the database already holds is confirmed without a change, so a write whose
    // outcome is unknown is simply repeated. Otherwise first_position must follow the database's position.
    virtual result<void> write(const batch& batch) = 0;
    // Where it stands from now on, whatever it stood at; the days' roots stay. For moves alone; durable like a batch.
    virtual result<void> set_state(const database_state& state) = 0;
    // Roots of days whose postings are there already; durable like a batch.
    virtual result<void> put_days(std::span<const billing::day_root> days) = 0;
    // How far messages can be dropped that came before `wanted`: where a part that lies apart ends. 0: nothing can.
    virtual result<core::message_id> droppable(core::message_id wanted) = 0;
    // Takes messages below `what.before`, which droppable() gave, and all that hangs on them, and keeps the seal;
    // durable like a batch. None of them may have anything to come.
    virtual result<void> drop_messages(const billing::seal& what) = 0;
    virtual result<facts::start_view> load_start() = 0;
    virtual result<std::unique_ptr<store::view>> make_view() = 0;
    result<std::unique_ptr<store::reader>> make_reader();
    // Every row of one table in order of key: for comparisons and tools, not for the main path.
    virtual result<std::vector<stored_row>> rows(size_t table) = 0;
};

// All that is recorded, as text: equal databases give equal text, whatever batches wrote them. For tests and tools.
result<std::string> canonical(database& from);

}  // namespace kaskad::store
