#pragma once

#include "engine/facts/declaration.hpp"
#include "gateway/api/message_view.hpp"
#include "routing/price_effect.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <vector>

// The traffic of the last days, read from the database page by page, with what it costs by the rows of an owner as they
// are and as they would be. Blocks; for a reader's thread.

namespace kaskad::gateway {

inline constexpr int64_t EFFECT_DAYS = 7;
// Messages that are looked at, of each client the same share; more than these are told of, not reckoned.
inline constexpr size_t EFFECT_MESSAGES_MAX = 100'000;

struct effect_question {
    routing::price_owner owner = routing::price_owner::link;
    uint32_t owner_id = 0;
    const routing::price_book& before;  // of the owner's rows alone
    const routing::price_book& after;
    int64_t now_utc_ms = 0;
    int64_t at_utc_ms = 0;  // by the prices of that moment
    const api::link_names& links;
    const std::vector<core::client_id>& clients;
    size_t messages_max = EFFECT_MESSAGES_MAX;
};

struct effect_reading {
    routing::price_effect effect;
    size_t messages = 0;  // that were looked at
    bool is_cut = false;  // there are more
    bool is_failed = false;
};

// Of a link: the parts it took, beside what came to us for them. Of a client: what it was charged for. Of the list for
// all: the same, of messages that were sold at its price.
effect_reading read_effect(store::reader& from, const effect_question& asked);

}  // namespace kaskad::gateway
