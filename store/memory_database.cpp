#include "store/memory_database.hpp"

#include "core/assert.hpp"
#include "engine/facts/codec.hpp"
#include "engine/facts/key.hpp"
#include "store/memory_view.hpp"
#include "store/record_access.hpp"

namespace kaskad::store {

namespace {

constexpr size_t MESSAGES = 0;

core::message_id to_id(const std::string& key) {
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
    const bool fails = failures_left_ > 0;
    if (fails) --failures_left_;
    if (!fails || failures_kept_) put(batch);
    if (fails) return std::unexpected(error{"the database failed (injected)", true});
    return {};
}

void memory_database::put(const batch& batch) {
    if (batch.position <= state_.position) return;  // held already
    ASSERT(batch.first_position == state_.position + 1);
    for (const auto& row : batch.rows)
        put(row);
    for (const auto& row : batch.history)
        put(row);
    state_ = {.position = batch.position, .now = batch.now, .postings = batch.postings};
}

void memory_database::put(const row& row) {
    auto& table = tables_[row.table];
    const std::string key{row.key};
    if (row.table == MESSAGES) unindex(key);
    if (row.gone) {
        table.erase(key);
        if (row.table == MESSAGES) history_.erase(to_id(key));
        return;
    }
    table[key] = row.record;
    if (row.table == MESSAGES) index(row.record);
}

// Hangs on its message: without one there is nothing to find it by.
void memory_database::put(const history_row& row) {
    if (!tables_[MESSAGES].contains(facts::key_of(facts::message{.id = row.message}))) return;
    history_[row.message].emplace_back(row.facts);
}

void memory_database::index(std::string_view record) {
    const auto value = scan_message(record);
    const uint64_t id = value.id.value;
    if (value.due_steady > 0) due_.emplace(value.due_steady, id);
    if (value.queue_sequence > 0) {
        queued_[{value.queue_link.value, value.klass, value.client.value, value.queue_sequence}] = id;
    }
    if (value.in_flight) in_flight_.insert(id);
}

void memory_database::unindex(const std::string& key) {
    const auto place = tables_[MESSAGES].find(key);
    if (place == tables_[MESSAGES].end()) return;
    const auto value = scan_message(place->second);
    due_.erase({value.due_steady, value.id.value});
    queued_.erase({value.queue_link.value, value.klass, value.client.value, value.queue_sequence});
    in_flight_.erase(value.id.value);
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
        found.push_back({.key = key, .octets = octets});
    return found;
}

result<std::unique_ptr<reader>> memory_database::make_reader() {
    return std::make_unique<view_reader>(std::make_unique<memory_view>(*this));
}

void memory_database::fail_next_writes(size_t times, bool kept) {
    failures_left_ = times;
    failures_kept_ = kept;
}

}  // namespace kaskad::store
