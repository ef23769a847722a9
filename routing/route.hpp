#pragma once

#include "core/address.hpp"
#include "core/id.hpp"
#include "core/message_class.hpp"
#include "core/money.hpp"
#include "routing/candidates.hpp"
#include "routing/choice.hpp"
#include "routing/choice_memory.hpp"
#include "routing/decision.hpp"
#include "routing/known_network.hpp"
#include "routing/number_plan.hpp"
#include "routing/price_book.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

// Chooses the link for one attempt: filters, then a policy that ranks what they leave.

namespace kaskad::routing {

// What the client's policy and contract say of the message. Shares of 10,000. Each as in `decision`.
struct route_terms {
    policy_kind policy = policy_kind::least_cost;
    uint16_t floor = 0;
    uint16_t band = 0;
    uint32_t deadline_ms = 0;
    core::price value;
    bool may_explore = true;
    bool may_try_new = true;  // choice_terms
    uint32_t wait_max_ms = 0;
    margin_terms margin{};
    core::currency sell_currency{};
    core::price margin_min{};
    bool may_lose = false;
    core::price spend_max{};
    bool lacks_rate = false;  // candidate_query
};

struct route_request {
    core::msisdn recipient;
    core::client_id client;
    core::message_class message_class = core::message_class::transactional;
    sender_type senders = sender_type::any;  // what the sender is; any = nobody knows
    uint32_t parts = 1;
    int64_t utc_ms = 0;
    std::vector<core::link_id> tried;
    route_terms terms{};
    uint64_t chance_key = 0;               // of the message and the attempt
    choice_memory* memory = nullptr;       // draws made before; nullptr: there is none
    core::link_id sticky{};                // kept while nothing speaks against it
    std::optional<known_network> known{};  // the recipient's, where somebody knows better than the plan
    core::channel channel = core::channel::sms;
};

// If none but unbound links are left, the best of these waits; before that, one of those against which only an
// expectation speaks (see make_candidates) is taken, those below the floor first, and `reason` says so. Equal ones: the
// shorter wait, then the lower id. Same input, same decision.
decision route(const route_request& request, std::span<const link_snapshot> links, const number_plan& plan,
               const price_book& prices);

}  // namespace kaskad::routing
