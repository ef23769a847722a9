#include "routing/candidates.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <limits>

namespace kaskad::routing {

namespace {

constexpr double WHOLE = 10'000;

// Rounded towards what is safe: a lower bound down, an upper one up. By conversion, not by calls of the mathematical
// library: each link is asked for every message.
uint16_t share_down(double share) {
    return static_cast<uint16_t>(std::clamp(share, 0.0, 1.0) * WHOLE);
}

uint16_t share_up(double share) {
    const double exact = std::clamp(share, 0.0, 1.0) * WHOLE;
    const auto whole = static_cast<uint16_t>(exact);
    return static_cast<uint16_t>(whole + (exact > whole));
}

uint16_t share_near(double share) {
    return static_cast<uint16_t>(share * WHOLE + 0.5);
}

uint32_t count_of(double samples) {
    return static_cast<uint32_t>(std::clamp(samples, 0.0, double{std::numeric_limits<uint32_t>::max()}));
}

void fill_belief(candidate& made, const belief& believed) {
    made.delivery = share_near(believed.delivery.mean());
    const auto bounds = believed.bounds ? *believed.bounds : believed.delivery.bounds();
    made.delivery_low = share_down(bounds.low);
    made.delivery_high = share_up(bounds.high);
    made.on_time = share_near(believed.on_time);
    made.samples = count_of(believed.delivery.samples);
    made.open = believed.open;
}

// With the bounds of nothing at all no client who pays on delivery could ever begin.
chance_bounds bounds_of(const candidate& made) {
    if (made.samples < KNOWN_SAMPLES) return {made.delivery, made.delivery};
    return {made.delivery_low, made.delivery_high};
}

// As if it were delivered: then the most is owed.
bool is_over_spend_limit(const candidate& made, const candidate_query& query, core::currency buy_currency) {
    if (query.spend_max.e8 <= 0 || query.sell_currency != buy_currency) return false;
    return __int128{made.price.e8} + query.margin.spent.e8 > query.spend_max.e8;
}

bool loses(const candidate& made, const candidate_query& query, core::currency buy_currency) {
    if (query.may_lose || query.sell_currency != buy_currency) return false;
    return made.margin < query.margin_min;
}

core::reason verdict_of(const link_snapshot& link, const candidate_query& query, const candidate& made,
                        core::currency buy_currency) {
    if (!link.enabled) return core::reason::link_disabled;
    if (!link.covers) return core::reason::link_does_not_cover;
    if (!link.takes_sender) return core::reason::link_refuses_sender;
    if (!made.has_price) return core::reason::link_without_price;
    if (!link.is_allowed) return core::reason::link_not_allowed;
    if (link.is_of_client) return core::reason::link_owned_by_client;
    if (!link.is_in_policy) return core::reason::link_not_in_policy;
    if (std::ranges::find(query.tried, link.id) != query.tried.end()) return core::reason::link_tried_before;
    if (!link.is_within_limit) return core::reason::link_limit_reached;
    if (is_over_spend_limit(made, query, buy_currency)) return core::reason::link_over_spend_limit;
    if (query.lacks_rate && !query.may_lose) return core::reason::link_without_rate;
    if (loses(made, query, buy_currency)) return core::reason::link_loses_money;
    if (!link.bound) return core::reason::link_not_bound;
    if (link.is_in_maintenance) return core::reason::link_in_maintenance;
    if (link.is_ejected) return core::reason::link_ejected;
    if (query.wait_max_ms > 0 && made.wait_ms > query.wait_max_ms) return core::reason::link_too_slow;
    if (made.delivery_low < query.floor) return core::reason::link_below_floor;
    if (link.had_last_code) return core::reason::link_had_last_code;
    return core::reason::none;
}

candidate make_candidate(const link_snapshot& link, const candidate_query& query, const price_book& prices) {
    const auto price = link.senders == sender_type::any ? prices.buy(link.id, query.asked)
                                                        : prices.buy(link.id, question_for(link, query.asked));
    candidate made;
    made.link = link.id;
    made.wait_ms = wait_ms(link, query.parts);
    fill_belief(made, link.believed);
    made.has_price = price.has_value();
    core::currency currency;
    if (price) {
        made.price = price->price;
        made.price_delivered = price->delivered;
        currency = price->currency;
        if (query.sell_currency == currency)
            made.margin = least_margin(query.margin, {made.price, made.price_delivered}, bounds_of(made));
    }
    made.verdict = verdict_of(link, query, made, currency);
    return made;
}

}  // namespace

price_question question_for(const link_snapshot& link, const price_question& asked) {
    auto result = asked;
    if (link.senders != sender_type::any) result.senders = link.senders;
    return result;
}

std::vector<candidate> make_candidates(std::span<const link_snapshot> links, const candidate_query& query,
                                       const price_book& prices) {
    ASSERT(links.size() <= LINKS_MAX);
    ASSERT(query.asked.to != nullptr);
    std::vector<candidate> candidates;
    candidates.reserve(links.size());
    for (const auto& link : links)
        candidates.push_back(make_candidate(link, query, prices));
    return candidates;
}

uint32_t wait_ms(const link_snapshot& link, uint32_t parts) {
    if (link.rate_segments == 0) return 0;
    const uint64_t segments = uint64_t{link.queue_segments} + parts;
    const uint64_t wait = (segments * 1000 + link.rate_segments - 1) / link.rate_segments;
    return static_cast<uint32_t>(std::min<uint64_t>(wait, std::numeric_limits<uint32_t>::max()));
}

}  // namespace kaskad::routing
