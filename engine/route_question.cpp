#include "engine/route_question.hpp"

#include "engine/cascade_state.hpp"
#include "engine/exchange.hpp"
#include "engine/health.hpp"
#include "engine/holds.hpp"
#include "engine/message_charge.hpp"
#include "engine/money.hpp"
#include "engine/recipient_network.hpp"
#include "engine/sender_types.hpp"
#include "routing/codes.hpp"
#include "routing/ejection.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace kaskad::engine {

namespace {

constexpr uint16_t PERCENT = 100;  // shares are of 10,000

template <typename T>
bool contains(const std::vector<T>& list, const T& value) {
    return std::ranges::find(list, value) != list.end();
}

bool covers(const facts::link& link, const facts::message& value) {
    if (!link.countries.empty() && !contains(link.countries, value.country)) return false;
    if (!link.classes.empty() && !contains(link.classes, static_cast<uint8_t>(value.klass))) return false;
    if (link.networks.empty()) return true;
    return std::ranges::any_of(link.networks, [&](const auto& network) { return is_network(network, value); });
}

bool takes_sender(const facts::link& link, const facts::message& value) {
    return link.sender_kinds.empty() || contains(link.sender_kinds, static_cast<uint8_t>(value.sender_kind));
}

// Weights are shares, or places in a chain; 0 = the policy does not name the link.
uint32_t weight_in(const facts::route_policy& policy, const std::string& link) {
    if (policy.kind < routing::policy_kind::weighted) return 1;
    const auto found = std::ranges::find(policy.links, link, &facts::policy_link::name);
    if (found == policy.links.end()) return 0;
    const auto place = static_cast<uint32_t>(found - policy.links.begin()) + 1;
    return policy.kind == routing::policy_kind::weighted ? found->weight : place;
}

// What earlier attempts cost, for each part of the message: rounded up.
core::price spent_on(const turn& turn, const facts::message& value) {
    __int128 spent = 0;
    for (const auto& attempt : value.attempts) {
        const auto sent = std::ranges::count_if(attempt.parts, [](const facts::part& part) {
            return part.state >= facts::part_state::submitting && part.state != facts::part_state::rejected;
        });
        spent += __int128{attempt.buy_price.e8 - attempt.buy_delivered.e8} * sent;
        spent += __int128{attempt.buy_delivered.e8} * delivered_parts(attempt);
    }
    const auto parts = std::max<__int128>(parts_of_step(turn, value), 1);
    return {static_cast<int64_t>((spent + parts - 1) / parts)};
}

// Chance is of the message and the attempt.
uint64_t chance_key(const facts::message& value) {
    return value.id.value * 31 + value.attempts.size();
}

// Breakers may have opened for more links than may be left out.
void keep_half(std::vector<routing::link_snapshot>& snapshots, const turn& turn, routing::network_key network) {
    if (std::ranges::none_of(snapshots, &routing::link_snapshot::is_ejected)) return;
    std::vector<routing::ejectable_link> able;
    for (const auto& each : snapshots) {
        if (!each.enabled || !each.bound || !each.covers) continue;
        const auto answer = turn.memory.health.breakers.ask({each.id, network}, turn.now.steady_ms, 0);
        able.push_back({each.id, each.is_ejected, answer.open_until_ms});
    }
    routing::keep_half(able);
    for (const auto& kept : able) {
        const auto found = std::ranges::find(snapshots, kept.link, &routing::link_snapshot::id);
        found->is_ejected = kept.is_ejected;
    }
}

const std::string& network_name_of(const facts::message& value) {
    return value.operator_group.empty() ? value.network : value.operator_group;
}

}  // namespace

routing::network_key network_of(const facts::message& value) {
    return routing::network_key_of(network_name_of(value), value.country);
}

routing::arm_key arm_of(core::link_id link, const facts::message& value) {
    return {.link = link,
            .mccmnc = network_name_of(value),
            .country = value.country,
            .group = routing::class_group_of(value.klass)};
}

bool is_allowed(const facts::client& client, const facts::link& link) {
    if (contains(client.links_denied, link.name)) return false;
    return client.links_allowed.empty() || contains(client.links_allowed, link.name);
}

