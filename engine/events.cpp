#include "engine/events.hpp"

#include "core/assert.hpp"
#include "core/mutant.hpp"
#include "engine/facts/arrivals.hpp"
#include "engine/facts/codec.hpp"
#include "engine/feeds.hpp"
#include "engine/inbound_events.hpp"
#include "engine/message_charge.hpp"
#include "smpp/pdu_message.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::engine {

namespace {

using facts::event_kind;
using facts::message_state;

constexpr size_t PROGRESS_EVENTS_MAX = 500;

// SMPP 3.4 §5.2.17: on failure only, 5.0 §4.7.21: on success only; what happens on the way has a bit of its own.
bool is_asked_for(const facts::submission& submission, event_kind kind) {
    if (kind > event_kind::unknown) return false;  // not about how the message ends
    if (kind == event_kind::sent) return (submission.registered_delivery & smpp::registered::INTERMEDIATE) != 0;
    const auto wish = submission.registered_delivery & smpp::registered::RECEIPT_MASK;
    const bool is_success = kind == event_kind::delivered || kind == event_kind::read;
    if (wish == smpp::registered::FAILURE_ONLY) return !is_success;
    return wish == smpp::registered::FINAL || (wish == smpp::registered::SUCCESS_ONLY && is_success);
}

// The operator's own word of the last receipt that had one. What failed before it arrived otherwise is not told.
std::string last_err(const facts::message& value) {
    const facts::part* last = nullptr;
    for (const auto& attempt : value.attempts) {
        if (facts::has_arrived(value.state) && !facts::has_arrived(attempt)) continue;
        for (const auto& part : attempt.parts) {
            if (part.receipt_utc == 0 || part.receipt_err.empty()) continue;
            if (last == nullptr || last->receipt_utc <= part.receipt_utc) last = &part;
        }
    }
    return last == nullptr ? std::string{} : last->receipt_err;
}

facts::event describe(const turn& turn, const facts::message& value, event_kind kind) {
    facts::event event;
    event.endpoint = value.endpoint;
    event.kind = kind;
    event.message = value.id;
    event.client = value.client;
    event.client_ref = value.client_ref;
    event.recipient = value.recipient;
    event.url = value.callback_url;
    event.state = value.state;
    event.reason = value.reason;
    event.parts = value.parts;
    event.parts_confirmed = value.parts_confirmed;
    event.price = cost_of(value);
    event.currency = value.currency;
    event.late = value.late;
    event.possible_duplicate = value.possible_duplicate;
    event.network = value.network;
    event.country = value.country;
    event.utc = turn.now.utc_ms;
    if (value.cascade != 0) event.delivered_via = facts::delivered_via(value);
    if (value.submissions.empty()) return event;
    event.sender = value.sender;
    event.accepted_utc = value.accepted_utc;
    event.err = last_err(value);
    return event;
}

int64_t delay_before(uint32_t tries, const options& limits) {
    const auto doublings = std::min<uint32_t>(tries > 0 ? tries - 1 : 0, 20);
    return std::min(limits.callback_delay_ms << doublings, limits.callback_delay_max_ms);
}

size_t parallel(const turn& turn, core::endpoint_id id) {
    const auto endpoint = turn.memory.endpoints.find(id);
    const bool has_own = endpoint != turn.memory.endpoints.end() && endpoint->second.parallel > 0;
    return has_own ? endpoint->second.parallel : turn.limits.callbacks_parallel;
}

void call(turn& turn, endpoint_state& state, const facts::event& event, uint32_t tries) {
    state.in_flight.insert(event.sequence);
    turn.send(facts::call_endpoint{event, tries});
}

void fetch_events(turn& turn, core::endpoint_id id, endpoint_state& state, uint64_t after) {
    if (state.fetching) return;
    state.fetching = true;
    const auto limit = static_cast<uint32_t>(std::max<size_t>(1, turn.limits.events_hot / 2));
    turn.memory.wanted_fetches.push_back(facts::fetch_events{id, after, limit});
}

void call_retries(turn& turn, core::endpoint_id id, endpoint_state& state) {
    const auto in_flight_max = parallel(turn, id);
    for (const auto& [sequence, retry] : state.retries) {
        if (state.in_flight.size() >= in_flight_max) return;
        if (retry.due_steady > turn.now.steady_ms || state.in_flight.contains(sequence)) continue;
        const auto event = state.events.find(sequence);
        if (event == state.events.end()) return fetch_events(turn, id, state, sequence - 1);
        call(turn, state, event->second.value, retry.tries);
    }
}

void call_next(turn& turn, core::endpoint_id id, endpoint_state& state) {
    const auto in_flight_max = parallel(turn, id);
    while (state.in_flight.size() < in_flight_max && state.next <= state.progress.last) {
        if (state.retries.size() + state.in_flight.size() >= turn.limits.callback_retries_open) return;
        const auto sequence = state.next;
        if (!state.retries.contains(sequence) && !state.done.contains(sequence)) {
            const auto event = state.events.find(sequence);
            if (event == state.events.end()) return fetch_events(turn, id, state, sequence - 1);
            call(turn, state, event->second.value, 0);
        }
        ++state.next;
    }
}

void finish(endpoint_state& state, uint64_t sequence) {
    state.retries.erase(sequence);
    state.done.insert(sequence);
    state.changed = true;
}

void record(turn& turn, core::endpoint_id id, endpoint_state& state) {
    facts::fact fact{.kind = facts::fact_kind::endpoint_advanced};
    auto progress = state.progress;
    progress.abandoned += std::exchange(state.abandoned, 0);
    progress.retries.clear();
    for (const auto& [sequence, retry] : state.retries)
        progress.retries.push_back(retry);
    // Everything behind the cursor is done or stands among the retries.
    while (progress.cursor < progress.last) {
        const auto next = progress.cursor + 1;
        if (!state.done.contains(next) && !state.retries.contains(next)) break;
        progress.cursor = next;
    }
    std::vector<uint64_t> gone;
    for (const auto sequence : state.done) {
        if (gone.size() >= PROGRESS_EVENTS_MAX) break;
        if (sequence <= progress.cursor) gone.push_back(sequence);
    }
    for (const auto sequence : gone) {
        facts::event key;
        key.endpoint = id;
        key.sequence = sequence;
        fact.changes.push_back({key, true});
        state.done.erase(sequence);
    }
    fact.changes.push_back({progress});
    state.recorded_steady = turn.now.steady_ms;
    const bool more = std::ranges::any_of(state.done, [&](uint64_t sequence) { return sequence <= progress.cursor; });
    state.changed = more;
    turn.emit(std::move(fact));
}

// The parts are raised and the whole is done in one group, or both would be told after a restart.
void cut(turn& turn, const facts::callback_answered& command, endpoint_state& state) {
    const auto event = state.events.find(command.sequence);
    ASSERT(event != state.events.end());
    raise_in_parts(turn, facts::event{event->second.value});
    finish(state, command.sequence);
    record(turn, command.endpoint, state);
}

bool is_progress_due(const turn& turn, const endpoint_state& state) {
    if (!state.changed) return false;
    const bool many = state.done.size() >= PROGRESS_EVENTS_MAX;
    return many || turn.now.steady_ms - state.recorded_steady >= turn.limits.callback_progress_ms;
}

// Events from there on go back to the database as soon as it has them. They were raised in this
// order, so behind the first that it does not have there is none that it has.
void trim_hot(turn& turn, endpoint_state& state, uint64_t kept_until) {
    auto event = state.events.lower_bound(kept_until);
    while (event != state.events.end() && event->second.position <= turn.memory.projected_position)
        event = state.events.erase(event);
}

}  // namespace

