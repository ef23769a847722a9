#include "routing/probe_budget.hpp"

#include <algorithm>
#include <limits>

namespace kaskad::routing {

namespace {

constexpr int64_t ONE_PROBE = 1'000;

size_t place(class_group group) {
    return static_cast<size_t>(group);
}

// Neither side is negative.
core::price sum(core::price left, core::price right) {
    constexpr auto MOST = std::numeric_limits<int64_t>::max();
    return {left.e8 > MOST - right.e8 ? MOST : left.e8 + right.e8};
}

core::price shown(core::price cost) {
    return {std::max<int64_t>(cost.e8, 0)};
}

}  // namespace

core::price probe_budget::spent_today() const {
    return sum(today_[0].cost, today_[1].cost);
}

probe_verdict probe_budget::may_probe(const probe_request& request) const {
    if (request.client_refuses) return probe_verdict::client_refuses;
    if (permille_[place(request.group)] < ONE_PROBE) return probe_verdict::share_used;
    if (sum(spent_today(), shown(request.cost)) > options_.cost_max) return probe_verdict::money_used;
    return probe_verdict::allowed;
}

void probe_budget::note_attempt(class_group group, int64_t day) {
    if (day != day_) today_ = {};
    day_ = day;
    ++today_[place(group)].attempts;
    auto& saved = permille_[place(group)];
    saved = std::min(saved + options_.permille[place(group)], ONE_PROBE * options_.probes_kept_max);
}

void probe_budget::note_probe(const probe_request& request) {
    auto& account = today_[place(request.group)];
    ++account.probes;
    account.cost = sum(account.cost, shown(request.cost));
    permille_[place(request.group)] -= ONE_PROBE;
}

std::string_view to_string(probe_verdict value) {
    switch (value) {
        case probe_verdict::allowed:
            return "allowed";
        case probe_verdict::client_refuses:
            return "client_refuses";
        case probe_verdict::share_used:
            return "share_used";
        case probe_verdict::money_used:
            return "money_used";
    }
    return "allowed";
}

}  // namespace kaskad::routing
