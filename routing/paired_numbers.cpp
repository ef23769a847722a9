#include "routing/paired_numbers.hpp"

#include <algorithm>

namespace kaskad::routing {

namespace {

void count(std::vector<paired_change>& changes, std::span<const paired_outcome> outcomes, int sign) {
    for (const auto& each : outcomes) {
        if (!is_paired_test(outcomes, each.link)) continue;
        const paired_change change{.link = each.link, .tests = sign, .delivered = each.is_delivered ? sign : 0};
        const auto known = std::ranges::find(changes, each.link, &paired_change::link);
        if (known == changes.end()) {
            changes.push_back(change);
        } else {
            known->tests += change.tests;
            known->delivered += change.delivered;
        }
    }
}

}  // namespace

bool is_paired_test(std::span<const paired_outcome> outcomes, core::link_id link) {
    size_t failed_before = 0;
    bool is_before = true;
    for (const auto& each : outcomes) {
        if (each.link == link) is_before = false;
        if (each.link == link) continue;
        if (each.is_delivered) return false;
        failed_before += is_before ? 1 : 0;
    }
    return failed_before >= PAIRED_OTHERS_MIN;
}

std::vector<paired_change> paired_numbers::note(uint64_t recipient, const paired_outcome& outcome) {
    auto* known = known_.use(recipient);
    if (known == nullptr && outcome.is_delivered) return {};
    // A new day asks anew; what was counted of the old one stays.
    if (known != nullptr && outcome.at_ms - known->first_ms >= PAIRED_MS) *known = {.first_ms = outcome.at_ms};
    if (known == nullptr) known = &known_.add(recipient, {.first_ms = outcome.at_ms});
    std::vector<paired_change> changes;
    count(changes, known->all(), -1);
    if (!put(*known, outcome)) return {};
    count(changes, known->all(), +1);
    std::erase_if(changes, [](const paired_change& each) { return each.tests == 0 && each.delivered == 0; });
    return changes;
}

bool paired_numbers::put(number& into, const paired_outcome& outcome) {
    const std::span all{into.outcomes.data(), into.count};
    const auto same = std::ranges::find(all, outcome.link, &paired_outcome::link);
    if (same != all.end()) {
        if (same->is_delivered || !outcome.is_delivered) return false;
        *same = outcome;
        return true;
    }
    if (into.count == PAIRED_LINKS_MAX) return false;
    into.outcomes[into.count++] = outcome;
    return true;
}

std::span<const paired_outcome> paired_numbers::find(uint64_t recipient) const {
    const auto* const known = known_.find(recipient);
    return known == nullptr ? std::span<const paired_outcome>{} : known->all();
}

}  // namespace kaskad::routing
