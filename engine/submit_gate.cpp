#include "engine/submit_gate.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

namespace kaskad::engine {

namespace {

// A rate of the gate's own: once a second it is looked which others are full.
constexpr submit_gate::key SWEEP = 0;

submit_gate::key mixed(submit_gate::key one, uint64_t other) {
    return (one ^ (other + 0x9E3779B97F4A7C15)) * 0xBF58476D1CE4E5B9;
}

std::string_view who_of(const facts::rate_rule& rule, const facts::message& value) {
    if (rule.by == facts::limited_by::sender) return value.sender;
    return value.network.empty() ? value.country : value.network;
}

}  // namespace

submit_gate::key submit_gate::recipient_key(std::string_view recipient) {
    return std::hash<std::string_view>{}(recipient);
}

void submit_gate::closed(std::string_view recipient) {
    const auto gate = recipient_key(recipient);
    const auto found = open_.find(gate);
    ASSERT(found != open_.end());
    if (--found->second == 0) open_.erase(found);
    if (watched_.contains(gate)) answered_.push_back(gate);
}

uint32_t submit_gate::open_submits(std::string_view recipient) const {
    const auto found = open_.find(recipient_key(recipient));
    return found == open_.end() ? 0 : found->second;
}

// A rate that is full is as good as a new one.
void submit_gate::forget_full(int64_t now) {
    auto& sweep = rates_.try_emplace(SWEEP, smpp::throttle::options{.rate = 1}, now).first->second;
    if (!sweep.take(1, now)) return;
    for (auto each = rates_.begin(); each != rates_.end();) {
        const bool is_full = each->first != SWEEP && each->second.available(now) >= each->second.burst();
        each = is_full ? rates_.erase(each) : std::next(each);
    }
}

submit_gate::key submit_gate::rate_of(size_t rule, const facts::rate_rule& terms, std::string_view who, int64_t now) {
    const auto shared = mixed(rule + 1, 0);
    auto gate = mixed(std::hash<std::string_view>{}(who), shared);
    if (rates_.contains(gate)) return gate;
    if (rates_.size() >= RATES_MAX) forget_full(now);
    if (rates_.size() >= RATES_MAX) gate = shared;
    rates_.try_emplace(gate, smpp::throttle::options{.rate = terms.rate}, now);
    return gate;
}

std::optional<submit_gate::key> submit_gate::enter(const facts::link& terms, const facts::message& value,
                                                   uint32_t segments, int64_t now) {
    const bool is_full = terms.recipient_window > 0 && open_submits(value.recipient) >= terms.recipient_window;
    if (is_full) return recipient_key(value.recipient);
    std::vector<key> passed;
    for (size_t index = 0; index < terms.rate_rules.size(); ++index) {
        const auto& rule = terms.rate_rules[index];
        const auto who = who_of(rule, value);
        if (!rule.value.empty() && rule.value != who) continue;
        const auto gate = rate_of(index, rule, who, now);
        if (rates_.at(gate).next_at(segments, now) > now) return gate;
        passed.push_back(gate);
    }
    // After this point it passes.
    for (const auto gate : passed)
        rates_.at(gate).take(segments, now);
    return std::nullopt;
}

std::vector<submit_gate::opening> submit_gate::take_answered(const facts::link& terms) {
    std::vector<opening> result;
    for (const auto gate : std::exchange(answered_, {})) {
        const auto found = open_.find(gate);
        const auto taken = found == open_.end() ? 0 : found->second;
        if (taken < terms.recipient_window) result.push_back({gate, terms.recipient_window - taken});
    }
    return result;
}

std::vector<submit_gate::opening> submit_gate::refilled(int64_t now) {
    std::vector<opening> result;
    for (const auto gate : watched_) {
        const auto rate = rates_.find(gate);
        if (rate == rates_.end()) continue;
        if (const auto room = rate->second.available(now)) result.push_back({gate, room});
    }
    return result;
}

void submit_gate::reset() {
    rates_.clear();
    watched_.clear();
    answered_.clear();
}

}  // namespace kaskad::engine
