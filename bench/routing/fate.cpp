#include "bench/routing/fate.hpp"

#include <cmath>

namespace kaskad::bench::routing {

namespace {

constexpr double SECONDS = SECOND;
constexpr double TOLD_AT_ONCE = 0.35;  // of failures; the others when the operator gives up
constexpr double DEAD_TOLD = 0.7;      // of dead numbers are known as such; the others expire like anything
constexpr double BLOCKED_TOLD = 0.8;   // of blocked senders' messages; of the others nothing is heard

double quick(chance& draw) {
    return draw.lognormal(4 * SECONDS, 0.8);
}

// Four in five within seconds, some minutes, a few hours.
double positive_delay(chance& draw) {
    const double kind = draw.even();
    if (kind < 0.80) return quick(draw);
    if (kind < 0.95) return draw.lognormal(60 * SECONDS, 0.8);
    return draw.exponential(2.0 * HOUR);
}

void tell(fate& made, told what, double delay_ms) {
    made.receipt = what;
    made.receipt_delay_ms = std::llround(delay_ms);
}

void fail_by_message(fate& made, chance& draw, flaw wrong) {
    if (wrong == flaw::dead_number) {
        draw.holds(DEAD_TOLD) ? tell(made, told::failed_by_subscriber, quick(draw)) : tell(made, told::failed, HOUR);
    } else if (draw.holds(BLOCKED_TOLD)) {
        tell(made, told::failed_by_sender, quick(draw));
    }
}

}  // namespace

fate draw_fate(uint64_t key, size_t link, const arm_truth& arm, double share, flaw wrong) {
    chance draw{key * LINKS + link};
    fate made;
    made.is_delivered = draw.holds(arm.chance * share) && wrong == flaw::none;
    made.feedback_delay_ms = 30 * SECOND + std::llround(draw.exponential(60 * SECONDS));
    if (wrong != flaw::none) {
        fail_by_message(made, draw, wrong);
        return made;
    }
    const bool is_told_delivered = made.is_delivered || draw.holds(arm.fake);
    if (draw.holds(is_told_delivered ? arm.lost : arm.untold)) return made;
    if (is_told_delivered) {
        tell(made, told::delivered, positive_delay(draw));
    } else {
        tell(made, told::failed, draw.holds(TOLD_AT_ONCE) ? quick(draw) : HOUR);
    }
    return made;
}

}  // namespace kaskad::bench::routing
