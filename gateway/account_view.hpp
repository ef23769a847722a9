#pragma once

#include "gateway/clients/server_counts.hpp"

#include <string>

// The SMPP accounts of clients and their binds, for operators. JSON; no password and no hash of one.

namespace kaskad::gateway {

std::string render_accounts(const clients::server_counts& counts);

}  // namespace kaskad::gateway
