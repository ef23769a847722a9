#pragma once

#include "gateway/api/json_writer.hpp"
#include "gateway/api/message_view.hpp"

// What an operator's key adds to a message: attempts with links, parts and decisions, history, postings. Only
// message_view.cpp calls it.

namespace kaskad::gateway::api {

void write_operator_members(json_writer& out, const message_story& story, const operator_sources& sources);

}  // namespace kaskad::gateway::api
