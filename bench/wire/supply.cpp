#include "bench/wire/supply.hpp"

#include <algorithm>

namespace kaskad::bench {

namespace {

constexpr uint64_t REFUSED_PAUSE_US = 20'000;

}  // namespace

supply::supply(supply_options options, sheet& lines, uint64_t now_us)
    : options_{options}, lines_{lines}, begin_us_{now_us} {}

bool supply::has_new(uint64_t now_us) const {
    const bool in_time = options_.time_us == 0 || now_us < begin_us_ + options_.time_us;
    return in_time && next_ < options_.messages;
}

bool supply::is_over(uint64_t now_us) const {
    return refused_.empty() && !has_new(now_us);
}

uint64_t supply::due_of(uint32_t number) const {
    return options_.rate == 0 ? begin_us_ : begin_us_ + uint64_t{number} * 1'000'000 / options_.rate;
}

uint64_t supply::due_us(uint64_t now_us) const {
    auto due = has_new(now_us) ? due_of(next_ + options_.batch - 1) : UINT64_MAX;
    if (!refused_.empty()) due = std::min(due, refused_.front().due_us);
    return due;
}

void supply::take(uint64_t now_us, std::vector<uint32_t>& numbers) {
    numbers.clear();
    if (!refused_.empty() && refused_.front().due_us <= now_us) return take_refused(now_us, numbers);
    if (!has_new(now_us) || due_of(next_ + options_.batch - 1) > now_us) return;
    while (numbers.size() < options_.batch && next_ < options_.messages) {
        lines_.at(next_).sent_us = options_.rate == 0 ? now_us : due_of(next_);
        numbers.push_back(next_++);
    }
}

void supply::take_refused(uint64_t now_us, std::vector<uint32_t>& numbers) {
    while (numbers.size() < options_.batch && !refused_.empty() && refused_.front().due_us <= now_us) {
        numbers.push_back(refused_.front().number);
        refused_.pop_front();
    }
}

void supply::take_back(uint32_t number, uint64_t now_us) {
    refused_.push_back({.due_us = now_us + REFUSED_PAUSE_US, .number = number});
}

}  // namespace kaskad::bench
