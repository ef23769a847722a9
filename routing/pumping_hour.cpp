#include "routing/pumping_hour.hpp"

#include <algorithm>

namespace kaskad::routing {

namespace {

constexpr int64_t SLOT_MS = 300'000;
constexpr size_t SETTLING_SLOTS = 2;  // ten minutes

}  // namespace

void pumping_hour::note(uint16_t number, int64_t now_ms) {
    turn(now_ms);
    ++newest().messages;
    const recent noted{.number = number, .slot = static_cast<uint16_t>(newest_)};
    const auto known = std::ranges::find(numbers_, number, &recent::number);
    if (known != numbers_.end()) {
        *known = noted;
    } else if (numbers_.size() < PUMPING_NUMBERS_MAX) {
        numbers_.push_back(noted);
    } else {
        numbers_[next_++ % PUMPING_NUMBERS_MAX] = noted;
    }
}

void pumping_hour::note_passed() {
    ++newest().passed;
}

void pumping_hour::note_converted(int64_t sent_ms, int64_t now_ms) {
    turn(now_ms);
    const auto at = sent_ms / SLOT_MS;
    if (at < 0 || at > newest_ || newest_ - at >= static_cast<int64_t>(SLOTS)) return;
    auto& of = slots_[static_cast<size_t>(at) % SLOTS];
    if (of.converted < of.passed) ++of.converted;
}

uint32_t pumping_hour::messages() const {
    return sum(&slot::messages, 0);
}

uint32_t pumping_hour::passed() const {
    return sum(&slot::passed, 0);
}

uint32_t pumping_hour::settled() const {
    return sum(&slot::passed, SETTLING_SLOTS);
}

uint32_t pumping_hour::settled_converted() const {
    return sum(&slot::converted, SETTLING_SLOTS);
}

double pumping_hour::neighbour_share() const {
    if (numbers_.empty()) return 0;
    std::vector<uint16_t> sorted;
    sorted.reserve(numbers_.size());
    for (const auto& each : numbers_)
        sorted.push_back(each.number);
    std::ranges::sort(sorted);
    size_t beside = 0;
    for (size_t place = 0; place < sorted.size(); ++place) {
        const bool has_before =
            place > 0 && sorted[place] - sorted[place - 1] <= static_cast<int>(PUMPING_NEIGHBOUR_GAP);
        const bool has_behind =
            place + 1 < sorted.size() && sorted[place + 1] - sorted[place] <= static_cast<int>(PUMPING_NEIGHBOUR_GAP);
        beside += has_before || has_behind ? 1 : 0;
    }
    return static_cast<double>(beside) / static_cast<double>(sorted.size());
}

void pumping_hour::turn(int64_t now_ms) {
    const auto now = now_ms / SLOT_MS;
    if (now <= newest_) return;
    const bool is_all_old = now - newest_ >= static_cast<int64_t>(SLOTS);
    for (size_t left = SLOTS; newest_ < now && left > 0; --left) {
        ++newest_;
        newest() = {};
    }
    newest_ = now;
    std::erase_if(numbers_, [&](const recent& each) {
        return is_all_old || static_cast<uint16_t>(newest_ - each.slot) >= SLOTS;
    });
}

uint32_t pumping_hour::sum(uint32_t slot::*what, size_t newest_left_out) const {
    uint32_t all = 0;
    for (size_t age = newest_left_out; age < SLOTS && newest_ >= static_cast<int64_t>(age); ++age)
        all += slots_[(static_cast<size_t>(newest_) - age) % SLOTS].*what;
    return all;
}

}  // namespace kaskad::routing
