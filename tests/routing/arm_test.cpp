#include "routing/arm.hpp"

#include "tests/routing/receipt_world.hpp"

#include <gtest/gtest.h>

namespace kaskad::routing {

namespace {

constexpr int64_t SECOND = 1'000;
constexpr int64_t MINUTE = 60 * SECOND;
constexpr int64_t HOUR = 60 * MINUTE;

double estimate_of(const arm& seen) {
    return seen.estimate(seen.delays().law(usual_delay_law()), {}).mean();
}

}  // namespace

// "Resolved only" would read 0.79 here, "delivered of sent" 0.53: most failures are told after an hour, most deliveries
// within seconds.
TEST(RoutingArm, JudgesOpenAttemptsByTheirAge) {
    for (const uint64_t seed : {1, 2, 3}) {
        for (const double chance : {0.95, 0.9, 0.6, 0.3}) {
            SCOPED_TRACE(testing::Message() << "seed " << seed << ", chance " << chance);
            arm seen;
            receipt_world world{seed};
            world.run(seen, {.chance = chance}, 10, 3 * HOUR);
            EXPECT_NEAR(estimate_of(seen), chance, 0.04);
        }
    }
}

TEST(RoutingArm, NeedsNoFailuresToKnowOfThem) {
    arm seen;
    receipt_world world{7};
    world.run(seen, {.chance = 0.7, .untold = 1}, 10, 6 * HOUR);
    EXPECT_NEAR(estimate_of(seen), 0.7, 0.04);
}

TEST(RoutingArm, SeesABlackHoleWithinSeconds) {
    arm seen;
    receipt_world world{8};
    world.run(seen, {.chance = 0.95}, 20, 2 * HOUR);
    const auto law = seen.delays().law(usual_delay_law());
    EXPECT_GT(seen.surprise(law, 0.95, MINUTE), -4);
    world.run(seen, {.chance = 0, .untold = 1}, 20, 20 * SECOND);
    EXPECT_LT(seen.surprise(law, 0.95, MINUTE), -5);
}

TEST(RoutingArm, KnowsMoreTheMoreItHasSeen) {
    receipt_world world{9};
    arm seen;
    EXPECT_EQ(seen.estimate(usual_delay_law(), {}).samples, 0);
    world.run(seen, {.chance = 0.95}, 1, MINUTE);
    const auto few = seen.estimate(usual_delay_law(), {});
    world.run(seen, {.chance = 0.95}, 1, HOUR);
    const auto many = seen.estimate(usual_delay_law(), {});
    EXPECT_GT(few.samples, 5);
    EXPECT_LT(few.samples, 70);  // not more than were sent
    EXPECT_GT(many.lower_bound(), few.lower_bound());
}

TEST(RoutingArm, LeavesOutWhatIsNoneOfTheLinksDoing) {
    arm seen;
    seen.note_sent(1'000);
    seen.note_sent(1'000);
    EXPECT_TRUE(seen.note_outcome(1'000, arm_outcome::not_counted, 2'000));
    EXPECT_TRUE(seen.note_outcome(1'000, arm_outcome::failed, 2'000));
    EXPECT_FALSE(seen.note_outcome(1'000, arm_outcome::failed, 2'000));  // there were no more
    EXPECT_TRUE(seen.note_late_delivery(1'000));
    EXPECT_FALSE(seen.note_late_delivery(1'000));
}

TEST(RoutingArm, ForgetsWhatIsADayOld) {
    arm seen;
    seen.note_sent(1'000);
    seen.advance(25 * HOUR);
    EXPECT_TRUE(seen.is_empty());
    EXPECT_FALSE(seen.note_outcome(1'000, arm_outcome::delivered, 25 * HOUR));
}

}  // namespace kaskad::routing
