#include "routing/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::routing {

namespace {

std::string link_name(core::link_id link, const link_namer& name_of) {
    const auto name = name_of ? name_of(link) : std::string{};
    return name.empty() ? fmt::format("link {}", link.value) : name;
}

std::string explain_network(const decision& value) {
    const auto& [mccmnc, country, name] = value.network;
    const auto code = mccmnc.empty() ? country : mccmnc + ", " + country;
    return fmt::format("Network {} ({}), by prefix {} of number plan {}.", name, code, value.prefix,
                       value.plan_version);
}

std::string explain_price(const decision& value) {
    return fmt::format("{} {} a part ({} price of price book {}), {} {}", to_string(value.price),
                       to_string(value.currency), to_string(value.scope), value.price_version, value.parts,
                       value.parts == 1 ? "part" : "parts");
}

std::string explain_choice(const decision& value, const link_namer& name_of) {
    const auto may_carry = [](const candidate& each) {
        return each.verdict == core::reason::none || each.verdict == core::reason::dearer;
    };
    switch (value.outcome) {
        case route_outcome::refused:
            return "No link can take the message.";
        case route_outcome::chosen: {
            const auto count = std::ranges::count_if(value.candidates, may_carry);
            const auto rank = count == 1 ? std::string{"the only one left"} : fmt::format("the best of {}", count);
            return fmt::format("Chosen: {} at {}, {}.", link_name(value.link, name_of), explain_price(value), rank);
        }
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

std::string explain_verdict(const candidate& value, const candidate& first) {
    switch (value.verdict) {
        case core::reason::dearer:
            return explain_loss(value, first);
        case core::reason::link_disabled:
            return "disabled";
        case core::reason::link_does_not_cover:
            return "does not cover it";
        case core::reason::link_without_price:
            return "no buy price";
        case core::reason::link_tried_before:
            return "tried before";
        case core::reason::link_not_bound:
            return "not bound";
        default:
            return std::string{to_string(value.verdict)};
    }
}

std::string explain_losers(const decision& value, const link_namer& name_of) {
    std::string losers;
    for (const auto& each : value.candidates) {
        if (each.link == value.link) continue;
        if (!losers.empty()) losers += "; ";
        losers += link_name(each.link, name_of) + ": " + explain_verdict(each, value.candidates.front());
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
