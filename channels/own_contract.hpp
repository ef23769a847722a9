#pragma once

#include "channels/adapter.hpp"

#include <optional>
#include <string_view>

// What the adapters `voice` and `webhook` have in common: the answer to a call, as Kaskad itself defines it
// (docs/providers.md), for whoever connects a channel that no adapter knows.

namespace kaskad::channels {

// {"status":"accepted|next|retry|throttle|account|config","id","reason","code","text","retry_after_ms"}. The contract
// says that the same call twice sends once, so whatever says nothing readable is tried again.
reply_reading read_contract_reply(const net::http_response& reply);

// The words of reports: sent, delivered, read, undelivered, expired, cancelled.
std::optional<facts::attempt_state> parse_report_state(std::string_view word);

}  // namespace kaskad::channels
