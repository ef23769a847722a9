#include "engine/holds.hpp"

#include "engine/facts/codec.hpp"
#include "engine/jobs.hpp"

#include <algorithm>
#include <vector>

namespace kaskad::engine {

namespace {

using facts::fact_kind;
using facts::link_hold;

constexpr size_t WHY_OCTETS_MAX = 500;

const facts::link* find_link(const world& memory, const std::string& name) {
    for (const auto& [id, link] : memory.links) {
        if (link.name == name && link.enabled && link.hold != link_hold::leaving) return &link;
    }
    return nullptr;
}

void refuse(turn& turn, facts::token reply_to, facts::refusal_code code, std::string field, std::string why) {
    turn.send(facts::answer{reply_to, 0, facts::refusal{code, std::move(field), std::move(why)}});
}

void record(turn& turn, facts::link value, const facts::hold_link& command) {
    value.hold = command.hold;
    value.hold_by = command.by;
    value.hold_why = command.why;
    value.hold_utc = turn.now.utc_ms;
    const auto note = std::string{to_string(command.hold)} + " by " + command.by;
    turn.emit({.kind = fact_kind::link_held, .link = value.id, .note = note, .changes = {{value}}});
    turn.send(facts::publish_link{std::move(value)});
}

bool has_work(const world& memory, core::link_id id) {
    const auto found = memory.link_states.find(id);
    if (found == memory.link_states.end()) return false;
    if (found->second->queue.size() > 0) return true;
    return std::ranges::any_of(found->second->binds, [](const bind_state& bind) {
        return std::ranges::any_of(bind.continuing, [](const auto& waiting) { return !waiting.empty(); });
    });
}

// Nothing is left to send there, and the time for receipts is over.
bool has_left(turn& turn, core::link_id id) {
    auto& state = turn.memory.link_at(id);
    if (has_work(turn.memory, id)) {
        state.idle_since_steady = 0;
        return false;
    }
    if (state.idle_since_steady == 0) state.idle_since_steady = turn.now.steady_ms;
    return turn.now.steady_ms - state.idle_since_steady >= turn.limits.leaving_ms;
}

}  // namespace

bool takes_new(const facts::link& link) {
    return link.enabled && !link.drained && link.hold == link_hold::none;
}

bool is_paused(const facts::link& link) {
    return link.hold == link_hold::paused;
}

void handle(turn& turn, const facts::hold_link& command) {
    using enum facts::refusal_code;
    const auto* link = find_link(turn.memory, command.link);
    if (!link) return refuse(turn, command.reply_to, not_found, "link", "there is no such link");
    if (command.why.size() > WHY_OCTETS_MAX) {
        return refuse(turn, command.reply_to, invalid_declaration, "why", "at most 500 octets");
    }
    const auto id = link->id;
    // Said twice it is still the first one's order.
    if (link->hold != command.hold) record(turn, *link, command);
    if (is_paused(turn.memory.links.at(id))) start_reroute(turn, id);
    turn.memory.ready_links.insert(id);
    turn.send(facts::answer{command.reply_to, 0, facts::done{}});
}

void begin_leaving(turn& turn, facts::link value) {
    value.digest.clear();
    record(turn, value, {.hold = link_hold::leaving, .by = "configuration", .why = "not declared any more"});
    turn.memory.link_at(value.id).idle_since_steady = 0;
    start_reroute(turn, value.id);
}

void end_leaving(turn& turn) {
    std::vector<facts::link> gone;
    for (const auto& [id, link] : turn.memory.links) {
        if (link.enabled && link.hold == link_hold::leaving && has_left(turn, id)) gone.push_back(link);
    }
    for (auto& link : gone) {
        link.enabled = false;
        link.hold = link_hold::none;
        turn.emit({.kind = fact_kind::link_removed, .link = link.id, .note = link.name, .changes = {{link}}});
        turn.send(facts::publish_link{std::move(link), true});
    }
}

}  // namespace kaskad::engine
