#pragma once

#include "engine/facts/charges.hpp"
#include "engine/turn.hpp"

#include <expected>
#include <string>
#include <vector>

// Clients below resellers: who stands above whom, and whether a tree may be so.

namespace kaskad::engine {

// Most clients on the way from one to the top, itself among them.
inline constexpr size_t TREE_DEPTH_MAX = facts::LEVELS_ABOVE_MAX + 1;

// The client itself, then whoever is above it up to the one who pays us.
std::vector<const facts::client*> chain_of(const turn& turn, const facts::client& client);

// Whether `client` is below `reseller`, however far.
bool is_below(const turn& turn, const facts::client& client, core::client_id reseller);

// Clients right below it that are enabled.
size_t clients_of(const turn& turn, core::client_id reseller);

// Why a client of these terms may not have that parent, wherever both stand; empty: it may.
std::string why_terms_clash(const facts::client& client, const facts::client& parent);

// Why the client may not stand below that parent (0 = below nobody); empty: it may. Looks at what is known of the
// parent, and of what stands below the client.
std::string why_not_below(const turn& turn, const facts::client& client, core::client_id parent);

}  // namespace kaskad::engine
