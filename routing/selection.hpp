#pragma once

#include "routing/candidates.hpp"
#include "routing/choice_memory.hpp"
#include "routing/decision.hpp"

#include <cstdint>
#include <span>

// The second half of a decision: of the candidates that the filters left, the one that the policy takes. Filters
// nothing and asks for no price; route() and the replay of a day both end here.

namespace kaskad::routing {

// As in route_terms and route_request. band: share of 10,000.
struct selection_terms {
    policy_kind policy = policy_kind::least_cost;
    uint16_t band = 0;
    core::price value;
    bool may_explore = true;
    bool may_try_new = true;
    uint64_t chance_key = 0;
    core::link_id sticky{};
    choice_memory* memory = nullptr;
};

// Takes made.candidates as make_candidates() left them, `links` in the same places, and arranges them: outcome, reason,
// draw, best, probe_cost, is_sticky and the candidates of `made` say what was chosen, its link stands in front. False,
// and `made` as it was: no link may take it, not even when it is bound again.
bool select(decision& made, const selection_terms& terms, std::span<const link_snapshot> links);

}  // namespace kaskad::routing
