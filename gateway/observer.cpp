#include "gateway/observer.hpp"

#include "engine/facts/codec.hpp"
#include "engine/retry_class.hpp"

#include <algorithm>
#include <span>
#include <string_view>

namespace kaskad::gateway {

namespace {

std::string_view class_name(engine::retry_class action) {
    switch (action) {
        case engine::retry_class::accepted:
            return "ok";
        case engine::retry_class::throttle_link:
        case engine::retry_class::throttle_recipient:
            return "throttled";
        case engine::retry_class::same_link:
        case engine::retry_class::rebind:
            return "retry";
        case engine::retry_class::other_link:
        case engine::retry_class::final:
            return "refused";
    }
    return "refused";
}

// Calls count(link's name, how many more) for what has grown since the last look.
template <typename Count>
void count_growth(const engine::engine& engine, const std::map<core::link_id, uint64_t>& now,
                  std::map<core::link_id, uint64_t>& before, Count count) {
    for (const auto& [id, total] : now) {
        const auto link = engine.memory().links.find(id);
        if (link == engine.memory().links.end()) continue;
        auto& seen = before[id];
        if (total > seen) count(link->second.name, total - seen);
        seen = total;
    }
}

}  // namespace

void observer::observe_link(const engine::engine& engine, const links::link_counts& now) {
    const auto link = engine.memory().links.find(now.link);
    const auto rules =
        link == engine.memory().links.end() ? std::span<const facts::reason_rule>{} : std::span{link->second.reasons};
    auto& before = seen_[now.link];
    numbers_.set_binds_bound(now.name, now.binds_bound);
    for (const auto& host : now.hosts)
        numbers_.set_host_binds(now.name, host.name, host.binds_bound);
    for (const auto& host : before.hosts) {
        if (std::ranges::none_of(now.hosts, [&](const auto& each) { return each.name == host.name; }))
            numbers_.set_host_binds(now.name, host.name, 0);
    }
    if (now.queries > before.queries) numbers_.count_queries(now.name, now.queries - before.queries);
    if (now.cancels > before.cancels) numbers_.count_cancels(now.name, "asked", now.cancels - before.cancels);
    if (now.cancels_refused > before.cancels_refused)
        numbers_.count_cancels(now.name, "refused", now.cancels_refused - before.cancels_refused);
    if (now.submits > before.submits) numbers_.count_submits(now.name, now.submits - before.submits);
    for (const auto& [status, count] : now.responses) {
        const auto action = class_name(engine::rule_of(status, rules).action);
        const auto seen = before.responses[status];
        if (count > seen) numbers_.count_responses(now.name, action, count - seen);
    }
    if (now.unanswered > before.unanswered) {
        numbers_.count_responses(now.name, "none", now.unanswered - before.unanswered);
    }
    before = now;
}

void observer::observe_receipts(const engine::engine& engine, core::link_id id, const receipt_counts& counts) {
    const auto link = engine.memory().links.find(id);
    if (link == engine.memory().links.end()) return;
    auto& before = receipts_[id];
    for (size_t state = 0; state < counts.size(); ++state) {
        const auto name = facts::to_string(static_cast<facts::part_state>(state));
        if (counts[state] > before[state]) {
            numbers_.count_receipts(link->second.name, name, counts[state] - before[state]);
        }
        before[state] = counts[state];
    }
}

void observer::observe_oddities(const engine::engine& engine) {
    const auto& counters = engine.counters();
    count_growth(engine, counters.receipts_parked, parked_,
                 [this](std::string_view link, uint64_t more) { numbers_.count_parked(link, more); });
    count_growth(engine, counters.unmapped.counts(), unmapped_,
                 [this](std::string_view link, uint64_t more) { numbers_.count_unmapped(link, more); });
    numbers_.count_parked_dropped(counters.parked_dropped - parked_dropped_);
    parked_dropped_ = counters.parked_dropped;
    numbers_.set_parked(engine.memory().parked.size());
}

void observer::observe_cascades(const engine::engine& engine) {
    const auto& now = engine.counters().cascades;
    const auto count = [&](std::string_view what, uint64_t engine::cascade_counts::*member) {
        if (now.*member > cascades_.*member) numbers_.count_cascades(what, now.*member - cascades_.*member);
    };
    using counts = engine::cascade_counts;
    count("begun", &counts::begun);
    count("skipped", &counts::skipped);
    count("timed_out", &counts::timed_out);
    count("delivered_twice", &counts::delivered_twice);
    count("suppressed", &counts::suppressed);
    count("unknown_reports", &counts::unknown_reports);
    count("contacts_full", &counts::contacts_full);
    count("addresses_learnt", &counts::addresses_learnt);
    count("reordered", &counts::reordered);
    count("not_ordered", &counts::not_ordered);
    cascades_ = now;
}

void observer::observe_inbound(const engine::engine& engine) {
    for (const auto& [id, now] : engine.counters().inbound) {
        const auto link = engine.memory().links.find(id);
        if (link == engine.memory().links.end()) continue;
        const auto& name = link->second.name;
        auto& before = inbound_[id];
        const auto count = [&](std::string_view result, uint64_t total, uint64_t seen) {
            if (total > seen) numbers_.count_inbound(name, result, total - seen);
        };
        count("complete", now.texts - now.incomplete, before.texts - before.incomplete);
        count("incomplete", now.incomplete, before.incomplete);
        count("untold", now.untold, before.untold);
        count("repeated", now.repeated, before.repeated);
        count("refused", now.refused, before.refused);
        count("put_off", now.put_off, before.put_off);
        if (now.unowned > before.unowned) numbers_.count_inbound_unowned(name, now.unowned - before.unowned);
        before = now;
    }
    numbers_.set_inbound_open(engine.memory().inbound.count());
}

void observer::observe_routing(const engine::engine& engine) {
    const auto& counters = engine.counters();
    for (const auto& [id, now] : counters.health) {
        const auto link = engine.memory().links.find(id);
        if (link == engine.memory().links.end()) continue;
        auto& before = health_[id];
        const auto count = [&](std::string_view action, uint64_t total, uint64_t seen) {
            if (total > seen) numbers_.count_link_health(link->second.name, action, total - seen);
        };
        count("ejected", now.ejected, before.ejected);
        count("kept", now.kept, before.kept);
        count("sender_blocked", now.senders_blocked, before.senders_blocked);
        before = now;
    }
    count_growth(engine, counters.codes_again, codes_again_,
                 [this](std::string_view link, uint64_t more) { numbers_.count_codes_again(link, more); });
    for (size_t verdict = 0; verdict < counters.pumping.size(); ++verdict) {
        if (counters.pumping[verdict] > pumping_[verdict]) {
            numbers_.count_pumping(routing::to_string(static_cast<routing::pumping_verdict>(verdict)),
                                   counters.pumping[verdict] - pumping_[verdict]);
        }
    }
    pumping_ = counters.pumping;
}

void observer::observe(const engine::engine& engine, const std::vector<shard_room>& rooms) {
    numbers_.set_projector_lag(projector_.lag_groups());
    for (const auto& room : rooms) {
        const auto counts = room.links->counts();
        for (const auto& link : *counts)
            observe_link(engine, link);
        const auto accounts = room.channels->counts();
        for (const auto& account : *accounts)
            channels_.observe(account);
        if (room.clients) clients_.observe(*room.clients->counts());
    }
    for (const auto& [id, counts] : engine.counters().receipts)
        observe_receipts(engine, id, counts);
    observe_oddities(engine);
    observe_cascades(engine);
    observe_inbound(engine);
    observe_routing(engine);
    for (const auto& [id, link] : engine.memory().links) {
        const auto state = engine.memory().link_states.find(id);
        if (state == engine.memory().link_states.end()) continue;
        for (size_t index = 0; index < core::MESSAGE_CLASS_COUNT; ++index) {
            const auto klass = static_cast<core::message_class>(index);
            numbers_.set_queue_depth(link.name, core::to_string(klass), state->second->queue.size(klass));
        }
    }
}

}  // namespace kaskad::gateway
