#include "engine/feeds.hpp"

#include "engine/reply.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace kaskad::engine {

namespace {

using facts::refusal_code;

constexpr uint64_t SLICE_MAX = 500;
constexpr int SLICES_MAX = 8;  // at once

checked<const facts::endpoint*> find_feed(const turn& turn, const facts::confirm_events& command) {
    const facts::endpoint* found = nullptr;
    for (const auto& [id, endpoint] : turn.memory.endpoints) {
        const bool is_meant = command.endpoint.empty() || endpoint.name == command.endpoint;
        if (endpoint.client != command.client || endpoint.kind != facts::endpoint_kind::feed || !is_meant) continue;
        if (found != nullptr) return refuse(refusal_code::not_found, "endpoint", "there are several feeds; say which");
        found = &endpoint;
    }
    if (found != nullptr) return found;
    return refuse(refusal_code::not_found, "endpoint", "there is no such feed; it is declared as an endpoint");
}

checked<facts::feed_state> confirm(turn& turn, const facts::confirm_events& command) {
    const auto feed = find_feed(turn, command);
    if (!feed) return std::unexpected(feed.error());
    auto& state = turn.memory.endpoint_states[(*feed)->id];
    const auto& progress = state.progress;
    if (command.through > progress.last)
        return refuse(refusal_code::invalid_declaration, "after",
                      "there is no such event yet: the last is " + std::to_string(progress.last));
    state.confirmed = std::max(state.confirmed, command.through);
    return facts::feed_state{(*feed)->id, std::max(state.confirmed, progress.cursor), progress.last,
                             progress.abandoned};
}

// Events up to here are not kept.
uint64_t end_of_kept(const turn& turn, const endpoint_state& state) {
    const auto last = state.progress.last;
    return std::max(std::min(state.confirmed, last), last - std::min(last, turn.limits.feed_events_max));
}

void let_slice_go(turn& turn, core::endpoint_id id, const endpoint_state& state, uint64_t end) {
    auto progress = state.progress;
    facts::fact fact{.kind = facts::fact_kind::endpoint_advanced};
    while (progress.cursor < end) {
        facts::event gone;
        gone.endpoint = id;
        gone.sequence = ++progress.cursor;
        if (gone.sequence > state.confirmed) ++progress.abandoned;
        fact.changes.push_back({std::move(gone), true});
    }
    turn.counters.callbacks_abandoned += progress.abandoned - state.progress.abandoned;
    fact.changes.push_back({std::move(progress)});
    turn.emit(std::move(fact));
}

}  // namespace

bool is_feed(const turn& turn, core::endpoint_id id) {
    const auto endpoint = turn.memory.endpoints.find(id);
    return endpoint != turn.memory.endpoints.end() && endpoint->second.kind == facts::endpoint_kind::feed;
}

void handle(turn& turn, const facts::confirm_events& command) {
    reply(turn, command.reply_to, confirm(turn, command));
}

void let_go(turn& turn, core::endpoint_id id, endpoint_state& state) {
    const auto end = end_of_kept(turn, state);
    for (int slice = 0; slice < SLICES_MAX && state.progress.cursor < end; ++slice)
        let_slice_go(turn, id, state, std::min(end, state.progress.cursor + SLICE_MAX));
}

}  // namespace kaskad::engine
