#pragma once

#include "engine/facts/command.hpp"
#include "gateway/links/receipt_reading.hpp"
#include "smpp/session_event.hpp"

// From the answer to a query_sm to what the engine hears: the words of a receipt, for it goes the way of one. Pure.

namespace kaskad::gateway::links {

// bind and part are the caller's to fill in. A generic_nack and an answer of another kind say nothing of the message.
facts::query_answered read_query_answer(const smpp::event::response_received& response, const receipt_terms& terms);

}  // namespace kaskad::gateway::links
