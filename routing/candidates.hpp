#pragma once

#include "core/id.hpp"
#include "core/reason.hpp"
#include "routing/belief.hpp"
#include "routing/decision.hpp"
#include "routing/margin.hpp"
#include "routing/price_book.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// The links that could carry a message, each with its price and what is believed of it, or with the reason why it may
// not. Ranks nothing.

namespace kaskad::routing {

// Most links a node may have.
inline constexpr size_t LINKS_MAX = 256;

// A link as it is at the moment of the decision. queue and rate in segments (parts) and segments a second; rate 0 =
// unlimited. weight: its share under the weighted policy, its place (lowest first) under the chain.
struct link_snapshot {
    core::link_id id;
    bool enabled = true;
    bool bound = true;
    bool covers = true;  // this network and class
    bool takes_sender = true;
    bool is_allowed = true;     // by the client's lists
    bool is_of_client = false;  // whoever submitted the message owns it
    bool is_in_policy = true;
    bool is_within_limit = true;  // what may be bought from the supplier
    bool is_in_maintenance = false;
    bool is_ejected = false;
    bool had_last_code = false;  // that the recipient asked for again
    uint32_t queue_segments = 0;
    uint32_t rate_segments = 0;
    uint32_t weight = 1;
    sender_type senders = sender_type::any;  // what the sender is to this supplier; any: as the question says
    belief believed{};
};

// The question as the link's price is asked.
price_question question_for(const link_snapshot& link, const price_question& asked);

// From so many on the margin is reckoned by the bounds of what is believed; until then by its mean.
inline constexpr uint32_t KNOWN_SAMPLES = 50;

// What the filters ask about. asked: what the buy prices are asked for. `parts` joins the queue, `tried` are the links
// this message was already given to. wait_max_ms: a queue may take so long; 0 = any. floor: least share of deliveries
// of 10,000, at the lower bound. margin_min: what a part earns at least; may_lose: not asked. sell_currency: empty = no
// sell price is known. spend_max: what a part may cost with all attempts of the message together, in sell_currency; 0 =
// whatever. lacks_rate: sell and buy prices are in two currencies, and what one is worth in the other is not known
// well enough.
struct candidate_query {
    price_question asked{};
    uint32_t parts = 1;
    std::span<const core::link_id> tried;
    uint32_t wait_max_ms = 0;
    uint16_t floor = 0;
    margin_terms margin{};
    core::currency sell_currency{};
    core::price margin_min{};
    bool may_lose = false;
    core::price spend_max{};
    bool lacks_rate = false;
};

// One candidate a link, in the order given. The first filter to refuse names the verdict.
// What nothing can lift: link_disabled, link_does_not_cover, link_refuses_sender, link_without_price, link_not_allowed,
// link_owned_by_client, link_not_in_policy, link_tried_before, link_limit_reached, link_over_spend_limit,
// link_without_rate and link_loses_money (the last two unless it may lose; where the prices are in one currency);
// link_not_bound: takes it when it is bound again. What only speaks for another link, if there is one:
// link_in_maintenance, link_ejected, link_too_slow, link_below_floor. Not more than LINKS_MAX links.
std::vector<candidate> make_candidates(std::span<const link_snapshot> links, const candidate_query& query,
                                       const price_book& prices);

// How long `parts` more parts take to leave over that link, in milliseconds, rounded up; saturates.
uint32_t wait_ms(const link_snapshot& link, uint32_t parts);

}  // namespace kaskad::routing
