#include "gateway/intake_pace.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway {
namespace {

constexpr size_t MOST = 64;

// Requests taken in a second of steps, a millisecond each, with more waiting than may be taken.
size_t taken_in_a_second(int64_t lag_ms) {
    intake_pace pace;
    size_t taken = 0;
    for (int64_t now = 1; now <= 1'000; ++now) {
        const auto allowed = pace.allowed(1'000'000 + now, lag_ms, MOST);
        pace.note_taken(allowed);
        taken += allowed;
    }
    return taken;
}

TEST(IntakePace, LimitsNothingWhileTheDatabaseKeepsUp) {
    EXPECT_EQ(taken_in_a_second(0), 1'000 * MOST);
    EXPECT_EQ(taken_in_a_second(intake_pace::LAG_CALM_MS), 1'000 * MOST);
}

TEST(IntakePace, TakesLessTheFurtherItIsBehind) {
    EXPECT_NEAR(static_cast<double>(taken_in_a_second(500)), 30'000, 1'000);
    EXPECT_NEAR(static_cast<double>(taken_in_a_second(650)), 12'000, 500);
}

TEST(IntakePace, NeverStopsAltogether) {
    EXPECT_NEAR(static_cast<double>(taken_in_a_second(intake_pace::LAG_MAX_MS)), 4'000, 100);
    EXPECT_NEAR(static_cast<double>(taken_in_a_second(3'600'000)), 4'000, 100);
}

TEST(IntakePace, MakesUpForALittleOnly) {
    intake_pace pace;
    EXPECT_EQ(pace.allowed(0, 650, MOST), 0U);
    EXPECT_EQ(pace.allowed(1, 650, MOST), 12U);
    EXPECT_EQ(pace.allowed(60'001, 650, 1'000), 120U);
    pace.note_taken(90);
    EXPECT_EQ(pace.allowed(60'001, 650, 1'000), 30U);
}

// A clock that was set back must not give anything.
TEST(IntakePace, GivesNothingForTimeThatDoesNotPass) {
    intake_pace pace;
    pace.note_taken(pace.allowed(5'000, 650, 1'000));
    EXPECT_EQ(pace.allowed(5'000, 650, MOST), 0U);
    EXPECT_EQ(pace.allowed(4'000, 650, MOST), 0U);
}

}  // namespace
}  // namespace kaskad::gateway
