#include "routing/replay_day.hpp"

#include "core/assert.hpp"
#include "routing/price_question.hpp"

#include <optional>

namespace kaskad::routing {

namespace {

constexpr int64_t WHOLE = 10'000;

core::amount charged_for(core::price price, uint32_t units) {
    const auto made = core::charge(price, units);
    ASSERT(made.has_value());
    return *made;
}

// Of `value` on delivery, of the rest in any case; delivery: share of 10,000. Half up.
core::price expected(core::price in_any_case, core::price on_delivery, uint16_t delivery) {
    const auto share = __int128{on_delivery.e8} * delivery;
    return {in_any_case.e8 + static_cast<int64_t>((share + WHOLE / 2) / WHOLE)};
}

core::amount cost_of(const logged_attempt& attempt) {
    core::amount cost;
    for (const auto& each : attempt.accruals)
        cost = each.is_reversed ? cost - each.amount : cost + each.amount;
    return cost;
}

// The same lines of the operator's bill at other prices.
core::amount cost_at(const logged_attempt& attempt, const decision& made) {
    core::amount cost;
    for (const auto& each : attempt.accruals) {
        const core::price on_submit{made.price.e8 - made.price_delivered.e8};
        const auto amount = charged_for(each.is_delivery ? made.price_delivered : on_submit, each.units);
        cost = each.is_reversed ? cost - amount : cost + amount;
    }
    return cost;
}

bool is_priced_alike(const decision& left, const decision& right) {
    return left.price == right.price && left.price_delivered == right.price_delivered;
}

// What the client pays now; none: there is no price for it.
std::optional<core::price> sell_price_of(const logged_message& message, const replay_change& change,
                                         core::client_id sold_to) {
    if (change.prices == nullptr || !sold_to || message.client != sold_to) return message.sell_price;
    const auto* first = message.attempts.empty() ? nullptr : message.attempts.front().made;
    if (first == nullptr) return message.sell_price;
    const price_question question{.to = &first->network,
                                  .digits = message.digits,
                                  .message_class = first->message_class,
                                  .utc_ms = first->utc_ms};
    const auto found = change.prices->sell(sold_to, {}, question);
    if (found) return found->price;
    if (change.is_partial) return message.sell_price;
    return std::nullopt;
}

core::amount revenue_at(const logged_message& message, core::price sell_price) {
    return sell_price == message.sell_price ? message.revenue : charged_for(sell_price, message.charged_parts);
}

}  // namespace

std::string replay_network(const network& value) {
    if (!value.group.empty()) return value.group;
    return value.mccmnc.empty() ? value.country : value.mccmnc;
}

void replay_day::add(const logged_message& message) {
    ++counts_.messages;
    const auto has_decision = [](const logged_attempt& attempt) {
        return attempt.made != nullptr && attempt.made->outcome != route_outcome::refused;
    };
    bool is_known = !message.attempts.empty();
    for (const auto& attempt : message.attempts)
        is_known = is_known && has_decision(attempt);
    if (!is_known) {
        ++counts_.without_decision;
        return;
    }
    add_before(message);
    const auto sell_price = sell_price_of(message, change_, sold_to_);
    if (!sell_price) {
        ++counts_.without_price;
        return;
    }
    add_after(message, *sell_price);
}

replay_row& replay_day::row_of(const logged_message& message, const place& at) {
    replay_key key{at.link, replay_network(at.made->network), at.made->currency, message.currency};
    if (rows_.size() >= REPLAY_ROWS_MAX && !rows_.contains(key)) key.network.clear();
    return rows_[key];
}

void replay_day::add_before(const logged_message& message) {
    for (const auto& attempt : message.attempts) {
        auto& sum = row_of(message, {attempt.made, attempt.made->link}).before;
        ++sum.attempts;
        sum.cost = sum.cost + cost_of(attempt);
    }
    const auto* last = message.attempts.back().made;
    auto& sum = row_of(message, {last, last->link}).before;
    ++sum.messages;
    sum.revenue = sum.revenue + message.revenue;
}

void replay_day::add_after(const logged_message& message, core::price sell_price) {
    for (size_t number = 0; number < message.attempts.size(); ++number)
        if (!replay_attempt(message, number, sell_price)) return;
    const auto* last = message.attempts.back().made;
    auto& sum = row_of(message, {last, last->link}).after;
    ++sum.messages;
    sum.revenue = sum.revenue + revenue_at(message, sell_price);
}

bool replay_day::replay_attempt(const logged_message& message, size_t number, core::price sell_price) {
    const auto& attempt = message.attempts[number];
    const auto& logged = *attempt.made;
    const auto again = replay({.logged = &logged,
                               .digits = message.digits,
                               .chance_key = attempt.chance_key,
                               .sell_price = sell_price,
                               .terms = message.terms},
                              change_);
    const auto& made = again.made;
    counts_.assumed += again.is_assumed ? 1 : 0;
    const bool is_refused = made.outcome == route_outcome::refused;
    if (number == 0 && !is_refused) {
        deliveries_.add(replay_network(logged.network), logged, again.is_touched ? made : logged, attempt.outcome);
    }
    if (is_refused) {
        end_behind(message, number, sell_price);
        return false;
    }
    if (made.link != logged.link) {
        add_moved(message, made, number == 0, sell_price);
        return false;
    }
    auto& sum = row_of(message, {&logged, made.link}).after;
    ++sum.attempts;
    sum.cost = sum.cost + (is_priced_alike(made, logged) ? cost_of(attempt) : cost_at(attempt, made));
    return true;
}

// Nobody takes the attempt: the message ends with the one before, not delivered, or never began.
void replay_day::end_behind(const logged_message& message, size_t number, core::price sell_price) {
    if (number == 0) {
        ++counts_.without_route;
        return;
    }
    const auto* last = message.attempts[number - 1].made;
    auto& sum = row_of(message, {last, last->link}).after;
    ++sum.messages;
    if (!message.pays_on_delivery) sum.revenue = sum.revenue + revenue_at(message, sell_price);
}

// The one attempt whose end nobody knows, by what was believed.
void replay_day::add_moved(const logged_message& message, const decision& made, bool is_first, core::price sell_price) {
    ++counts_.moved;
    const auto delivery = made.candidates.front().delivery;
    auto& sum = row_of(message, {&made, made.link}).after;
    ++sum.messages;
    ++sum.attempts;
    const core::price on_submit{made.price.e8 - made.price_delivered.e8};
    sum.cost = sum.cost + charged_for(expected(on_submit, made.price_delivered, delivery), message.parts);
    if (message.pays_on_delivery) {
        sum.revenue = sum.revenue + charged_for(expected({}, sell_price, delivery), message.parts);
    } else {
        sum.revenue =
            sum.revenue + (is_first ? charged_for(sell_price, message.parts) : revenue_at(message, sell_price));
    }
}

}  // namespace kaskad::routing
