#include "engine/route_question.hpp"

#include "engine/health.hpp"
#include "engine/holds.hpp"
#include "engine/money.hpp"
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

bool is_allowed(const facts::client& client, const facts::link& link) {
    if (contains(client.links_denied, link.name)) return false;
    return client.links_allowed.empty() || contains(client.links_allowed, link.name);
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
core::price spent_on(const facts::message& value) {
    __int128 spent = 0;
    for (const auto& attempt : value.attempts) {
        const auto sent = std::ranges::count_if(attempt.parts, [](const facts::part& part) {
            return part.state >= facts::part_state::submitting && part.state != facts::part_state::rejected;
        });
        spent += __int128{attempt.buy_price.e8 - attempt.buy_delivered.e8} * sent;
        spent += __int128{attempt.buy_delivered.e8} * delivered_parts(attempt);
    }
    const auto parts = std::max<__int128>(value.parts, 1);
    return {static_cast<int64_t>((spent + parts - 1) / parts)};
}

// Chance is of the message and the attempt.
uint64_t chance_key(const facts::message& value) {
    return value.id.value * 31 + value.attempts.size();
}

// Breakers may have opened for more links than may be left out.
void keep_half(std::vector<routing::link_snapshot>& snapshots, const turn& turn, const facts::message& value) {
    if (std::ranges::none_of(snapshots, &routing::link_snapshot::is_ejected)) return;
    std::vector<routing::ejectable_link> able;
    for (const auto& each : snapshots) {
        if (!each.enabled || !each.bound || !each.covers) continue;
        const auto answer = turn.memory.health.breakers.ask(health_arm(each.id, value), turn.now.steady_ms, 0);
        able.push_back({each.id, each.is_ejected, answer.open_until_ms});
    }
    routing::keep_half(able);
    for (const auto& kept : able) {
        const auto found = std::ranges::find(snapshots, kept.link, &routing::link_snapshot::id);
        found->is_ejected = kept.is_ejected;
    }
}

}  // namespace

routing::arm_key arm_of(core::link_id link, const facts::message& value) {
    return {.link = link,
            .mccmnc = value.operator_group.empty() ? value.network : value.operator_group,
            .country = value.country,
            .group = routing::class_group_of(value.klass)};
}

routing::network_key network_of(const routing::arm_key& arm) {
    routing::network network;
    network.country = arm.country;
    (routing::is_mccmnc(arm.mccmnc) ? network.mccmnc : network.group) = arm.mccmnc;
    return routing::network_key_of(network);
}

facts::route_policy policy_of(const turn& turn, const facts::message& value) {
    const auto& own = turn.memory.clients.at(value.client).policies;
    const auto klass = static_cast<uint8_t>(static_cast<uint8_t>(value.klass) + 1);
    for (const uint8_t asked : {klass, uint8_t{0}}) {
        const auto found = std::ranges::find(own, asked, &facts::route_policy::klass);
        if (found != own.end()) return *found;
    }
    const auto& usual = turn.limits.classes[static_cast<size_t>(value.klass)];
    facts::route_policy policy;
    policy.kind = usual.policy;
    policy.floor = static_cast<uint16_t>(usual.delivery_floor_percent * PERCENT);
    policy.band = static_cast<uint16_t>(usual.band_percent * PERCENT);
    policy.deadline_ms = usual.in_time_ms;
    return policy;
}

routing::route_request make_route_request(const turn& turn, const facts::message& value,
                                          std::vector<core::link_id> tried) {
    const auto& client = turn.memory.clients.at(value.client);
    const auto policy = policy_of(turn, value);
    routing::route_request request;
    request.recipient = {value.recipient};
    request.client = value.client;
    request.message_class = value.klass;
    request.parts = value.parts;
    request.utc_ms = turn.now.utc_ms;
    request.tried = std::move(tried);
    request.chance_key = chance_key(value);
    auto& terms = request.terms;
    terms.policy = policy.kind;
    terms.floor = policy.floor;
    terms.band = policy.band;
    terms.deadline_ms = policy.deadline_ms;
    terms.value = policy.value;
    const routing::probe_request probe{.group = routing::class_group_of(value.klass),
                                       .client_refuses = policy.no_probes};
    terms.may_explore = turn.memory.probes.may_probe(probe) == routing::probe_verdict::allowed;
    if (client.sticky_s > 0) {
        const auto key = routing::sticky_key_of(value.client, request.recipient);
        const auto kept = turn.memory.sticky.find(key, turn.now.steady_ms, int64_t{client.sticky_s} * 1'000);
        if (kept && kept->sender == value.sender) request.sticky = kept->link;
    }
    terms.wait_max_ms = turn.limits.classes[static_cast<size_t>(value.klass)].wait_max_ms;
    terms.margin = {.sell = value.sell_price,
                    .pays_on_delivery = client.charge == billing::charge_rule::on_delivered,
                    .spent = spent_on(value)};
    terms.sell_currency = value.currency;
    terms.margin_min = client.margin_min;
    terms.may_lose = turn.now.utc_ms < client.loss_until_utc;
    return request;
}

std::vector<routing::link_snapshot> make_link_snapshots(const turn& turn, const facts::message& value,
                                                        const routing::route_terms& terms) {
    const auto& client = turn.memory.clients.at(value.client);
    const auto policy = policy_of(turn, value);
    const auto key = chance_key(value);
    const auto repeated = turn.memory.codes.last_link(value, turn.now.steady_ms);
    std::vector<routing::link_snapshot> snapshots;
    snapshots.reserve(turn.memory.links.size());
    for (const auto& [id, link] : turn.memory.links) {
        const auto found = turn.memory.link_states.find(id);
        const bool known = found != turn.memory.link_states.end();
        const auto weight = weight_in(policy, link.name);
        routing::link_snapshot made{.id = id,
                                    .enabled = takes_new(link),
                                    .bound = known && found->second->is_bound(),
                                    .covers = covers(link, value),
                                    .takes_sender = takes_sender(link, value),
                                    .is_allowed = is_allowed(client, link),
                                    .is_of_client = !link.owner.empty() && link.owner == client.name,
                                    .is_in_policy = weight > 0,
                                    .is_within_limit = is_within_limit(turn, link),
                                    .is_in_maintenance = is_in_maintenance(turn, id, value),
                                    .is_ejected = is_left_out(turn, id, value, key),
                                    .had_last_code = repeated == id,
                                    .rate_segments = link.rate,
                                    .weight = weight,
                                    .senders = sender_type_of(link.senders, value)};
        const auto queued = known ? found->second->queued_segments : 0;
        made.queue_segments = static_cast<uint32_t>(std::min<uint64_t>(queued, UINT32_MAX));
        if (made.enabled && made.covers) {
            made.believed = turn.memory.estimator.believe(arm_of(id, value), terms.deadline_ms, turn.now.steady_ms);
        }
        snapshots.push_back(made);
    }
    keep_half(snapshots, turn, value);
    return snapshots;
}

bool is_in_maintenance(const turn& turn, core::link_id link, const facts::message& value) {
    const auto& plan = turn.memory.maintenance();
    const auto is_within = [&](routing::network_key network) {
        return plan.find(link, network, turn.now.utc_ms).has_value();
    };
    return is_within(network_of(arm_of(link, value))) || is_within(routing::network_key_of({"", value.country, ""}));
}

}  // namespace kaskad::engine
