#include "gateway/links/link.hpp"
#include "gateway/links/link_terms.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

// A link's hosts: what the board says is done here.

namespace kaskad::gateway::links {

void link::make_hosts() {
    places_ = hosts_of(terms_);
    hosts_ = std::make_shared<host_board>(std::max<size_t>(1, places_.size()), host_options());
}

host_board_options link::host_options() const {
    return {
        .use = terms_.hosts_use, .return_after_ms = terms_.return_after_ms, .connect_gap_ms = terms_.connect_gap_ms};
}

void link::put_hosts(link_counts& counts) const {
    for (size_t host = 0; host < places_.size(); ++host)
        counts.hosts.push_back({.name = to_string(places_[host]), .is_out = hosts_->is_out(host)});
    for (const auto& [number, bind] : binds_) {
        const auto host = bind->host();
        const bool is_current =
            is_same_connection(bind->made_for(), terms_) && host < counts.hosts.size() && !is_called(terms_, number);
        if (bind->is_bound() && is_current) ++counts.hosts[host].binds_bound;
        counts.bind_list.push_back({.number = number,
                                    .host = is_current ? counts.hosts[host].name : "",
                                    .is_bound = bind->is_bound(),
                                    .in_flight = bind->in_flight()});
    }
}

void link::probe_hosts() {
    const auto now = around_.home.steady_ms();
    while (const auto host = hosts_->host_to_probe(now)) {
        if (!around_.probe) continue;
        around_.probe(terms_, places_[*host], [weak = weak_from_this(), of = hosts_, host = *host](bool is_up) {
            if (const auto self = weak.lock()) self->take_probe(of, host, is_up);
        });
    }
    probe_->expire_at(hosts_->next_probe());
}

void link::take_probe(const std::shared_ptr<host_board>& of, size_t host, bool is_up) {
    if (of != hosts_ || !active_) return;
    const bool was_out = hosts_->is_out(host);
    hosts_->probed(host, is_up, around_.home.steady_ms());
    if (!was_out || hosts_->is_out(host)) return;
    spdlog::info("link {}: {} is up again", terms_.name, to_string(places_[host]));
    settle_soon();
}

// One at a time, so that the link goes on over the others: the next moves when this one is bound there.
void link::move_misplaced() {
    if (!active_) return;
    const auto number = hosts_->misplaced();
    auto* bind = number ? find(*number) : nullptr;
    const bool is_settled = std::ranges::none_of(binds_, [](const auto& each) { return each.second->is_retiring(); });
    if (!bind || !is_settled) return;
    spdlog::info("link {}: bind {} moves to another host", terms_.name, *number);
    retire(*bind);
}

}  // namespace kaskad::gateway::links
