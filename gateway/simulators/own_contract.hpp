#pragma once

#include "gateway/simulators/channel_dialect.hpp"

// What the simulated voice and webhook providers share: the answers of the contract that Kaskad itself defines
// (docs/channels.md). Pure.

namespace kaskad::gateway::simulators {

// {"status": "next" | "retry" | "throttle" | "account" | "config", "code"}
net::http_response refuse_by_contract(int status, std::string_view word, std::string_view code);
net::http_response answer_by_contract(const channel_message& message, channel_verdict verdict);
// The same for the same attempt.
std::string contract_id(std::string_view prefix, uint64_t number, const channel_send& send);

}  // namespace kaskad::gateway::simulators
