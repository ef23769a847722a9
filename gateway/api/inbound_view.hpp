#pragma once

#include "gateway/api/json_writer.hpp"
#include "gateway/api/message_view.hpp"

#include <string>

// The one place that shows a text from a handset: in its callback and in lists. Only an operator's key adds the link.
// Pure; on a reader's thread.

namespace kaskad::gateway::api {

// The members of one text, into an object that is begun.
void write_inbound(json_writer& out, const facts::inbound_text& text);

// {"inbound": [...], "as_of", "next_after": id or null}. `links`: null for a client's eyes.
std::string render_inbound_page(const store::inbound_page& page, uint32_t limit, const link_names* links);

}  // namespace kaskad::gateway::api
