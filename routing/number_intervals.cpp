#include "routing/number_intervals.hpp"

#include "core/assert.hpp"
#include "routing/sorted_search.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace kaskad::routing {

namespace {

struct edge {
    uint64_t place = 0;
    bool begins = false;
    uint32_t range = 0;

    friend auto operator<=>(const edge&, const edge&) = default;  // at one place, ends come before beginnings
};

std::vector<edge> edges_of(std::span<const number_range> ranges) {
    std::vector<edge> edges;
    edges.reserve(2 * ranges.size());
    for (uint32_t index = 0; index < ranges.size(); ++index) {
        ASSERT(ranges[index].from < ranges[index].to);
        ASSERT(ranges[index].to <= NUMBER_PLACES);
        edges.push_back({ranges[index].from, true, index});
        edges.push_back({ranges[index].to, false, index});
    }
    std::ranges::sort(edges);
    return edges;
}

}  // namespace

// Goes along the line from edge to edge with the ranges that are open there.
class number_intervals::sweep {
  public:
    explicit sweep(std::span<const number_range> ranges) : ranges_{ranges} {}

    std::expected<number_intervals, range_conflict> run() {
        const auto edges = edges_of(ranges_);
        if (edges.empty()) return std::move(made_);
        made_.starts_ = {0};
        made_.steps_of_ = {NO_STEP};
        for (size_t next = 0; next < edges.size(); ++next) {
            if (auto conflict = pass(edges[next])) return std::unexpected(*conflict);
            const bool is_last_here = next + 1 == edges.size() || edges[next + 1].place != edges[next].place;
            if (is_last_here) begin_interval(edges[next].place);
        }
        fill_heads();
        return std::move(made_);
    }

  private:
    using by_width = std::pair<uint64_t, uint32_t>;  // width, range

    std::optional<range_conflict> pass(const edge& passed) {
        const by_width key{ranges_[passed.range].width(), passed.range};
        if (!passed.begins) {
            open_.erase(key);
            return std::nullopt;
        }
        const auto place = open_.insert(key).first;
        if (place != open_.begin() && std::prev(place)->first == key.first) {
            return range_conflict{std::prev(place)->second, passed.range};
        }
        if (std::next(place) != open_.end() && std::next(place)->first == key.first) {
            return range_conflict{std::next(place)->second, passed.range};
        }
        if (open_.size() > NUMBER_RANGES_OVER_ONE_MAX) return range_conflict{passed.range, passed.range};
        return std::nullopt;
    }

    // The steps over the open ranges, the widest made first: nested ranges share what is wider.
    uint32_t steps_over_open() {
        uint32_t wider = NO_STEP;
        for (auto range = open_.rbegin(); range != open_.rend(); ++range) {
            auto [known, is_new] =
                known_.try_emplace({range->second, wider}, static_cast<uint32_t>(made_.steps_.size()));
            if (is_new) made_.steps_.push_back({range->second, wider});
            wider = known->second;
        }
        return wider;
    }

    void begin_interval(uint64_t place) {
        const uint32_t step = steps_over_open();
        if (made_.steps_of_.back() == step || place == NUMBER_PLACES) return;
        if (made_.starts_.back() == place) {
            made_.steps_of_.back() = step;
            return;
        }
        made_.starts_.push_back(place);
        made_.steps_of_.push_back(step);
    }

    void fill_heads() {
        made_.heads_.resize(HEADS + 1);
        size_t before = 0;
        for (size_t head = 0; head <= HEADS; ++head) {
            while (before < made_.starts_.size() && made_.starts_[before] < head * HEAD_WIDTH)
                ++before;
            made_.heads_[head] = static_cast<uint32_t>(before);
        }
    }

    std::span<const number_range> ranges_;
    std::set<by_width> open_;
    std::map<std::pair<uint32_t, uint32_t>, uint32_t> known_;
    number_intervals made_;
};

std::expected<number_intervals, range_conflict> number_intervals::build(std::span<const number_range> ranges) {
    return sweep{ranges}.run();
}

uint32_t number_intervals::find(uint64_t place) const {
    ASSERT(place < NUMBER_PLACES);
    if (heads_.empty()) return NO_STEP;
    const size_t head = place / HEAD_WIDTH;
    const size_t first = heads_[head];
    const size_t begun = first + count_up_to(std::span{starts_}.subspan(first, heads_[head + 1] - first), place);
    return steps_of_[begun - 1];
}

}  // namespace kaskad::routing