bool wants(const facts::endpoint& endpoint, event_kind kind) {
    if (endpoint.kind == facts::endpoint_kind::usage) return false;
    const auto value = static_cast<uint8_t>(kind);
    return endpoint.kinds.empty() || std::ranges::find(endpoint.kinds, value) != endpoint.kinds.end();
}

event_kind event_of(message_state state) {
    switch (state) {
        case message_state::delivered:
            return event_kind::delivered;
        case message_state::read:
            return event_kind::read;
        case message_state::failed:
            return event_kind::failed;
        case message_state::rejected:
            return event_kind::failed;
        case message_state::expired:
            return event_kind::expired;
        case message_state::cancelled:
            return event_kind::cancelled;
        case message_state::accepted:
        case message_state::scheduled:
        case message_state::in_progress:
            return event_kind::sent;
        case message_state::unknown:
            return event_kind::unknown;
    }
    return event_kind::unknown;
}

std::vector<facts::event> make_events(const turn& turn, const facts::message& value, event_kind kind) {
    if (!value.endpoint) return {};
    const auto endpoint = turn.memory.endpoints.find(value.endpoint);
    if (endpoint == turn.memory.endpoints.end() || !endpoint->second.enabled) return {};
    if (!wants(endpoint->second, kind)) return {};
    if (core::mutated(core::mutant::forget_event) && value.possible_duplicate) return {};
    if (value.submissions.empty()) return {describe(turn, value, kind)};
    std::vector<facts::event> result;
    for (const auto& submission : value.submissions) {
        if (!is_asked_for(submission, kind)) continue;
        result.push_back(describe(turn, value, kind));
        result.back().submissions.push_back(submission);
    }
    return result;
}

