#include "engine/receipt_habit.hpp"

#include "core/assert.hpp"

namespace kaskad::engine {

void receipt_habit::note(const sighting& seen, int64_t now_ms) {
    ASSERT(seen.parts >= 2);
    ASSERT(seen.part >= 1 && seen.part <= seen.parts);
    const key which{seen.message, seen.attempt};
    auto found = watched_.find(which);
    if (found == watched_.end()) {
        if (watched_.size() >= WATCHED_MAX) return;
        found = watched_.emplace(which, watched{.parts = seen.parts}).first;
        began_.emplace_back(now_ms, which);
    }
    found->second.receipted.set(seen.part);
}

std::optional<smpp::receipt_mode> receipt_habit::judge(int64_t maturity_ms, int64_t now_ms) {
    while (!began_.empty() && began_.front().first + maturity_ms <= now_ms) {
        const auto found = watched_.find(began_.front().second);
        ASSERT(found != watched_.end());
        const auto& [parts, receipted] = found->second;
        tally_.note({.parts = parts,
                     .receipted = receipted.count(),
                     .has_first = receipted.test(1),
                     .has_last = receipted.test(parts)});
        watched_.erase(found);
        began_.pop_front();
        if (const auto verdict = tally_.take_verdict()) return verdict;
    }
    return std::nullopt;
}

}  // namespace kaskad::engine
