#include "gateway/link_statuses.hpp"

namespace kaskad::gateway {

namespace {

api::link_status status_of(const links::link_counts& counts) {
    api::link_status result{.link = counts.link,
                            .binds = counts.binds,
                            .binds_bound = counts.binds_bound,
                            .parts_waiting = counts.parts_waiting,
                            .parts_in_flight = counts.parts_in_flight,
                            .window = counts.window,
                            .rate_milli = counts.rate_milli};
    for (const auto& host : counts.hosts)
        result.hosts.push_back({.name = host.name, .binds_bound = host.binds_bound, .is_out = host.is_out});
    for (const auto& bind : counts.bind_list)
        result.bind_list.push_back(
            {.number = bind.number, .host = bind.host, .is_bound = bind.is_bound, .in_flight = bind.in_flight});
    return result;
}

// It has one bind, and an outcome where there is a count of it.
api::link_status status_of(const channels::account_counts& counts) {
    api::channel_status channel{.state = std::string{channels::to_string(counts.state)}, .outcomes = {}};
    for (const auto& [outcome, count] : channels::outcomes_of(counts))
        channel.outcomes.emplace_back(outcome, count);
    return {.link = counts.account,
            .binds = counts.state == channels::account_state::off ? 0U : 1U,
            .binds_bound = counts.state == channels::account_state::up ? 1U : 0U,
            .parts_waiting = counts.waiting,
            .parts_in_flight = counts.open,
            .window = counts.window,
            .rate_milli = counts.rate_milli,
            .hosts = {},
            .bind_list = {},
            .channel = std::move(channel)};
}

}  // namespace

std::vector<api::link_status> link_statuses_of(const std::vector<shard_room>& rooms) {
    std::vector<api::link_status> all;
    for (const auto& room : rooms) {
        const auto counts = room.links->counts();
        for (const auto& link : *counts)
            all.push_back(status_of(link));
        const auto accounts = room.channels->counts();
        for (const auto& account : *accounts)
            all.push_back(status_of(account));
    }
    return all;
}

}  // namespace kaskad::gateway