routing::network_key network_of(const routing::arm_key& arm) {
    return routing::network_key_of(arm.mccmnc, arm.country);
}

routing::network network_in(const routing::arm_key& arm) {
    routing::network network;
    network.country = arm.country;
    (routing::is_mccmnc(arm.mccmnc) ? network.mccmnc : network.group) = arm.mccmnc;
    return network;
}

namespace {

// The client's own for the class, or for all of them.
const facts::route_policy* own_policy(const facts::client& client, core::message_class of) {
    const auto klass = static_cast<uint8_t>(static_cast<uint8_t>(of) + 1);
    for (const uint8_t asked : {klass, uint8_t{0}}) {
        const auto found = std::ranges::find(client.policies, asked, &facts::route_policy::klass);
        if (found != client.policies.end()) return &*found;
    }
    return nullptr;
}

// What [engine.class] says.
facts::route_policy usual_policy(const class_options& usual) {
    facts::route_policy policy;
    policy.kind = usual.policy;
    policy.floor = static_cast<uint16_t>(usual.delivery_floor_percent * PERCENT);
    policy.band = static_cast<uint16_t>(usual.band_percent * PERCENT);
    policy.deadline_ms = usual.in_time_ms;
    return policy;
}

// What is asked more than once for one message. The arm's link is the one that is looked at.
struct subject {
    const turn& at;
    const facts::message& value;
    const facts::client& client;
    const class_options& usual;
    const facts::route_policy& policy;
    routing::arm_key arm;
    routing::network_key network;
    routing::network_key country;
    uint64_t chance_key = 0;
};

// In the currency of buy prices where a rate of today makes it so: then margins can be told. What was never worth
// anything in another currency is not looked at; what once was, but is not known today, is no basis to buy on.
void fill_money(const subject& of, routing::route_terms& terms) {
    const auto& [turn, value, client, usual, policy, arm, network, country, chance] = of;
    const auto ours = our_price_of(turn, value);
    terms.margin = {.sell = ours.price,
                    .pays_on_delivery = ours.moment == facts::charge_moment::on_delivered,
                    .spent = spent_on(turn, value)};
    terms.sell_currency = ours.currency;
    terms.margin_min = client.margin_min;
    terms.spend_max = client.spend_max;
    const auto bought_in = turn.memory.prices.buy_currency();
    if (bought_in == core::currency{} || bought_in == ours.currency) return;
    const billing::currency_pair pair{ours.currency, bought_in};
    const auto rate = rate_today(turn, pair);
    if (!rate) {
        terms.lacks_rate = turn.memory.exchanges.knows(pair);
        return;
    }
    for (auto* money : {&terms.margin.sell, &terms.margin_min, &terms.spend_max}) {
        const auto made = billing::exchanged(*money, *rate);
        if (!made) return;
        *money = *made;
    }
    terms.sell_currency = bought_in;
}

routing::route_request make_request(const subject& of, std::vector<core::link_id> tried) {
    const auto& [turn, value, client, usual, policy, arm, network, country, chance] = of;
    routing::route_request request;
    request.recipient = {value.recipient};
    request.client = value.client;
    request.message_class = value.klass;
    request.parts = parts_of_step(turn, value);
    request.channel = channel_of(turn, value);
    request.utc_ms = turn.now.utc_ms;
    request.tried = std::move(tried);
    request.chance_key = chance;
    request.known = named_network(turn, value);
    request.memory = &turn.memory.choices;
    auto& terms = request.terms;
    terms.policy = policy.kind;
    terms.floor = policy.floor;
    terms.band = policy.band;
    terms.deadline_ms = policy.deadline_ms;
    terms.value = policy.value;
    routing::probe_request probe{.group = arm.group, .client_refuses = policy.no_probes};
    terms.may_explore = turn.memory.probes.may_probe(probe) == routing::probe_verdict::allowed;
    probe.is_new = true;
    terms.may_try_new = turn.memory.probes.may_probe(probe) == routing::probe_verdict::allowed;
    if (client.sticky_s > 0) {
        const auto key = routing::sticky_key_of(value.client, request.recipient);
        const auto kept = turn.memory.sticky.find(key, turn.now.steady_ms, int64_t{client.sticky_s} * 1'000);
        if (kept && kept->sender == value.sender) request.sticky = kept->link;
    }
    terms.wait_max_ms = usual.wait_max_ms;
    terms.may_lose = turn.now.utc_ms < client.loss_until_utc;
    fill_money(of, terms);
    return request;
}

bool is_maintained(const subject& of, core::link_id link) {
    const auto& plan = of.at.memory.maintenance();
    const auto utc_ms = of.at.now.utc_ms;
    return plan.find(link, of.network, utc_ms).has_value() || plan.find(link, of.country, utc_ms).has_value();
}

routing::link_snapshot make_snapshot(subject& of, const facts::link& link, core::link_id last_code) {
    const auto& memory = of.at.memory;
    const auto found = memory.link_states.find(link.id);
    const bool known = found != memory.link_states.end();
    const auto weight = weight_in(of.policy, link.name);
    routing::link_snapshot made{
        .id = link.id,
        .enabled = takes_new(link),
        .bound = known && found->second->is_bound(),
        .covers = covers(link, of.value),
        .takes_sender = takes_sender(link, of.value),
        .is_allowed = is_allowed(of.client, link),
        .is_of_client = !link.owner.empty() && link.owner == of.client.name,
        .is_in_policy = weight > 0,
        .is_within_limit = is_within_limit(of.at, link),
        .is_in_maintenance = is_maintained(of, link.id),
        .is_ejected = is_left_out(of.at, {link.id, of.network}, of.value, of.chance_key),
        .had_last_code = last_code == link.id,
        .rate_segments = link.rate,
        .weight = weight,
        .senders = sender_type_of(link.senders, of.value),
    };
    const auto queued = known ? found->second->queued_segments : 0;
    made.queue_segments = static_cast<uint32_t>(std::min<uint64_t>(queued, UINT32_MAX));
    if (made.enabled && made.covers) {
        of.arm.link = link.id;
        made.believed = of.at.memory.estimator.believe(of.arm, of.policy.deadline_ms, of.at.now.steady_ms);
    }
    return made;
}

std::vector<routing::link_snapshot> make_snapshots(subject& of) {
    const auto& memory = of.at.memory;
    const auto last_code = memory.codes.last_link(of.value, of.at.now.steady_ms);
    std::vector<routing::link_snapshot> snapshots;
    snapshots.reserve(memory.links.size());
    const auto channel = channel_of(of.at, of.value);
    const auto account = account_of(of.at, of.value);
    for (const auto& [id, link] : memory.links) {
        const bool is_meant = link.channel == channel && (account.empty() || link.name == account);
        if (is_meant) snapshots.push_back(make_snapshot(of, link, last_code));
    }
    keep_half(snapshots, of.at, of.network);
    return snapshots;
}

}  // namespace

route_question make_route_question(const turn& turn, const facts::message& value, std::vector<core::link_id> tried) {
    const auto& client = turn.memory.clients.at(value.client);
    const auto& usual = turn.limits.classes[static_cast<size_t>(value.klass)];
    const auto* const own = own_policy(client, value.klass);
    const auto policy = own ? facts::route_policy{} : usual_policy(usual);
    const auto arm = arm_of({}, value);
    subject of{.at = turn,
               .value = value,
               .client = client,
               .usual = usual,
               .policy = own ? *own : policy,
               .arm = arm,
               .network = network_of(arm),
               .country = routing::network_key_of({}, value.country),
               .chance_key = chance_key(value)};
    return {make_request(of, std::move(tried)), make_snapshots(of)};
}

bool is_in_maintenance(const turn& turn, core::link_id link, const facts::message& value) {
    const auto& plan = turn.memory.maintenance();
    const auto is_within = [&](routing::network_key network) {
        return plan.find(link, network, turn.now.utc_ms).has_value();
    };
    return is_within(network_of(value)) || is_within(routing::network_key_of({}, value.country));
}

}  // namespace kaskad::engine
