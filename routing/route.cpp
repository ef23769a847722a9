#include "routing/route.hpp"

#include "core/assert.hpp"
#include "routing/selection.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::routing {

namespace {

// What the decision was asked, before anything is known.
decision make_decision(const route_request& request, const number_plan& plan, const price_book& prices) {
    const auto& terms = request.terms;
    decision made;
    made.client = request.client;
    made.message_class = request.message_class;
    made.parts = request.parts;
    made.utc_ms = request.utc_ms;
    made.plan_version = plan.version();
    made.price_version = prices.version();
    made.policy = terms.policy;
    made.deadline_ms = terms.deadline_ms;
    made.floor = terms.floor;
    made.sell_price = terms.margin.sell;
    made.pays_on_delivery = terms.margin.pays_on_delivery;
    made.spent = terms.margin.spent;
    return made;
}

// A view of both.
price_question question_of(const route_request& request, const decision& made) {
    return {.to = &made.network,
            .digits = request.recipient.digits,
            .message_class = request.message_class,
            .senders = request.senders,
            .channel = request.channel,
            .utc_ms = request.utc_ms};
}

void take_first(decision& made, const route_request& request, std::span<const link_snapshot> links,
                const price_book& prices) {
    const auto& first = made.candidates.front();
    const auto link = std::ranges::find(links, first.link, &link_snapshot::id);
    ASSERT(link != links.end());
    const auto price = prices.buy(first.link, question_for(*link, question_of(request, made)));
    ASSERT(price.has_value());
    made.link = first.link;
    made.price = price->price;
    made.price_delivered = price->delivered;
    made.currency = price->currency;
    made.scope = price->scope;
}

void choose_link(decision& made, const route_request& request, std::span<const link_snapshot> links,
                 const price_book& prices) {
    const auto& terms = request.terms;
    const selection_terms wanted{.policy = terms.policy,
                                 .band = terms.band,
                                 .value = terms.value,
                                 .may_explore = terms.may_explore,
                                 .may_try_new = terms.may_try_new,
                                 .chance_key = request.chance_key,
                                 .sticky = request.sticky,
                                 .memory = request.memory};
    if (select(made, wanted, links)) return take_first(made, request, links, prices);
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
    auto known = request.known ? *request.known : network_of_match(*match);
    made.network = std::move(known.network);
    made.network_rule = known.rule;
    made.network_utc_ms = known.utc_ms;
    made.prefix = match->prefix;
    const auto& terms = request.terms;
    made.candidates = make_candidates(links,
                                      {.asked = question_of(request, made),
                                       .parts = request.parts,
                                       .tried = request.tried,
                                       .wait_max_ms = terms.wait_max_ms,
                                       .floor = terms.floor,
                                       .margin = terms.margin,
                                       .sell_currency = terms.sell_currency,
                                       .margin_min = terms.margin_min,
                                       .may_lose = terms.may_lose,
                                       .spend_max = terms.spend_max,
                                       .lacks_rate = terms.lacks_rate},
                                      prices);
    choose_link(made, request, links, prices);
    return made;
}

}  // namespace kaskad::routing
