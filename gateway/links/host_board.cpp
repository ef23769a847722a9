#include "gateway/links/host_board.hpp"

#include "core/assert.hpp"
#include "gateway/links/link_terms.hpp"

#include <algorithm>
#include <limits>

namespace kaskad::gateway::links {

namespace {

constexpr int64_t PROBE_MS_MIN = 50;
constexpr int64_t PROBE_MS_MAX = 30'000;
constexpr int64_t PROBES_BEFORE_RETURN = 5;
constexpr uint32_t DOUBLINGS_MAX = 6;
constexpr int64_t RETURN_MS_MAX = 3'600'000;  // unless the first wait is longer

}  // namespace

host_board::host_board(size_t hosts, host_board_options options) : options_{options}, hosts_(hosts) {
    ASSERT(hosts > 0);
}

int64_t host_board::probe_interval() const {
    return std::clamp(options_.return_after_ms / PROBES_BEFORE_RETURN, PROBE_MS_MIN, PROBE_MS_MAX);
}

// What answers probes may refuse binds for ever: each try takes a bind from where it is well.
int64_t host_board::return_after(const host_state& host) const {
    const auto doublings = std::min(std::max(host.times_out, 1U) - 1, DOUBLINGS_MAX);
    return std::min(options_.return_after_ms << doublings, std::max(options_.return_after_ms, RETURN_MS_MAX));
}

size_t host_board::host_of(uint32_t bind) const {
    const auto found = places_.find(bind);
    return found == places_.end() ? 0 : found->second.host;
}

size_t host_board::binds_at(size_t host, uint32_t like) const {
    return static_cast<size_t>(std::ranges::count_if(places_, [&](const auto& each) {
        return each.second.host == host && is_receiver(each.first) == is_receiver(like);
    }));
}

// Of the hosts that are in: standby the first, shared the one with the fewest other binds. When all are out, the one
// that failed longest ago.
size_t host_board::best(uint32_t bind) const {
    const auto own = places_.find(bind);
    std::optional<size_t> chosen;
    size_t fewest = 0;
    for (size_t host = 0; host < hosts_.size(); ++host) {
        if (hosts_[host].is_out) continue;
        const bool is_own = own != places_.end() && own->second.host == host;
        const auto others = binds_at(host, bind) - (is_own ? 1 : 0);
        if (chosen && (options_.use == facts::host_use::standby || others >= fewest)) continue;
        chosen = host;
        fewest = others;
    }
    if (chosen) return *chosen;
    const auto oldest = std::ranges::min_element(hosts_, {}, &host_state::out_since);
    return static_cast<size_t>(oldest - hosts_.begin());
}

host_board::order host_board::choose(uint32_t bind, int64_t now) {
    const auto host = best(bind);
    places_[bind] = {host, false};
    const auto at = std::max(now, next_connection_ms_);
    next_connection_ms_ = at + options_.connect_gap_ms;
    return {host, at};
}

void host_board::bound(uint32_t bind) {
    auto& place = places_[bind];
    place.is_bound = true;
    hosts_.at(place.host).is_out = false;
    hosts_.at(place.host).times_out = 0;
}

void host_board::failed(uint32_t bind) {
    auto& place = places_[bind];
    place.is_bound = false;
    if (hosts_.size() == 1) return;
    auto& host = hosts_.at(place.host);
    const auto times_out = host.times_out + (host.is_out ? 0 : 1);
    host = {.is_out = true, .out_since = ++failures_, .up_since_ms = -1, .probe_due_ms = 0, .times_out = times_out};
}

std::optional<uint32_t> host_board::misplaced() const {
    if (hosts_.size() == 1) return std::nullopt;
    if (!std::ranges::all_of(places_, [](const auto& each) { return each.second.is_bound; })) return std::nullopt;
    for (const auto& [bind, place] : places_) {
        const auto better = best(bind);
        if (better == place.host || hosts_[better].is_out) continue;
        const bool is_standby = options_.use == facts::host_use::standby;
        if (is_standby || binds_at(place.host, bind) > binds_at(better, bind) + 1) return bind;
    }
    return std::nullopt;
}

int64_t host_board::next_probe() const {
    auto due = std::numeric_limits<int64_t>::max();
    for (const auto& host : hosts_) {
        if (host.is_out) due = std::min(due, host.probe_due_ms);
    }
    return due;
}

std::optional<size_t> host_board::host_to_probe(int64_t now) {
    for (size_t host = 0; host < hosts_.size(); ++host) {
        auto& each = hosts_[host];
        if (!each.is_out || each.probe_due_ms > now) continue;
        each.probe_due_ms = now + probe_interval();
        return host;
    }
    return std::nullopt;
}

void host_board::probed(size_t host, bool is_up, int64_t now) {
    auto& each = hosts_.at(host);
    if (!each.is_out) return;
    if (!is_up) {
        each.up_since_ms = -1;
    } else if (each.up_since_ms < 0) {
        each.up_since_ms = now;
    }
    if (each.up_since_ms >= 0 && now - each.up_since_ms >= return_after(each)) each.is_out = false;
}

}  // namespace kaskad::gateway::links