std::vector<facts::event> make_late_events(const turn& turn, const facts::message& value, event_kind kind) {
    auto events = make_events(turn, value, kind);
    const auto was_told = [](const facts::event& event) {
        if (event.submissions.empty()) return false;
        const auto wish = event.submissions.front().registered_delivery & smpp::registered::RECEIPT_MASK;
        return wish != smpp::registered::SUCCESS_ONLY;
    };
    if (value.cascade != 0) std::erase_if(events, was_told);
    return events;
}

void raise_events(turn& turn, std::vector<facts::event> events) {
    if (events.empty()) return;
    const auto& first = events.front();
    const auto id = first.endpoint;
    auto& state = turn.memory.endpoint_states[id];
    auto progress = state.progress;
    progress.endpoint = id;
    facts::fact fact{.kind = facts::fact_kind::event_raised,
                     .message = first.inbound.empty() ? first.message : core::message_id{},
                     .note = std::string{facts::to_string(first.kind)}};
    fact.changes.reserve(events.size() + 1);
    for (auto& event : events) {
        event.sequence = ++progress.last;
        fact.changes.emplace_back(std::move(event));
    }
    fact.changes.emplace_back(std::move(progress));
    turn.emit(std::move(fact));
    // Nobody calls a feed: the database is where its events are read.
    if (is_feed(turn, id)) return trim_hot(turn, state, 0);
    turn.memory.ready_endpoints.insert(id);
    trim_hot(turn, state, state.next + turn.limits.events_hot);
}

void call_endpoints(turn& turn) {
    for (const auto id : std::exchange(turn.memory.ready_endpoints, {})) {
        if (is_feed(turn, id)) continue;
        auto& state = turn.memory.endpoint_states[id];
        call_retries(turn, id, state);
        call_next(turn, id, state);
    }
}

void handle(turn& turn, const facts::callback_answered& command) {
    auto& state = turn.memory.endpoint_states[command.endpoint];
    if (state.in_flight.erase(command.sequence) == 0) return;
    turn.memory.ready_endpoints.insert(command.endpoint);
    if (command.accepted) {
        ++turn.counters.callbacks_accepted;
        return finish(state, command.sequence);
    }
    if (command.in_parts) return cut(turn, command, state);
    ++turn.counters.callbacks_failed;
    auto& retry = state.retries[command.sequence];
    retry.sequence = command.sequence;
    ++retry.tries;
    state.changed = true;
    if (command.given_up || retry.tries >= turn.limits.callback_tries_max) {
        ++turn.counters.callbacks_abandoned;
        ++state.abandoned;
        return finish(state, command.sequence);
    }
    retry.due_steady = turn.now.steady_ms + delay_before(retry.tries, turn.limits);
}

void take_events(turn& turn, const facts::fetch_events& request, const facts::fetch_result& result) {
    auto& state = turn.memory.endpoint_states[request.endpoint];
    state.fetching = false;
    for (const auto& record : result.records) {
        const auto* event = std::get_if<facts::event>(&record);
        if (event) state.events.emplace(event->sequence, endpoint_state::hot_event{*event, result.position});
    }
    // Asked for and not there, though nothing deletes it but our own progress: nobody can be told of it any more.
    if (!result.failed && !state.events.contains(request.after_sequence + 1)) finish(state, request.after_sequence + 1);
    if (!result.failed) turn.memory.ready_endpoints.insert(request.endpoint);
}

void record_progress(turn& turn) {
    for (auto& [id, state] : turn.memory.endpoint_states) {
        if (turn.is_long()) return;
        if (is_feed(turn, id)) {
            let_go(turn, id, state);
            continue;
        }
        if (is_progress_due(turn, state)) record(turn, id, state);
        const auto is_due = [&](const auto& entry) {
            return entry.second.due_steady <= turn.now.steady_ms && !state.in_flight.contains(entry.first);
        };
        const bool behind = state.next <= state.progress.last && state.in_flight.empty();
        if (behind || std::ranges::any_of(state.retries, is_due)) turn.memory.ready_endpoints.insert(id);
    }
}

}  // namespace kaskad::engine
