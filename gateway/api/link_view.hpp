#pragma once

#include "gateway/api/link_status.hpp"
#include "gateway/api/message_view.hpp"
#include "net/http_message.hpp"

#include <vector>

// Links as the operator sees them: what is declared and said of each, and how it is now. Pure.

namespace kaskad::gateway::api {

// {"links": [{"name", "state", "hold", "rate", "binds", ...}]}, by name. Links that are gone are left out.
net::http_response render_links(const link_names& links, const std::vector<link_status>& now);

}  // namespace kaskad::gateway::api
