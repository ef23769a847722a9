#pragma once

#include "engine/facts/effect.hpp"
#include "gateway/api/message_view.hpp"
#include "net/http_server.hpp"

// The reason catalogue, and what operators said that it does not know, as JSON. Pure.

namespace kaskad::gateway::api {

// [{"code", "culprit", "final", "text": {"en", "ru"}}]; for the operator also "try_elsewhere" and "supplier_bills".
net::http_response render_reasons(bool for_operator);

// {"codes": [{"link", "stat", "err", "network", "command_status", "taken_for", "count", "last_at"}], "uncounted"}
net::http_response render_unmapped(const facts::unmapped_codes& codes, const link_names& links);

}  // namespace kaskad::gateway::api
