#pragma once

#include "engine/turn.hpp"

#include <expected>
#include <vector>

// Whether a message that goes by a cascade is taken: what every message is asked, then whether at least one of its
// steps can begin. Refused uncharged, with the reason of each step, where none can.

namespace kaskad::engine {

bool goes_by_cascade(const facts::submit_message& command);

// The recipient wants no such message. Refused: suppressed.
std::expected<void, facts::refusal> check_wanted(turn& turn, const facts::message& draft);

// Behind fill_parties(): fields, content, prices. The draft has its id, and is then complete but for its charge and its
// first attempt. Refused besides what admission refuses: invalid_content.
std::expected<void, facts::refusal> prepare_cascade(turn& turn, facts::message& draft,
                                                    const facts::submit_message& command, const facts::client& client,
                                                    const facts::cascade& cascade);

// What is sent, as it came.
facts::message_text texts_in(const facts::message& draft, const facts::submit_message& command);
// What its steps are judged by before it is taken: of a text in pieces nothing is known yet but that there will be one.
facts::message_text texts_to_judge(const facts::message& draft, const facts::submit_message& command);

// Takes it, or says why no step can begin: no_route.
std::expected<facts::accepted_item, facts::refusal> admit_cascade(turn& turn, facts::message& draft,
                                                                  const facts::submit_message& command);

// What each step would do for this recipient now.
std::vector<facts::step_preview> preview_steps(const turn& turn, facts::message draft,
                                               const facts::submit_message& command);

}  // namespace kaskad::engine
