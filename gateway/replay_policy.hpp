#pragma once

#include "engine/facts/declaration.hpp"
#include "routing/replay.hpp"

#include <expected>
#include <span>
#include <string>
#include <string_view>

// A policy as the command line writes it: cost_per_delivered, expected_value:0.12, chain:alpha,beta,
// weighted:alpha=3,beta=1, forced:alpha.

namespace kaskad::gateway {

// The error says what is wrong and what would be right. Links by the names in `links`.
std::expected<routing::replay_policy, std::string> parse_replay_policy(std::string_view text,
                                                                       std::span<const facts::link> links);

std::expected<core::link_id, std::string> find_link_named(std::span<const facts::link> links, std::string_view name);

}  // namespace kaskad::gateway
