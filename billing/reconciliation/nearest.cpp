#include "billing/reconciliation/nearest.hpp"

#include <algorithm>
#include <tuple>

namespace kaskad::billing::reconciliation {

namespace {

constexpr size_t TRIES_EACH_WAY = 8;

bool may_be_same(uint64_t left, uint64_t right) {
    return left == 0 || right == 0 || left == right;
}

bool may_be_pair(const row& ours, const row& theirs) {
    return may_be_same(ours.recipient, theirs.recipient) && may_be_same(ours.sender, theirs.sender) &&
           may_be_same(ours.part, theirs.part);
}

int64_t distance(const row& ours, const row& theirs) {
    if (theirs.time_ms == 0) return 0;
    return ours.time() > theirs.time() ? ours.time() - theirs.time() : theirs.time() - ours.time();
}

struct candidate {
    int64_t distance = 0;
    row_pair pair;
};

class pairing {
  public:
    pairing(std::span<const row> ours, std::span<const row> theirs, int64_t nearness_ms)
        : ours_{ours},
          theirs_{theirs},
          nearness_ms_{nearness_ms},
          is_ours_paired_(ours.size()),
          is_theirs_paired_(theirs.size()) {}

    std::vector<row_pair> pair() {
        if (ours_.size() == 1 && theirs_.size() == 1) {
            if (fits(0, 0)) made_.push_back({0, 0});
            return std::move(made_);
        }
        pair_by_distance();
        pair_in_order();
        return std::move(made_);
    }

  private:
    bool fits(size_t ours, size_t theirs) const {
        return distance(ours_[ours], theirs_[theirs]) <= nearness_ms_ && may_be_pair(ours_[ours], theirs_[theirs]);
    }

    void take(const row_pair& pair) {
        is_ours_paired_[pair.ours] = true;
        is_theirs_paired_[pair.theirs] = true;
        made_.push_back(pair);
    }

    void add_candidate(size_t ours, size_t theirs) {
        if (fits(ours, theirs)) candidates_.push_back({distance(ours_[ours], theirs_[theirs]), {ours, theirs}});
    }

    void pair_by_distance() {
        for (size_t theirs = 0; theirs < theirs_.size(); ++theirs) {
            const auto after = std::ranges::lower_bound(ours_, theirs_[theirs].time(), {}, &row::time);
            const auto middle = static_cast<size_t>(after - ours_.begin());
            for (size_t step = 0; step < TRIES_EACH_WAY; ++step) {
                if (middle + step < ours_.size()) add_candidate(middle + step, theirs);
                if (step < middle) add_candidate(middle - step - 1, theirs);
            }
        }
        std::ranges::sort(candidates_, {}, [](const candidate& each) {
            return std::tuple{each.distance, each.pair.theirs, each.pair.ours};
        });
        for (const auto& each : candidates_)
            if (!is_ours_paired_[each.pair.ours] && !is_theirs_paired_[each.pair.theirs]) take(each.pair);
    }

    void pair_in_order() {
        size_t ours = 0;
        for (size_t theirs = 0; theirs < theirs_.size(); ++theirs) {
            if (is_theirs_paired_[theirs]) continue;
            while (ours < ours_.size() &&
                   (is_ours_paired_[ours] || ours_[ours].time() + nearness_ms_ < theirs_[theirs].time()))
                ++ours;
            if (ours < ours_.size() && fits(ours, theirs)) take({ours++, theirs});
        }
    }

    std::span<const row> ours_;
    std::span<const row> theirs_;
    int64_t nearness_ms_;
    std::vector<bool> is_ours_paired_;
    std::vector<bool> is_theirs_paired_;
    std::vector<candidate> candidates_;
    std::vector<row_pair> made_;
};

}  // namespace

std::vector<row_pair> pair_nearest(std::span<const row> ours, std::span<const row> theirs, int64_t nearness_ms) {
    if (ours.empty() || theirs.empty()) return {};
    return pairing{ours, theirs, nearness_ms}.pair();
}

}  // namespace kaskad::billing::reconciliation
