#include "routing/route.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <tuple>
#include <utility>

namespace kaskad::routing {

namespace {

bool is_eligible(const candidate& value) {
    return value.verdict == core::reason::none;
}

bool is_only_unbound(const candidate& value) {
    return value.verdict == core::reason::link_not_bound;
}

// Least cost; at the same price the shorter wait; then the lower id, so that the order is total.
bool is_better(const candidate& left, const candidate& right) {
    return std::tie(left.price, left.wait_ms, left.link) < std::tie(right.price, right.wait_ms, right.link);
}

// Brings those that may carry it to the front, best first, the rest behind in the order given. Returns how many may.
size_t rank(std::vector<candidate>& candidates, bool (*may_carry)(const candidate&)) {
    std::vector<candidate> ranked;
    ranked.reserve(candidates.size());
    std::ranges::copy_if(candidates, std::back_inserter(ranked), may_carry);
    const size_t count = ranked.size();
    std::ranges::sort(ranked, is_better);
    std::ranges::copy_if(candidates, std::back_inserter(ranked), std::not_fn(may_carry));
    candidates = std::move(ranked);
    return count;
}

// What the decision was asked, before anything is known.
decision make_decision(const route_request& request, const number_plan& plan, const price_book& prices) {
    decision made;
    made.client = request.client;
    made.message_class = request.message_class;
    made.parts = request.parts;
    made.utc_ms = request.utc_ms;
    made.plan_version = plan.version();
    made.price_version = prices.version();
    return made;
}

void choose_first(decision& made, const price_book& prices) {
    const auto& first = made.candidates.front();
    const auto price = prices.buy(first.link, made.network, made.utc_ms);
    ASSERT(price.has_value());
    made.link = first.link;
    made.price = price->price;
    made.currency = price->currency;
    made.scope = price->scope;
}

void choose(decision& made, const price_book& prices) {
    if (const size_t bound = rank(made.candidates, is_eligible); bound > 0) {
        made.outcome = route_outcome::chosen;
        for (size_t place = 1; place < bound; ++place)
            made.candidates[place].verdict = core::reason::dearer;
        return choose_first(made, prices);
    }
    if (rank(made.candidates, is_only_unbound) > 0) {
        made.outcome = route_outcome::waits;
        made.reason = core::reason::link_not_bound;
        return choose_first(made, prices);
    }
    made.reason = core::reason::no_link;
}

}  // namespace

decision route(const route_request& request, std::span<const link_snapshot> links, const number_plan& plan,
               const price_book& prices) {
    auto made = make_decision(request, plan, prices);
    const auto match = plan.find(request.recipient.digits);
    if (!match) {
        made.reason = core::reason::no_network;
        return made;
    }
    made.network = *match->network;
    made.prefix = match->prefix;
    const candidate_query query{&made.network, request.parts, request.utc_ms, request.tried};
    made.candidates = make_candidates(links, query, prices);
    choose(made, prices);
    return made;
}

std::string_view to_string(route_outcome value) {
    switch (value) {
        case route_outcome::refused:
            return "refused";
        case route_outcome::chosen:
            return "chosen";
        case route_outcome::waits:
            return "waits";
    }
    return "unknown";
}

}  // namespace kaskad::routing
