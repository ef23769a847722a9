#include "gateway/lag_clock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace kaskad::gateway {
namespace {

using namespace std::chrono_literals;
using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr lag_clock::time_point BEGIN{1'000s};

std::vector<double> project(lag_clock& lag, uint64_t position, lag_clock::time_point now) {
    std::vector<double> waited;
    lag.note_projected(position, now, [&](double seconds) { waited.push_back(seconds); });
    return waited;
}

TEST(LagClock, TellsHowLongEachMarkWaited) {
    lag_clock lag;
    lag.note_durable(1, BEGIN);
    lag.note_durable(2, BEGIN + 250ms);
    EXPECT_THAT(project(lag, 2, BEGIN + 500ms), ElementsAre(DoubleEq(0.5), DoubleEq(0.25)));
    EXPECT_THAT(project(lag, 2, BEGIN + 900ms), IsEmpty());
}

TEST(LagClock, LeavesWhatIsNotProjectedYet) {
    lag_clock lag;
    lag.note_durable(7, BEGIN);
    EXPECT_THAT(project(lag, 6, BEGIN + 1s), IsEmpty());
    EXPECT_THAT(project(lag, 8, BEGIN + 3s), ElementsAre(DoubleEq(3)));
}

TEST(LagClock, TellsHowLongTheOldestWaitsAlready) {
    lag_clock lag;
    EXPECT_EQ(lag.waiting(BEGIN), 0ms);
    lag.note_durable(1, BEGIN);
    lag.note_durable(2, BEGIN + 300ms);
    EXPECT_EQ(lag.waiting(BEGIN + 700ms), 700ms);
    project(lag, 1, BEGIN + 700ms);
    EXPECT_EQ(lag.waiting(BEGIN + 800ms), 500ms);
    project(lag, 2, BEGIN + 800ms);
    EXPECT_EQ(lag.waiting(BEGIN + 900ms), 0ms);
    lag.note_durable(3, BEGIN + 1s);
    EXPECT_EQ(lag.waiting(BEGIN + 1'250ms), 250ms);
}

TEST(LagClock, MarksOneGroupAStep) {
    lag_clock lag;
    lag.note_durable(1, BEGIN);
    lag.note_durable(2, BEGIN + lag_clock::STEP - 1ms);
    lag.note_durable(3, BEGIN + lag_clock::STEP);
    EXPECT_EQ(project(lag, 3, BEGIN + 1s).size(), 2u);
}

TEST(LagClock, KeepsTheOldestMarksWhenTheProjectorStalls) {
    lag_clock lag;
    for (uint64_t position = 1; position <= lag_clock::MARKS_MAX + 100; ++position)
        lag.note_durable(position, BEGIN + position * lag_clock::STEP);
    const auto waited = project(lag, UINT64_MAX, BEGIN + 1h);
    EXPECT_EQ(waited.size(), lag_clock::MARKS_MAX);
    EXPECT_DOUBLE_EQ(waited.front(), 3'599.99);
}

}  // namespace
}  // namespace kaskad::gateway
