#include "routing/candidates.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <limits>

namespace kaskad::routing {

namespace {

core::reason verdict_of(const link_snapshot& link, const candidate_query& query, bool has_price) {
    if (!link.enabled) return core::reason::link_disabled;
    if (!link.covers) return core::reason::link_does_not_cover;
    if (!has_price) return core::reason::link_without_price;
    if (std::ranges::find(query.tried, link.id) != query.tried.end()) return core::reason::link_tried_before;
    if (!link.bound) return core::reason::link_not_bound;
    return core::reason::none;
}

}  // namespace

std::vector<candidate> make_candidates(std::span<const link_snapshot> links, const candidate_query& query,
                                       const price_book& prices) {
    ASSERT(links.size() <= LINKS_MAX);
    ASSERT(query.network != nullptr);
    std::vector<candidate> candidates;
    candidates.reserve(links.size());
    for (const auto& link : links) {
        const auto price = prices.buy(link.id, *query.network, query.utc_ms);
        candidate made;
        made.link = link.id;
        made.verdict = verdict_of(link, query, price.has_value());
        made.has_price = price.has_value();
        if (price) made.price = price->price;
        made.wait_ms = wait_ms(link, query.parts);
        candidates.push_back(made);
    }
    return candidates;
}

uint32_t wait_ms(const link_snapshot& link, uint32_t parts) {
    if (link.rate_segments == 0) return 0;
    const uint64_t segments = uint64_t{link.queue_segments} + parts;
    const uint64_t wait = (segments * 1000 + link.rate_segments - 1) / link.rate_segments;
    return static_cast<uint32_t>(std::min<uint64_t>(wait, std::numeric_limits<uint32_t>::max()));
}

}  // namespace kaskad::routing
