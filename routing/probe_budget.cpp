#include "routing/probe_budget.hpp"

#include <algorithm>
#include <limits>

namespace kaskad::routing {

namespace {

constexpr int64_t ONE_PROBE = 1'000;
constexpr int64_t LAID_BY = 5;  // one in so many, for new links

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
    const bool has_laid_by = request.is_new && new_permille_[place(request.group)] >= ONE_PROBE;
    if (!has_laid_by && permille_[place(request.group)] < ONE_PROBE) return probe_verdict::share_used;
    if (sum(spent_today(), shown(request.cost)) > options_.cost_max) return probe_verdict::money_used;
    return probe_verdict::allowed;
}

void probe_budget::note_attempt(class_group group, int64_t day) {
    if (day != day_) today_ = {};
    day_ = day;
    ++today_[place(group)].attempts;
    const int64_t share = options_.permille[place(group)];
    auto& saved = permille_[place(group)];
    auto& laid_by = new_permille_[place(group)];
    saved = std::min(saved + share - share / LAID_BY, ONE_PROBE * options_.probes_kept_max);
    laid_by = std::min(laid_by + share / LAID_BY, ONE_PROBE * options_.new_kept_max);
}

void probe_budget::note_probe(const probe_request& request) {
    auto& account = today_[place(request.group)];
    ++account.probes;
    account.cost = sum(account.cost, shown(request.cost));
    auto& laid_by = new_permille_[place(request.group)];
    auto& used = request.is_new && laid_by >= ONE_PROBE ? laid_by : permille_[place(request.group)];
    used -= ONE_PROBE;
}

void probe_budget::save(state_writer& to) const {
    to.put_time(day_);
    for (size_t group = 0; group < CLASS_GROUPS; ++group) {
        to.put_count(today_[group].attempts);
        to.put_count(today_[group].probes);
        to.put_count(static_cast<uint64_t>(today_[group].cost.e8));
        to.put_time(permille_[group]);
        to.put_time(new_permille_[group]);
    }
}

void probe_budget::load(state_reader& from) {
    day_ = from.take_time();
    for (size_t group = 0; group < CLASS_GROUPS; ++group) {
        today_[group].attempts = from.take_count(UINT64_MAX);
        today_[group].probes = from.take_count(UINT64_MAX);
        today_[group].cost = {static_cast<int64_t>(from.take_count(INT64_MAX))};
        permille_[group] = std::min(from.take_time(), ONE_PROBE * options_.probes_kept_max);
        new_permille_[group] = std::clamp<int64_t>(from.take_time(), 0, ONE_PROBE * options_.new_kept_max);
    }
    if (!from.is_good()) *this = probe_budget{options_};
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
