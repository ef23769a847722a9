#include "store/position_waits.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kaskad::store {
namespace {

using namespace std::chrono_literals;

constexpr auto NOON = position_waits::time{} + 12h;

class PositionWaits : public ::testing::Test {
  protected:
    void wait(std::string who, uint64_t position, position_waits::time deadline) {
        waits_.add(position, deadline, [this, who](bool reached) { told_ += who + (reached ? "+" : "-"); });
    }
    // Who was told what by this.
    std::string told_at(uint64_t reached, position_waits::time now) {
        told_.clear();
        waits_.handle_progress(reached, now);
        return told_;
    }

    position_waits waits_;
    std::string told_;
};

TEST_F(PositionWaits, EachIsToldOnceAndInTheirOrder) {
    wait("a", 5, NOON + 5s);
    wait("b", 3, NOON + 5s);
    wait("c", 7, NOON + 5s);
    EXPECT_EQ(told_at(2, NOON), "");
    EXPECT_EQ(told_at(5, NOON), "a+b+");
    EXPECT_EQ(told_at(6, NOON), "");
    EXPECT_EQ(told_at(7, NOON), "c+");
    EXPECT_EQ(told_at(100, NOON + 1h), "");
}

TEST_F(PositionWaits, WhoIsTooLateIsToldSoAtTheDeadlineAndNotBefore) {
    wait("a", 5, NOON + 5s);
    wait("b", 5, NOON + 6s);
    EXPECT_EQ(waits_.next_deadline(), NOON + 5s);
    EXPECT_EQ(told_at(4, NOON + 5s - 1ns), "");
    EXPECT_EQ(told_at(4, NOON + 5s), "a-");
    EXPECT_EQ(waits_.next_deadline(), NOON + 6s);
    EXPECT_EQ(told_at(5, NOON + 7s), "b+");  // reached, and late: it is there to be read
    EXPECT_EQ(waits_.next_deadline(), position_waits::time::max());
}

// Whoever is told may wait for more at once, and is not told of that by the same progress.
TEST_F(PositionWaits, WhoIsToldMayAskAgain) {
    waits_.add(1, NOON + 5s, [this](bool) { wait("again", 2, NOON + 5s); });
    EXPECT_EQ(told_at(2, NOON), "");
    EXPECT_EQ(told_at(2, NOON), "again+");
}

}  // namespace
}  // namespace kaskad::store
