#pragma once

#include "core/id.hpp"
#include "core/money.hpp"
#include "routing/number_plan.hpp"
#include "routing/price_book.hpp"
#include "routing/price_row.hpp"

#include <cstdint>
#include <span>
#include <vector>

// What a client pays more for by another version of the prices, and from when on. Exact for every destination, class,
// type of sender and channel that a row names, also where a row goes and a dearer one behind it comes to count; of a
// prefix the network is taken that the plan gives it.

namespace kaskad::routing {

// One version: its index, and its rows, at least those of the client and of its list.
struct price_version {
    const price_book& book;
    std::span<const price_row* const> rows;
};

// list: 0 = it has none.
struct rise_question {
    core::client_id client;
    price_list_id list;
    int64_t now_utc_ms = 0;
};

// The first moment at which it costs more, and what it costs then by either version. place: a row of its destination,
// class, type of sender and channel; its line where the later version has one.
struct price_rise {
    price_row place;
    core::price before;
    core::price after;
    core::currency currency;
    int64_t from_utc_ms = 0;

    friend bool operator==(const price_rise&, const price_rise&) = default;
};

// By their start, then in the order of their places. What had no price before, or one in another currency, is no rise.
std::vector<price_rise> find_rises(const price_version& before, const price_version& after, const number_plan& plan,
                                   const rise_question& asked);

}  // namespace kaskad::routing
