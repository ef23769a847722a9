#pragma once

#include "routing/replay.hpp"
#include "routing/replay_delivery.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What a day would have cost and earned, message by message, if one thing had been different, beside what it did. What
// happened is taken from the books as far as the same links carry it; from the first attempt that would have gone
// elsewhere on nobody knows what had happened, and the one attempt there counts by what was believed of it.
// Holds sums only, however long the day.

namespace kaskad::routing {

inline constexpr size_t REPLAY_ROWS_MAX = 50'000;

// A line of the books about an attempt: what a part of `units` segments cost.
struct logged_accrual {
    uint32_t units = 1;
    bool is_delivery = false;
    bool is_reversed = false;
    core::amount amount;
};

// made: none where none was kept. The accruals are those of this attempt.
struct logged_attempt {
    const decision* made = nullptr;
    uint64_t chance_key = 0;
    std::vector<logged_accrual> accruals;
    replay_outcome outcome = replay_outcome::not_counted;
};

// sell_price: for each of `parts`. revenue: what the client was charged so far, for charged_parts.
struct logged_message {
    std::string_view digits;
    core::client_id client;
    core::currency currency;
    core::price sell_price;
    uint32_t parts = 1;
    core::amount revenue;
    uint32_t charged_parts = 0;
    bool pays_on_delivery = false;
    replay_terms terms;
    std::vector<logged_attempt> attempts;
};

// network: operator group, MCC-MNC or country, empty behind REPLAY_ROWS_MAX. bought, sold: the currencies.
struct replay_key {
    core::link_id link;
    std::string network;
    core::currency bought;
    core::currency sold;

    friend auto operator<=>(const replay_key&, const replay_key&) = default;
};

// messages: those whose last attempt went over it. Costs of every attempt stand with its own link.
struct replay_sum {
    uint64_t messages = 0;
    uint64_t attempts = 0;
    core::amount cost;
    core::amount revenue;

    friend bool operator==(const replay_sum&, const replay_sum&) = default;
};

struct replay_row {
    replay_sum before;
    replay_sum after;
};

struct replay_counts {
    uint64_t messages = 0;
    uint64_t without_decision = 0;  // nothing is kept of why: they stay as they were
    uint64_t moved = 0;             // messages that take another link at some attempt
    uint64_t without_route = 0;     // nobody would have taken them
    uint64_t without_price = 0;     // the client's new prices do not name where they went
    uint64_t assumed = 0;           // decisions in which replayed_decision::is_assumed
};

class replay_day {
  public:
    // sold_to: change.prices are what this client pays; 0 = they are buy prices, or there are none.
    explicit replay_day(replay_change change, core::client_id sold_to = {})
        : change_{std::move(change)}, sold_to_{sold_to} {}

    void add(const logged_message& message);

    const std::map<replay_key, replay_row>& rows() const { return rows_; }
    const replay_counts& counts() const { return counts_; }
    const delivery_replay& deliveries() const { return deliveries_; }

  private:
    struct place {
        const decision* made = nullptr;
        core::link_id link;
    };

    replay_row& row_of(const logged_message& message, const place& at);
    void add_before(const logged_message& message);
    void add_after(const logged_message& message, core::price sell_price);
    // False: the message's life ended with this attempt, or goes on where nobody knows.
    bool replay_attempt(const logged_message& message, size_t number, core::price sell_price);
    void end_behind(const logged_message& message, size_t number, core::price sell_price);
    void add_moved(const logged_message& message, const decision& made, bool is_first, core::price sell_price);

    replay_change change_;
    core::client_id sold_to_;
    std::map<replay_key, replay_row> rows_;
    replay_counts counts_;
    delivery_replay deliveries_;
};

std::string replay_network(const network& value);

}  // namespace kaskad::routing
