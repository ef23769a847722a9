#include "routing/arm.hpp"

#include "tests/routing/receipt_world.hpp"

#include <gtest/gtest.h>

namespace kaskad::routing {

namespace {

constexpr int64_t SECOND = 1'000;
constexpr int64_t MINUTE = 60 * SECOND;
constexpr int64_t HOUR = 60 * MINUTE;

// By what it has learnt itself.
delivery_estimate believe(const arm& seen) {
    const auto law = seen.delays().law(usual_delay_law());
    return seen.estimate({law, seen.half_life_ms(law)}, {});
}

delivery_estimate judge(arm& seen) {
    const auto law = seen.delays().law(usual_delay_law());
    return seen.judge({law, seen.half_life_ms(law)}, {}, 0.5);
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
            EXPECT_NEAR(believe(seen).mean(), chance, 0.04);
        }
    }
}

TEST(RoutingArm, NeedsNoFailuresToKnowOfThem) {
    arm seen;
    receipt_world world{7};
    world.run(seen, {.chance = 0.7, .untold = 1}, 10, 6 * HOUR);
    EXPECT_NEAR(believe(seen).mean(), 0.7, 0.04);
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

// 2,400 messages at 0.95 and then 240 that all vanish: by their weights alone the belief would still be at 0.88.
TEST(RoutingArm, ForgetsWhatWasBeforeACollapse) {
    for (const uint64_t seed : {11, 12, 13}) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        arm seen;
        receipt_world world{seed};
        world.run(seen, {.chance = 0.95}, 2, 20 * MINUTE);
        EXPECT_GT(judge(seen).mean(), 0.9);
        EXPECT_FALSE(seen.is_doubted());
        world.run(seen, {.chance = 0, .untold = 1}, 2, 2 * MINUTE);
        EXPECT_LT(judge(seen).mean(), 0.2);
        EXPECT_TRUE(seen.is_doubted());
        world.run(seen, {.chance = 0.95}, 2, 5 * MINUTE);
        EXPECT_GT(judge(seen).mean(), 0.9);
        EXPECT_FALSE(seen.is_doubted());
    }
}

// Looked at again and again for two hours: chance alone must not look like a change.
TEST(RoutingArm, TakesChanceForNoChange) {
    for (const uint64_t seed : {21, 22}) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        arm seen;
        receipt_world world{seed};
        for (int minute = 0; minute < 120; ++minute) {
            for (int part = 0; part < 6; ++part) {
                world.run(seen, {.chance = 0.8}, 2, 10 * SECOND);
                judge(seen);
            }
            ASSERT_FALSE(seen.is_doubted()) << "after " << minute << " minutes";
        }
    }
}

// 5.1 of 6 by the prior, 20 failures and nothing open: a beta distribution of 5.1 and 20.9, no more and no less.
TEST(RoutingArm, IsExactWhereNothingIsOpen) {
    arm seen;
    for (int count = 0; count < 20; ++count) {
        seen.note_sent(1'000);
        seen.note_outcome(1'000, arm_outcome::failed, 1'000);
    }
    const auto believed = believe(seen);
    EXPECT_NEAR(believed.alpha, 5.1, 0.05);
    EXPECT_NEAR(believed.beta, 20.9, 0.05);
    EXPECT_NEAR(believed.samples, 20, 0.05);
}

TEST(RoutingArm, KnowsMoreTheMoreItHasSeen) {
    receipt_world world{9};
    arm seen;
    EXPECT_EQ(believe(seen).samples, 0);
    world.run(seen, {.chance = 0.95}, 1, MINUTE);
    const auto few = believe(seen);
    world.run(seen, {.chance = 0.95}, 1, HOUR);
    const auto many = believe(seen);
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
