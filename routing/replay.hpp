#pragma once

#include "routing/belief.hpp"
#include "routing/decision.hpp"
#include "routing/price_book.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

// One logged decision made again under other prices, another policy or without a link. Everything else is as it was
// written down: who could carry it, what was believed, and chance. A decision that the change does not touch is the
// logged one itself, not one made anew. Pure; knows nothing of what became of the message.

namespace kaskad::routing {

// A policy in place of the logged one. places: of weighted, chain and forced policies the links, with their shares or,
// by order, their places.
struct replay_policy {
    struct place {
        core::link_id link;
        uint32_t weight = 1;
    };

    policy_kind kind = policy_kind::least_cost;
    core::price value;  // expected value: of a delivered part
    std::vector<place> places;

    bool is_list() const { return kind >= policy_kind::weighted; }
};

// What is different. prices: those of one link (repriced), or, with `repriced` 0, of nobody here: what the client pays
// comes with each question. is_partial: where the new prices name no destination the old one holds, else there is none.
struct replay_change {
    const price_book* prices = nullptr;
    core::link_id repriced;
    bool is_partial = false;
    core::link_id without;
    std::optional<replay_policy> policy;
};

// What a decision does not keep, as the client declares it now.
struct replay_terms {
    uint16_t band = 0;
    core::price value;
    core::price margin_min;
    bool may_lose = false;
};

// digits: the recipient's. chance_key: of the message and the attempt, as it was then. sell_price: what the client
// would pay for a part; the logged one where that is not changed.
struct replay_question {
    const decision* logged = nullptr;
    std::string_view digits;
    uint64_t chance_key = 0;
    core::price sell_price;
    replay_terms terms;
};

// made: as it would be; refused where nobody is left. is_touched: it is not the logged one itself. is_assumed: a link
// takes part that a filter had left out before, and nobody knows what else spoke against it: nothing is taken to.
struct replayed_decision {
    decision made;
    bool is_touched = false;
    bool is_assumed = false;
};

// `question.logged` was not refused. A draw is repeated, with the same chance, only where there was one.
replayed_decision replay(const replay_question& question, const replay_change& change);

// What was believed of a candidate, as far as its rounded bounds still tell.
belief believed_of(const candidate& value);

}  // namespace kaskad::routing
