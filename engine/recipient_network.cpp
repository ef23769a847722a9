#include "engine/recipient_network.hpp"

#include "core/address.hpp"
#include "routing/number_check.hpp"

#include <string>
#include <utility>

namespace kaskad::engine {

namespace {

using routing::known_network;
using routing::network_rule;

// What was said of a number, with who said it and when.
struct word {
    std::string mccmnc;
    network_rule rule = network_rule::prefix;
    int64_t utc_ms = 0;
};

// A look-up without a network (no such number) says nothing here.
std::optional<word> looked_up(const turn& turn, std::string_view digits) {
    const auto* found = turn.memory.lookups.answer_of(std::string{digits});
    if (!found || found->mccmnc.empty()) return std::nullopt;
    if (turn.now.utc_ms - found->answered_utc > turn.limits.lookup.cache_ms) return std::nullopt;
    return word{found->mccmnc, network_rule::lookup, found->answered_utc};
}

std::optional<word> learnt(const turn& turn, std::string_view digits) {
    const auto found = turn.memory.numbers.find(digits);
    if (!found || turn.now.utc_ms - found->learnt_utc > turn.limits.learnt_number_ms) return std::nullopt;
    return word{found->mccmnc, found->rule, found->learnt_utc};
}

std::optional<word> ported(const turn& turn, std::string_view digits) {
    if (!turn.memory.ported) return std::nullopt;
    const auto found = turn.memory.ported->find(digits);
    if (!found) return std::nullopt;
    return word{std::string{found->mccmnc}, network_rule::ported, found->as_of_ms};
}

}  // namespace

std::optional<known_network> find_network(const turn& turn, std::string_view digits) {
    const auto& plan = turn.memory.plan;
    const auto match = plan.find(digits);
    if (!match) return std::nullopt;
    for (const auto source : {looked_up, learnt, ported}) {
        const auto said = source(turn, digits);
        if (!said) continue;
        auto network = routing::network_of_code(plan, said->mccmnc, match->network->country);
        if (network) return known_network{std::move(*network), said->rule, said->utc_ms};
    }
    return routing::network_of_match(*match);
}

void set_network(facts::message& draft, const known_network& known) {
    draft.network = known.network.mccmnc;
    draft.country = known.network.country;
    draft.operator_group = known.network.group;
    draft.network_rule = known.rule;
    draft.network_utc = known.utc_ms;
}

void refresh_network(const turn& turn, facts::message& draft) {
    const auto known = find_network(turn, draft.recipient);
    if (!known) return;
    if (routing::is_named(draft.network_rule) && known->rule < draft.network_rule) return;
    set_network(draft, *known);
}

std::expected<std::string, std::string> parse_mobile(const turn& turn, std::string_view text,
                                                     const facts::client& client) {
    auto recipient = core::parse_recipient(text, client.home);
    if (!recipient) return std::unexpected(std::string{recipient.error()});
    if (!turn.memory.checks_numbers) return std::move(recipient->digits);
    const auto check = routing::check_number(recipient->digits);
    if (check.fault == routing::number_fault::none) return std::move(recipient->digits);
    return std::unexpected(routing::say_fault(check, recipient->digits));
}

std::optional<known_network> named_network(const turn& turn, const facts::message& value) {
    if (!routing::is_named(value.network_rule)) return std::nullopt;
    auto network = routing::network_of_code(turn.memory.plan, value.network, value.country);
    if (!network) network = routing::network{value.network, value.country, value.network, value.operator_group};
    return known_network{std::move(*network), value.network_rule, value.network_utc};
}

}  // namespace kaskad::engine
