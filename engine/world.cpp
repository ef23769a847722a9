#include "engine/world.hpp"

#include "core/assert.hpp"
#include "engine/facts/codec.hpp"
#include "engine/facts/key.hpp"
#include "engine/text.hpp"
#include "routing/codes.hpp"

#include <algorithm>

namespace kaskad::engine {

namespace {

constexpr uint64_t LOOP_KEY = 0;       // whose own messages would be stopped gains nothing by knowing it
constexpr double READ_SHARE = 0.6;     // of what arrives, until something is known
constexpr size_t EVICTIONS_MAX = 500;  // entries looked at in one go
constexpr size_t LOOSE_SHARE = 8;      // at most, of the messages in memory, are not packed

link_queue::options queue_options(const options& limits) {
    link_queue::options result;
    result.head_max = limits.queue_hot;
    for (size_t index = 0; index < core::MESSAGE_CLASS_COUNT; ++index) {
        result.floor_percent[index] = limits.classes[index].floor_percent;
    }
    return result;
}

link_queue::place place_of(const facts::message& value) {
    return {{value.klass, value.client}, value.queue_sequence};
}

uint32_t pending_segments(const facts::message& value) {
    if (value.attempts.empty()) return value.parts;
    const auto& attempt = value.attempts.back();
    const auto pending = std::ranges::count(attempt.parts, facts::part_state::pending, &facts::part::state);
    return std::max<uint32_t>(1, static_cast<uint32_t>(pending) * segments_of_part(attempt));
}

template <typename F>
void for_each_part(const facts::message& value, F&& visit) {
    for (const auto& attempt : value.attempts) {
        for (const auto& part : attempt.parts)
            visit(attempt, part);
    }
}

// What its client was told for it besides its own id. The names of a submit_multi are its first message's (0061).
template <typename F>
void for_each_name(const facts::message& value, F&& visit) {
    if (!value.submissions.empty() && value.submissions.front().id) return;
    for (const auto& submission : value.submissions) {
        if (submission.alias != 0) visit(facts::alias_key(submission.alias));
        if (submission.id) visit(facts::submission_key(submission.id));
    }
}

// One entry of an index.
template <typename Value>
void erase_entry(std::unordered_multimap<std::string, Value>& index, const std::string& key, const Value& value) {
    const auto [first, last] = index.equal_range(key);
    const auto entry = std::find_if(first, last, [&](const auto& one) { return one.second == value; });
    if (entry != last) index.erase(entry);
}

// A code, a country or an operator.
routing::network network_named(const std::string& name) {
    routing::network network;
    if (routing::is_mccmnc(name)) {
        network.mccmnc = name;
    } else {
        (routing::is_country(name) ? network.country : network.group) = name;
    }
    return network;
}

// Declarations are checked before they are recorded.
routing::maintenance read_maintenance(const std::map<core::link_id, facts::link>& links) {
    std::vector<routing::maintenance_window> windows;
    for (const auto& [id, link] : links) {
        for (const auto& window : link.maintenance)
            windows.push_back(window_of(id, window));
    }
    auto plan = routing::maintenance::build(windows);
    ASSERT(plan.has_value());
    return std::move(*plan);
}

}  // namespace

routing::maintenance_window window_of(core::link_id link, const facts::maintenance_window& declared) {
    routing::maintenance_window made{.link = link, .network = routing::network_key_of(network_named(declared.network))};
    if (declared.is_weekly) {
        made.when = routing::weekly{declared.weekday, declared.begin_minute, declared.minutes, declared.offset_minutes};
    } else {
        made.when = routing::once{declared.from_utc_ms, declared.to_utc_ms};
    }
    return made;
}

void endpoint_state::resume() {
    next = progress.cursor + 1;
    for (const auto& retry : progress.retries)
        retries[retry.sequence] = retry;
}

bool link_state::is_bound() const {
    return std::ranges::any_of(binds, &bind_state::bound);
}

const billing::account* account_book::find(billing::account_id id) const {
    const auto found = accounts_.find(id.value);
    return found == accounts_.end() ? nullptr : &found->second;
}

std::string operator_key(core::link_id link, std::string_view key) {
    return std::to_string(link.value) + ':' + std::string{key};
}

std::string idempotency_key(core::client_id client, std::string_view key, uint32_t item) {
    return std::to_string(client.value) + ':' + std::to_string(item) + ':' + std::string{key};
}

// Moving a quarter of a million entries takes longer than a command may run.
world::world(const engine::options& options)
    : limits{options},
      messages{std::min(hot_messages::LOOSE_MAX, options.messages_hot / LOOSE_SHARE)},
      filter{options.key_filter_bits},
      cold_people{options.people_filter_bits},
      estimator{options.arms_max},
      reading{options.arms_max, {.mean = READ_SHARE, .law = routing::usual_reading_law()}},
      probes{{.permille = {options.probe_otp_permille, options.probe_permille}, .cost_max = options.probe_cost_max}},
      loops{LOOP_KEY},
      codes{options.recent_codes_max} {
    messages.reserve(limits.messages_hot);
    operator_ids.reserve(limits.messages_hot);
}

const routing::maintenance& world::maintenance() {
    if (!maintenance_) maintenance_ = read_maintenance(links);
    return *maintenance_;
}

link_state& world::link_at(core::link_id id) {
    auto& state = link_states[id];
    if (!state) state = std::make_unique<link_state>(queue_options(limits));
    return *state;
}

uint32_t world::weight_of(core::client_id id) const {
    const auto found = clients.find(id);
    return found == clients.end() ? 1 : found->second.weight;
}

const number_owners& world::owners() {
    if (!owners_) owners_.emplace(clients, endpoints);
    return *owners_;
}

void world::assign_message(const facts::message& value, std::string_view text, uint64_t at) {
    if (messages.is_indexed(value.id)) {
        messages.look(value.id, [this](const facts::message& before) {
            unindex_parts(before);
            leave_queue(before);
            pieces.leave(before);
        });
    }
    if (!messages.contains(value.id)) index_names(value);
    const auto due_before = messages.due_of(value.id);
    const bool is_listed = messages.position_of(value.id) == at;
    messages.assign(value, text, at);
    // It seldom changes, and to find its place in a long list costs more than all the rest here.
    if (due_before != value.due_steady) {
        if (due_before > 0) due.erase({due_before, value.id});
        if (value.due_steady > 0) due.insert({value.due_steady, value.id});
    }
    index_parts(value);
    join_queue(value);
    pieces.add(value);
    open_cascades.note(value);
    if (!is_listed) dirty_.push_back({at, value.id});
}

void world::recall(const facts::message& value, std::string_view text, uint64_t at) {
    ASSERT(!messages.contains(value.id));
    messages.assign(value, text, at);
    if (value.due_steady > 0) due.insert({value.due_steady, value.id});
    index_names(value);
    index_parts(value);
    pieces.add(value);
    open_cascades.note(value);
    for_each_part(value, [&](const facts::attempt& attempt, const facts::part& part) {
        if (part.operator_id.empty()) return;
        const auto& key = part.operator_key.empty() ? part.operator_id : part.operator_key;
        // An operator may use ids again: the newest message has it.
        const auto owner = operator_ids.find(attempt.link, key);
        if (owner && owner->message > value.id) return;
        operator_ids.assign(attempt.link, key, {value.id, attempt.number, part.number});
    });
    dirty_.push_back({at, value.id});
}

void world::load(const facts::record& value, uint64_t at) {
    if (const auto* message = std::get_if<facts::message>(&value)) {
        recall(*message, {}, at);
    } else {
        assign(value, at);
    }
}

void world::join_queue(const facts::message& value) {
    if (!value.queue_link) return;
    auto& state = link_at(value.queue_link);
    const auto segments = pending_segments(value);
    state.queued_segments += segments;
    state.queue.add(place_of(value), {value.id, segments}, weight_of(value.client));
}

void world::leave_queue(const facts::message& value) {
    if (!value.queue_link) return;
    auto& state = link_at(value.queue_link);
    state.queued_segments -= std::min<uint64_t>(state.queued_segments, pending_segments(value));
    state.queue.remove(place_of(value));
}

void world::refill(const facts::message& value) {
    ASSERT(value.queue_link);
    link_at(value.queue_link)
        .queue.refill(place_of(value), {value.id, pending_segments(value)}, weight_of(value.client));
}

// Aliases begin again one day: the newest message has it.
void world::index_names(const facts::message& value) {
    for_each_name(value, [&](const std::string& key) {
        const auto owner = operator_ids.find({}, key);
        if (!owner || owner->message < value.id) operator_ids.assign({}, key, {value.id});
    });
}

void world::index_parts(const facts::message& value) {
    for_each_part(value, [&](const facts::attempt& attempt, const facts::part& part) {
        const facts::part_ref ref{value.id, attempt.number, part.number};
        if (part.state == facts::part_state::submitting) {
            const bool is_new = flying[{attempt.link, part.bind, part.epoch}].insert(ref);
            if (is_new) link_at(attempt.link).gate.opened(value.recipient);
        } else if (facts::is_doubtful(part)) {
            doubts.emplace(operator_key(attempt.link, value.recipient), ref);
        }
    });
}

void world::unindex_parts(const facts::message& value) {
    for_each_part(value, [&](const facts::attempt& attempt, const facts::part& part) {
        const facts::part_ref ref{value.id, attempt.number, part.number};
        if (part.state == facts::part_state::submitting) {
            const auto found = flying.find({attempt.link, part.bind, part.epoch});
            if (found == flying.end()) return;
            if (found->second.erase(ref)) link_at(attempt.link).gate.closed(value.recipient);
            if (found->second.empty()) flying.erase(found);
        } else if (facts::is_doubtful(part)) {
            erase_entry(doubts, operator_key(attempt.link, value.recipient), ref);
        }
    });
}

void world::keep_key(const facts::idempotency& value, uint64_t at) {
    auto key = idempotency_key(value.client, value.key, value.item);
    dirty_keys_.emplace_back(at, key);
    keys.insert_or_assign(std::move(key), kept_key{value, at});
}

void world::forget_parked(uint64_t id) {
    const auto found = parked.find(id);
    if (found == parked.end()) return;
    const auto& receipt = found->second;
    for (const auto& key : receipt.keys)
        erase_entry(parked_by_key, operator_key(receipt.link, key), id);
    erase_entry(parked_by_address, operator_key(receipt.link, receipt.recipient), id);
    parked.erase(found);
}

bool world::is_evictable(const facts::message& value) const {
    if (facts::is_in_flight(value)) return false;
    // The last one of a full fetch is due one later, and the next fetch begins behind it.
    if (value.due_steady > 0 && value.due_steady <= due_fetched_until + 1) return false;
    if (!value.queue_link) return true;
    return !link_states.at(value.queue_link)->queue.is_in_head(place_of(value));
}

void world::forget(const facts::message& value) {
    for_each_part(value, [&](const facts::attempt& attempt, const facts::part& part) {
        if (part.operator_id.empty()) return;
        const auto& key = part.operator_key.empty() ? part.operator_id : part.operator_key;
        operator_ids.erase(attempt.link, key, value.id);
    });
    for_each_name(value, [&](const std::string& key) { operator_ids.erase({}, key, value.id); });
    if (value.due_steady > 0) due.erase({value.due_steady, value.id});
    pieces.forget(value);
    open_cascades.forget(value);
    if (is_open_cascade(value)) cold_people.add(facts::person_hash(value.recipient));
    if (value.queue_link) link_at(value.queue_link).queue.chill(place_of(value));
    messages.erase(value.id);
}

void world::note_projected() {
    while (!dirty_.empty() && dirty_.front().position <= projected_position) {
        const auto entry = dirty_.front();
        dirty_.pop_front();
        if (messages.position_of(entry.message) == entry.position) candidates_of(entry.message).push_back(entry);
    }
}

std::deque<world::touched>& world::candidates_of(core::message_id id) {
    if (messages.due_of(id) == 0) return ended_;
    return messages.is_indexed(id) ? queued_ : clean_;
}

// One that must stay is touched, and so listed again, before it may go: an entry is looked at once. True: it was.
bool world::evict_first(std::deque<touched>& candidates, uint64_t safe) {
    const auto entry = candidates.front();
    const bool is_current = messages.position_of(entry.message) == entry.position;  // else it is listed again
    if (is_current && entry.position > safe) return false;
    candidates.pop_front();
    if (!is_current) return true;
    const auto message = messages.find(entry.message);
    if (is_evictable(message->value)) forget(message->value);
    return true;
}

void world::evict(uint64_t safe) {
    note_projected();
    for (size_t looked_at = 0; messages.size() > limits.messages_hot && looked_at < EVICTIONS_MAX; ++looked_at) {
        // A queue's tail comes back five hundred at a time, what waits for a receipt one by one.
        auto& waiting = queued_.empty() ? clean_ : queued_;
        auto& candidates = ended_.empty() ? waiting : ended_;
        if (candidates.empty() || !evict_first(candidates, safe)) break;
    }
    evict_keys(safe);
}

void world::evict_keys(uint64_t safe) {
    while (!dirty_keys_.empty() && dirty_keys_.front().first <= safe) {
        const auto found = keys.find(dirty_keys_.front().second);
        if (found != keys.end() && found->second.position == dirty_keys_.front().first) keys.erase(found);
        dirty_keys_.pop_front();
    }
}

}  // namespace kaskad::engine
