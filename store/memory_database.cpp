#include "store/memory_database.hpp"

#include "core/assert.hpp"
#include "store/memory_view.hpp"
#include "store/postgres_tables.hpp"
#include "store/record_access.hpp"

#include <algorithm>

namespace kaskad::store {

namespace {

constexpr size_t MESSAGES = 0;

core::message_id to_id(std::string_view key) {
    core::message_id id;
    for (const char octet : key)
        id.value = id.value << 8 | static_cast<uint8_t>(octet);
    return id;
}

}  // namespace

result<database_state> memory_database::state() {
    return state_;
}

result<void> memory_database::write(const batch& batch) {
    put(batch);
    return {};
}

result<void> memory_database::set_state(const database_state& state) {
    state_ = state;
    return {};
}

result<void> memory_database::put_days(std::span<const billing::day_root> days) {
    for (const auto& day : days)
        days_[day.day] = day;
    if (!days_.empty()) state_.postings.day = days_.rbegin()->second;
    return {};
}

result<void> memory_database::drop_messages(const billing::seal& what) {
    for (size_t table = 0; table < tables_.size(); ++table)
        drop_rows(table, what.before);
    seals_[what.number] = what;
    return {};
}

void memory_database::drop_rows(size_t table, core::message_id before) {
    const auto& kind = postgres_table_at(table);
    if (!kind.is_by_message()) return;
    std::vector<std::string> gone;
    for (const auto& [key, octets] : tables_[table])
        if (kind.message_in(key) < before) gone.emplace_back(key);
    for (const auto& key : gone) {
        tables_[table].erase(key);
        if (table == MESSAGES) forget(to_id(key));
    }
}

void memory_database::put(const batch& batch) {
    if (batch.position <= state_.position) return;  // held already
    ASSERT(batch.first_position == state_.position + 1);
    for (const auto& row : batch.rows)
        put(row);
    for (const auto& row : batch.history)
        put(row);
    for (const auto& day : batch.days)
        days_[day.day] = day;
    for (const auto& seal : batch.seals)
        seals_[seal.number] = seal;
    state_ = {.position = batch.position, .now = batch.now, .postings = batch.postings};
}

void memory_database::put(const row& row) {
    auto& table = tables_[row.table];
    if (row.gone) {
        table.erase(row.key);
        if (row.table == MESSAGES) forget(to_id(row.key));
        return;
    }
    table.put(row.key, row.record);
    if (row.table == MESSAGES) index(row.record);
}

// Hangs on its message: without one there is nothing to find it by.
void memory_database::put(const history_row& row) {
    const auto message = hanging_.find(row.message);
    if (message != hanging_.end()) message->second.history += row.facts;
}

void memory_database::index(std::string_view record) {
    const auto value = scan_message(record);
    const uint64_t id = value.id.value;
    auto& known = hanging_[value.id];
    move_due(id, known.due_steady, std::max(value.due_steady, int64_t{0}));
    queue_place place;
    if (value.queue_sequence > 0) {
        place = {value.queue_link.value, value.klass, value.client.value, value.queue_sequence};
    }
    move_queued(id, known.queued, place);
    move_in_flight(id, known.in_flight, value.in_flight);
    move_person(id, known.person, is_open_cascade(value) ? value.recipient : std::string_view{});
}

void memory_database::forget(core::message_id id) {
    const auto found = hanging_.find(id);
    if (found == hanging_.end()) return;
    auto& known = found->second;
    move_due(id.value, known.due_steady, 0);
    move_queued(id.value, known.queued, {});
    move_in_flight(id.value, known.in_flight, false);
    move_person(id.value, known.person, {});
    hanging_.erase(found);
}

// In all of them an index holds nothing for what is 0 or empty.
void memory_database::move_due(uint64_t id, int64_t& from, int64_t to) {
    if (from == to) return;
    if (from != 0) due_.erase({from, id});
    if (to != 0) due_.emplace(to, id);
    from = to;
}

void memory_database::move_queued(uint64_t id, queue_place& from, const queue_place& to) {
    if (from == to) return;
    if (from != queue_place{}) queued_.erase(from);
    if (to != queue_place{}) queued_[to] = id;
    from = to;
}

void memory_database::move_in_flight(uint64_t id, bool& from, bool to) {
    if (from == to) return;
    if (from) in_flight_.erase(id);
    if (to) in_flight_.insert(id);
    from = to;
}

void memory_database::move_person(uint64_t id, std::string& from, std::string_view to) {
    if (from == to) return;
    if (!from.empty()) people_.erase({from, id});
    if (!to.empty()) people_.emplace(to, id);
    from = to;
}

result<facts::start_view> memory_database::load_start() {
    return guarded([&] {
        memory_view now{*this};
        return store::load_start(now);
    });
}

result<std::vector<stored_row>> memory_database::rows(size_t table) {
    std::vector<stored_row> found;
    for (const auto& [key, octets] : tables_[table])
        found.push_back({.key = std::string{key}, .octets = std::string{octets}});
    return found;
}

result<std::unique_ptr<view>> memory_database::make_view() {
    return std::make_unique<memory_view>(*this);
}

}  // namespace kaskad::store
