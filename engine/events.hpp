#pragma once

#include "engine/turn.hpp"

// What clients are told: events raised with the facts, and the calls of their endpoints - a few at once, in order of
// sequence, repeated with growing delays, at least once each with the same body and id.

namespace kaskad::engine {

facts::event_kind event_of(facts::message_state state);

// Nothing where the message has no endpoint, or the endpoint does not want this kind.
void raise_event(turn& turn, const facts::message& value, facts::event_kind kind);

// Calls what may be called now.
void call_endpoints(turn& turn);
void handle(turn& turn, const facts::callback_answered& command);

// Events fetched for an endpoint that was behind.
void take_events(turn& turn, const facts::fetch_events& request, const facts::fetch_result& result);

// Records how far the endpoints have come: at most once a second each.
void record_progress(turn& turn);

}  // namespace kaskad::engine
