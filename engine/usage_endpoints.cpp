#include "engine/usage_endpoints.hpp"

#include "engine/reply.hpp"

#include <utility>

namespace kaskad::engine {

namespace {

using facts::endpoint_kind;
using facts::refusal_code;

// A day that was told before is not told back.
checked<facts::done> note(turn& turn, const facts::usage_told& command) {
    const auto found = turn.memory.endpoints.find(command.endpoint);
    if (found == turn.memory.endpoints.end() || found->second.kind != endpoint_kind::usage)
        return refuse(refusal_code::not_found, "endpoint", "there is no endpoint for usage of this id");
    const auto& zone = turn.memory.clients.at(found->second.client).zone;
    if (command.day >= turn.memory.calendar->day(zone, turn.now.utc_ms).begin_day)
        return refuse(refusal_code::invalid_declaration, "day", "it is not over where the client is billed");
    auto progress = turn.memory.endpoint_states[command.endpoint].progress;
    if (command.day <= progress.usage_day) return facts::done{};
    progress.endpoint = command.endpoint;
    progress.usage_day = command.day;
    turn.emit({.kind = facts::fact_kind::endpoint_advanced, .changes = changes_of(std::move(progress))});
    return facts::done{};
}

}  // namespace

void handle(turn& turn, const facts::usage_told& command) {
    reply(turn, command.reply_to, note(turn, command));
}

void handle(turn& turn, const facts::query_usage_endpoints& command) {
    facts::usage_endpoints told;
    for (const auto& [id, endpoint] : turn.memory.endpoints) {
        if (endpoint.kind != endpoint_kind::usage || !endpoint.enabled) continue;
        const auto& client = turn.memory.clients.at(endpoint.client);
        const auto state = turn.memory.endpoint_states.find(id);
        const auto day = state == turn.memory.endpoint_states.end() ? 0 : state->second.progress.usage_day;
        if (client.enabled) told.rows.push_back({endpoint, client.name, client.zone, day});
    }
    turn.send(facts::answer{command.reply_to, 0, std::move(told)});
}

}  // namespace kaskad::engine
