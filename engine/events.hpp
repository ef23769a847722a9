#pragma once

#include "engine/turn.hpp"

#include <vector>

// What clients are told: events raised with the facts, and the calls of their endpoints - a few at once, in order of
// sequence, repeated with growing delays, at least once each with the same body and id.

namespace kaskad::engine {

facts::event_kind event_of(facts::message_state state);

// What its endpoint is to be told, as the message is now: one event, or over SMPP one for each submit that asked for
// it. Nothing where it has no endpoint, or the endpoint does not want this kind.
std::vector<facts::event> make_events(const turn& turn, const facts::message& value, facts::event_kind kind);
// The same of a message that had ended before, and less well. By a cascade whoever submitted it over SMPP has one
// receipt: who was told of its failure is told nothing more.
std::vector<facts::event> make_late_events(const turn& turn, const facts::message& value, facts::event_kind kind);
// All of one endpoint, one behind the other.
void raise_events(turn& turn, std::vector<facts::event> events);

bool wants(const facts::endpoint& endpoint, facts::event_kind kind);

// Calls what may be called now.
void call_endpoints(turn& turn);
void handle(turn& turn, const facts::callback_answered& command);

// Events fetched for an endpoint that was behind.
void take_events(turn& turn, const facts::fetch_events& request, const facts::fetch_result& result);

// Records how far the endpoints have come: at most once a second each.
void record_progress(turn& turn);

}  // namespace kaskad::engine
