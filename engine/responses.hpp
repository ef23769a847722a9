#pragma once

#include "engine/retry_class.hpp"
#include "engine/turn.hpp"

#include <string>

// What operators answer to submit_sm: taken, too fast, later, elsewhere, never.

namespace kaskad::engine {

void handle(turn& turn, const facts::submit_answered& command);

// The same of an answer whose meaning is known, with the peer's own words, if it has any.
struct told_answer {
    response_rule rule;
    std::string words;
    std::string evidence;
};
void respond(turn& turn, const facts::submit_answered& command, told_answer told);

// The delay of a retry is over: back into the queue.
void retry(turn& turn, facts::message& draft);

}  // namespace kaskad::engine
