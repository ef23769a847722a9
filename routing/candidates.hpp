#pragma once

#include "core/id.hpp"
#include "core/money.hpp"
#include "core/reason.hpp"
#include "routing/number_plan.hpp"
#include "routing/price_book.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// The links that could carry a message, each with its price or with the reason why it may not. Ranks nothing.

namespace kaskad::routing {

// Most links a node may have.
inline constexpr size_t LINKS_MAX = 256;

// A link as it is at the moment of the decision. covers: it takes this network, class and sender. queue and rate in
// segments (parts) and segments a second; rate 0 = unlimited.
struct link_snapshot {
    core::link_id id;
    bool enabled = true;
    bool bound = true;
    bool covers = true;
    uint32_t queue_segments = 0;
    uint32_t rate_segments = 0;
};

// verdict none: may carry it. In a finished decision none is the chosen one, `dearer` one that lost by price or, at the
// same price, by wait. Any other verdict is the first filter that refused. price is 0 where there was none (`priced`
// says).
struct candidate {
    core::link_id link;
    core::reason verdict = core::reason::none;
    bool has_price = false;
    core::price price;
    uint32_t wait_ms = 0;

    friend bool operator==(const candidate&, const candidate&) = default;
};

// What the filters ask about. `parts` joins the queue, `tried` are the links this message was already given to.
struct candidate_query {
    const routing::network* network = nullptr;
    uint32_t parts = 1;
    int64_t utc_ms = 0;
    std::span<const core::link_id> tried;
};

// One candidate a link, in the order given. Filters, first one to refuse names the verdict: link_disabled,
// link_does_not_cover, link_without_price, link_tried_before, link_not_bound. So link_not_bound means: nothing else is
// wrong with it. Not more than LINKS_MAX links.
std::vector<candidate> make_candidates(std::span<const link_snapshot> links, const candidate_query& query,
                                       const price_book& prices);

// How long `parts` more parts take to leave over that link, in milliseconds, rounded up; saturates.
uint32_t wait_ms(const link_snapshot& link, uint32_t parts);

}  // namespace kaskad::routing
