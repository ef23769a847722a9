#include "routing/step_order.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace kaskad::routing {

namespace {

constexpr double NEVER = std::numeric_limits<double>::infinity();
constexpr double SLACK = 0.01;   // so much less of a chance to reach is worth a lower cost
constexpr double EQUAL = 1e-12;  // relative: sums of the same numbers in another order

bool is_less(double one, double other) {
    return other - one > EQUAL * (1 + std::abs(one));
}

// When all steps of a set have gone before, and failed, in whatever order, so much time is over, and that is so likely.
// So the best order of a set begins with the best order of the set without its last step, whichever that is: 256 sets
// stand for all orders of eight steps.
class search {
  public:
    search(std::span<const orderable_step> steps, int64_t deadline_ms) : steps_{steps}, deadline_ms_{deadline_ms} {
        for (size_t set = 1; set < sets(); ++set)
            visit(set);
    }

    step_plan best() const {
        double most = 0;
        for (size_t set = 0; set < sets(); ++set)
            if (known_[set].cost < NEVER) most = std::max(most, 1 - known_[set].fails);
        step_plan found{.order = {}, .reaches = -1, .cost = NEVER};
        for (size_t set = 0; set < sets(); ++set) {
            if (known_[set].cost == NEVER || 1 - known_[set].fails < most - SLACK) continue;
            auto made = plan_of(set);
            const bool is_as_good = !is_less(found.cost, made.cost);
            const bool is_surer = is_as_good && is_less(found.reaches, made.reaches);
            if (is_less(made.cost, found.cost) || is_surer) found = std::move(made);
        }
        return found;
    }

  private:
    // Of the steps whose bits are set: what their best order costs where each of them comes in time, and which of them
    // goes last there.
    struct state {
        double cost = 0;
        double fails = 1;
        int64_t begins_ms = 0;  // the next one
        uint8_t last = 0;
    };

    size_t sets() const { return size_t{1} << steps_.size(); }

    // All moments behind the deadline are one.
    int64_t too_late_ms() const { return std::max(deadline_ms_, int64_t{0}) + 1; }

    bool is_in_time(const orderable_step& step, int64_t begins_ms) const {
        return step.reaches > 0 && step.delay_ms <= deadline_ms_ - begins_ms;
    }

    void visit(size_t set) {
        auto& made = known_[set];
        made.cost = NEVER;
        for (size_t place = steps_.size(); place-- > 0;) {
            if ((set >> place & 1) == 0) continue;
            const auto& step = steps_[place];
            const auto& before = known_[set & ~(size_t{1} << place)];
            made.fails = before.fails * (1 - step.reaches);
            made.begins_ms = std::min(before.begins_ms + step.lasts_ms, too_late_ms());
            const double cost = before.cost + before.fails * step.cost;
            if (!is_in_time(step, before.begins_ms) || !is_less(cost, made.cost)) continue;
            made.cost = cost;
            made.last = static_cast<uint8_t>(place);
        }
    }

    // Behind those of the set, the cheapest first for what they achieve; those that achieve nothing at the end.
    std::vector<uint8_t> rest_of(size_t set) const {
        std::vector<uint8_t> rest;
        for (size_t place = 0; place < steps_.size(); ++place)
            if ((set >> place & 1) == 0) rest.push_back(static_cast<uint8_t>(place));
        std::ranges::sort(rest, {}, [this](uint8_t place) {
            const auto& step = steps_[place];
            return std::pair{step.reaches > 0 ? step.cost / step.reaches : NEVER, place};
        });
        return rest;
    }

    step_plan plan_of(size_t set) const {
        step_plan made{.order = {}, .reaches = 1 - known_[set].fails, .cost = known_[set].cost};
        double fails = known_[set].fails;
        for (auto left = set; left != 0; left &= ~(size_t{1} << known_[left].last))
            made.order.push_back(known_[left].last);
        std::ranges::reverse(made.order);
        for (const auto place : rest_of(set)) {
            made.cost += fails * steps_[place].cost;
            fails *= 1 - steps_[place].reaches;
            made.order.push_back(place);
        }
        return made;
    }

    std::span<const orderable_step> steps_;
    int64_t deadline_ms_;
    std::array<state, size_t{1} << ORDERED_STEPS_MAX> known_{};
};

}  // namespace

step_plan order_steps(std::span<const orderable_step> steps, int64_t deadline_ms) {
    ASSERT(steps.size() <= ORDERED_STEPS_MAX);
    return search{steps, deadline_ms}.best();
}

}  // namespace kaskad::routing
