#include "billing/day_root.hpp"

#include "billing/day_text.hpp"
#include "core/assert.hpp"
#include "core/calendar.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace kaskad::billing {

namespace {

std::string rows_text(const day_root& of) {
    return "postings " + std::to_string(of.first) + " to " + std::to_string(of.last);
}

}  // namespace

uint32_t day_of(int64_t utc_ms) {
    constexpr int64_t LAST = std::numeric_limits<uint32_t>::max();
    return static_cast<uint32_t>(std::clamp<int64_t>(utc_ms / core::DAY_MS, 0, LAST));
}

day_roots::day_roots(const day_root& open) : tree_{open.postings(), open.peaks}, open_{open} {}

void day_roots::take(const posting& row) {
    ASSERT(open_.first == 0 || open_.last + 1 == row.sequence);
    const auto day = std::max(day_of(row.booked_utc_ms), open_.day);
    if (open_.first == 0 || day != open_.day) {
        close();
        open_ = {.day = day, .first = row.sequence};
        tree_ = merkle_tree{};
    }
    tree_.add(row.hash);
    open_.last = row.sequence;
    open_.head = row.hash;
    is_touched_ = true;
}

void day_roots::close() {
    if (!is_touched_) return;
    // The root is wanted once a batch, not once a posting.
    open_.root = tree_.root();
    open_.peaks = tree_.peaks();
    touched_.push_back(open_);
    is_touched_ = false;
}

std::vector<day_root> day_roots::finish() {
    close();
    return std::exchange(touched_, {});
}

std::string difference(const day_root& kept, const day_root& made) {
    const auto day = day_text(kept.day);
    if (kept.first != made.first || kept.last != made.last)
        return "the kept root of " + day + " is of " + rows_text(kept) + ", that day has " + rows_text(made);
    if (kept.head != made.head) return "the kept root of " + day + " names another last posting than the day has";
    if (kept.root != made.root)
        return rows_text(made) + " of " + day + " make the root " + to_string(made.root) + ", kept is " +
               to_string(kept.root);
    if (kept.peaks != made.peaks) return "the kept root of " + day + " would go on from another tree";
    return {};
}

}  // namespace kaskad::billing
