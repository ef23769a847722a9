#include "routing/explanation.hpp"

#include "core/calendar.hpp"
#include "routing/known_network.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::routing {

namespace {

std::string link_name(core::link_id link, const link_namer& name_of) {
    const auto name = name_of ? name_of(link) : std::string{};
    return name.empty() ? fmt::format("link {}", link.value) : name;
}

std::string percent(uint32_t of_ten_thousand) {
    return fmt::format("{}.{:02} %", of_ten_thousand / 100, of_ten_thousand % 100);
}

std::string_view explain_rule(network_rule rule) {
    switch (rule) {
        case network_rule::ported:
            return "by the ported numbers";
        case network_rule::learnt:
            return "by a supplier's receipt";
        case network_rule::lookup:
            return "by a look-up";
        case network_rule::supplied:
            return "as the client said";
        case network_rule::prefix:
        case network_rule::range:
        case network_rule::country:
            break;
    }
    return "by the number plan";
}

// "2026-01-31"
std::string day_of(int64_t utc_ms) {
    const auto day = core::to_civil(utc_ms);
    return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
}

std::string explain_network(const decision& value) {
    const auto& to = value.network;
    const auto code = to.mccmnc.empty() ? to.country : to.mccmnc + ", " + to.country;
    if (!is_named(value.network_rule)) {
        return fmt::format("Network {} ({}), by {} {} of number plan {}.", to.name, code, to_string(value.network_rule),
                           value.prefix, value.plan_version);
    }
    const auto since = value.network_utc_ms == 0 ? "" : fmt::format(" of {}", day_of(value.network_utc_ms));
    return fmt::format("Network {} ({}), {}{}; given out under {} of number plan {}.", to.name, code,
                       explain_rule(value.network_rule), since, value.prefix, value.plan_version);
}

std::string explain_price(const decision& value) {
    const bool is_split = value.price_delivered.e8 > 0;
    const auto share = is_split ? fmt::format(", {} of it on delivery", to_string(value.price_delivered)) : "";
    return fmt::format("{} {} a part{} ({} price of price book {}), {} {}", to_string(value.price),
                       to_string(value.currency), share, to_string(value.scope), value.price_version, value.parts,
                       value.parts == 1 ? "part" : "parts");
}

bool may_carry(const candidate& each) {
    return each.verdict == core::reason::none || each.verdict == core::reason::dearer ||
           each.verdict == core::reason::outdone;
}

std::string_view explain_policy(policy_kind policy) {
    switch (policy) {
        case policy_kind::least_cost:
            return "least cost";
        case policy_kind::cost_per_delivered:
            return "least cost of a delivered message";
        case policy_kind::best_quality:
            return "most deliveries in time";
        case policy_kind::balanced:
            return "least cost of a delivered message near the best quality";
        case policy_kind::expected_value:
            return "most expected value";
        case policy_kind::weighted:
            return "fixed shares";
        case policy_kind::chain:
            return "fixed order";
        case policy_kind::forced:
            return "this link alone";
    }
    return "unknown";
}

std::string explain_belief(const candidate& value) {
    if (value.delivery == 0 && value.samples == 0) return {};
    if (value.samples == 0) return fmt::format(", deliveries unknown (taken for {})", percent(value.delivery));
    return fmt::format(", delivers {} ({} to {}; {} known, {} open)", percent(value.delivery),
                       percent(value.delivery_low), percent(value.delivery_high), value.samples, value.open);
}

std::string explain_rank(const decision& value) {
    const auto count = std::ranges::count_if(value.candidates, may_carry);
    if (value.is_sticky) return "kept, as it went to this number before";
    if (count == 1) return "the only one left";
    const auto place = value.best == value.link || !value.best ? "the best" : "one";
    return fmt::format("{} of {} by {}", place, count, explain_policy(value.policy));
}

// The share with which it was drawn, where there was a draw.
std::string explain_draw(const decision& value, const link_namer& name_of) {
    const auto share = value.candidates.front().share;
    if (share == 0 || share == 1'000'000 || value.is_sticky) return {};
    auto text = fmt::format(" It was drawn ({}) with a chance of {}.", value.draw, percent(share / 100));
    if (value.best != value.link) {
        text += fmt::format(" A probe: {} seemed best, and a part costs {} {} more so.", link_name(value.best, name_of),
                            to_string(value.probe_cost), to_string(value.currency));
    }
    return text;
}

std::string explain_fault(const decision& value) {
    if (value.reason == core::reason::none) return {};
    return fmt::format(" Nothing better was left. {}", core::describe(value.reason).english);
}

std::string explain_choice(const decision& value, const link_namer& name_of) {
    switch (value.outcome) {
        case route_outcome::refused:
            return "No link can take the message.";
        case route_outcome::chosen:
            return fmt::format("Chosen: {} at {}, {}{}.", link_name(value.link, name_of), explain_price(value),
                               explain_rank(value), explain_belief(value.candidates.front())) +
                   explain_draw(value, name_of) + explain_fault(value);
        case route_outcome::waits:
            return fmt::format("No link that may take it is bound; it waits for {} at {}.",
                               link_name(value.link, name_of), explain_price(value));
    }
    return {};
}

// `first` is the link that won: a loser at the same price lost by wait or, that being equal too, by number.
std::string explain_loss(const candidate& value, const candidate& first) {
    if (value.price != first.price) return "dearer at " + to_string(value.price);
    if (value.wait_ms == first.wait_ms) return "same price and wait, higher number";
    return fmt::format("same price, longer wait ({} ms against {} ms)", value.wait_ms, first.wait_ms);
}

std::string explain_verdict(const candidate& value, const decision& whole) {
    switch (value.verdict) {
        case core::reason::dearer:
            return explain_loss(value, whole.candidates.front());
        case core::reason::outdone:
            return fmt::format("at {}{}", to_string(value.price), explain_belief(value));
        case core::reason::link_disabled:
            return "disabled";
        case core::reason::link_does_not_cover:
            return "does not cover it";
        case core::reason::link_refuses_sender:
            return "does not take the sender";
        case core::reason::link_without_price:
            return "no buy price";
        case core::reason::link_not_allowed:
            return "not allowed for this client";
        case core::reason::link_owned_by_client:
            return "its owner submitted the message";
        case core::reason::link_not_in_policy:
            return "not named by the client's routing";
        case core::reason::link_tried_before:
            return "tried before";
        case core::reason::link_limit_reached:
            return "what may be bought from it is used up";
        case core::reason::link_without_rate:
            return "no exchange rate that is new enough";
        case core::reason::link_over_spend_limit:
            return fmt::format("over what may be spent: at {}, after {} on earlier attempts", to_string(value.price),
                               to_string(whole.spent));
        case core::reason::link_loses_money:
            return fmt::format("loses money: a part earns {} at least, at {}", to_string(value.margin),
                               to_string(value.price));
        case core::reason::link_not_bound:
            return "not bound";
        case core::reason::link_in_maintenance:
            return "in maintenance";
        case core::reason::link_ejected:
            return "left out, as it does not deliver now" + explain_belief(value);
        case core::reason::link_too_slow:
            return fmt::format("too slow: {} ms of waiting", value.wait_ms);
        case core::reason::link_had_last_code:
            return "the code before went over it and was asked for again";
        case core::reason::link_below_floor:
            return fmt::format("below the floor of {}{}", percent(whole.floor), explain_belief(value));
        default:
            return std::string{to_string(value.verdict)};
    }
}

std::string explain_losers(const decision& value, const link_namer& name_of) {
    std::string losers;
    for (const auto& each : value.candidates) {
        if (each.link == value.link) continue;
        if (!losers.empty()) losers += "; ";
        losers += link_name(each.link, name_of) + ": " + explain_verdict(each, value);
    }
    return losers.empty() ? losers : " Not taken: " + losers + ".";
}

}  // namespace

std::string explain(const decision& value, const link_namer& name_of) {
    if (value.reason == core::reason::no_network) {
        return fmt::format("No rule of number plan {} covers the number.", value.plan_version);
    }
    return explain_network(value) + " " + explain_choice(value, name_of) + explain_losers(value, name_of);
}

}  // namespace kaskad::routing
