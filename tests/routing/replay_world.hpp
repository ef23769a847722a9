#pragma once

#include "routing/replay_day.hpp"
#include "routing/route.hpp"
#include "tests/routing/plans.hpp"

#include <deque>
#include <random>
#include <string>
#include <vector>

// A day of logged decisions as route() makes them, with what came of each by a truth that only this file knows.

namespace kaskad::routing {

struct replay_link {
    uint32_t id = 1;
    int64_t price_e8 = 0;
    int64_t delivered_e8 = 0;  // the share of it that is owed on delivery
    double believed = 0.9;
    double samples = 200;
    double truth = 0.9;
};

struct replay_settings {
    std::vector<replay_link> links;
    route_terms terms{};
    uint32_t seed = 1;
    size_t messages = 1'000;
    double open = 0;  // share without an end
};

class replay_world {
  public:
    explicit replay_world(replay_settings settings) : settings_{std::move(settings)}, random_{settings_.seed} {
        std::vector<price_row> rows;
        for (const auto& link : settings_.links)
            rows.push_back(on_delivery(buy_row(link.id, link.price_e8), link.delivered_e8));
        prices_ = *price_book::build(7, rows);
        for (size_t number = 0; number < settings_.messages; ++number)
            add(number);
    }

    const std::vector<logged_message>& messages() const { return messages_; }

    replay_day play(const replay_change& change, core::client_id sold_to = {}) const {
        replay_day day{change, sold_to};
        for (const auto& message : messages_)
            day.add(message);
        return day;
    }

    double random() { return std::uniform_real_distribution<>{0, 1}(random_); }

  private:
    std::vector<link_snapshot> snapshots() {
        std::vector<link_snapshot> made;
        for (const auto& link : settings_.links) {
            link_snapshot snapshot;
            snapshot.id = {link.id};
            const double all = link.samples + 6;
            snapshot.believed.delivery = {link.believed * all, (1 - link.believed) * all, link.samples};
            made.push_back(snapshot);
        }
        return made;
    }

    double truth_of(core::link_id id) const {
        for (const auto& link : settings_.links)
            if (link.id == id.value) return link.truth;
        return 0;
    }

    void add(size_t number) {
        route_request request;
        request.recipient = {DIGITS};
        request.client = {5};
        request.parts = 1 + static_cast<uint32_t>(random() * 3);
        request.utc_ms = 1'000;
        request.terms = settings_.terms;
        request.chance_key = (uint64_t{settings_.seed} << 32 | (number + 1)) * 31;
        decisions_.push_back(route(request, snapshots(), small_plan(), prices_));
        const auto& made = decisions_.back();
        const bool is_open = random() < settings_.open;
        const bool is_delivered = random() < truth_of(made.link);
        messages_.push_back(message_of(made, request, is_delivered));
        if (is_open) messages_.back().attempts.front().outcome = replay_outcome::open;
    }

    static logged_message message_of(const decision& made, const route_request& request, bool is_delivered) {
        logged_message message{.digits = DIGITS,
                               .client = request.client,
                               .currency = EUR,
                               .sell_price = request.terms.margin.sell,
                               .parts = request.parts,
                               .revenue = *core::charge(request.terms.margin.sell, request.parts),
                               .charged_parts = request.parts,
                               .attempts = {}};
        logged_attempt attempt{.made = &made,
                               .chance_key = request.chance_key,
                               .accruals = {},
                               .outcome = is_delivered ? replay_outcome::delivered : replay_outcome::failed};
        const core::price on_submit{made.price.e8 - made.price_delivered.e8};
        for (uint32_t part = 0; part < request.parts; ++part) {
            attempt.accruals.push_back({1, false, false, *core::charge(on_submit, 1)});
            if (is_delivered) attempt.accruals.push_back({1, true, false, *core::charge(made.price_delivered, 1)});
        }
        message.attempts.push_back(std::move(attempt));
        return message;
    }

    static constexpr const char* DIGITS = "4915212345678";

    replay_settings settings_;
    std::mt19937 random_;
    price_book prices_;
    std::deque<decision> decisions_;  // pointed to
    std::vector<logged_message> messages_;
};

}  // namespace kaskad::routing
