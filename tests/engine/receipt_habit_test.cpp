#include "engine/receipt_habit.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace kaskad::engine {

namespace {

constexpr int64_t MATURITY = 1'000;

receipt_habit::sighting part_of(uint64_t message, uint8_t part, size_t parts) {
    return {core::message_id{message}, 1, part, parts};
}

}  // namespace

TEST(EngineReceiptHabit, JudgesOnlyWhatHadTimeEnough) {
    receipt_habit habit;
    for (uint64_t message = 1; message <= smpp::receipt_mode_tally::SAMPLES; ++message)
        habit.note(part_of(message, 1, 3), 0);
    EXPECT_FALSE(habit.judge(MATURITY, MATURITY - 1).has_value());
    EXPECT_EQ(habit.judge(MATURITY, MATURITY), smpp::receipt_mode::first);
}

TEST(EngineReceiptHabit, TakesReceiptsInAnyOrderAndTwiceForOnce) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random{seed};
    receipt_habit habit;
    for (uint64_t message = 1; message <= smpp::receipt_mode_tally::SAMPLES; ++message) {
        std::vector<uint8_t> parts{1, 2, 3, 1, 2, 3, 3};
        std::ranges::shuffle(parts, random);
        for (const auto part : parts)
            habit.note(part_of(message, part, 3), static_cast<int64_t>(message));
    }
    EXPECT_EQ(habit.judge(MATURITY, 2 * MATURITY), smpp::receipt_mode::each);
}

TEST(EngineReceiptHabit, FindsANewHabitAgain) {
    receipt_habit habit;
    int64_t now = 0;
    const auto see = [&](uint8_t part) {
        for (uint32_t count = 0; count < smpp::receipt_mode_tally::SAMPLES; ++count)
            habit.note(part_of(static_cast<uint64_t>(now + count + 1), part, 2), now);
        now += MATURITY;
        return habit.judge(MATURITY, now);
    };
    EXPECT_EQ(see(2), smpp::receipt_mode::last);
    EXPECT_EQ(see(1), smpp::receipt_mode::first);
}

TEST(EngineReceiptHabit, WatchesABoundedNumber) {
    receipt_habit habit;
    for (uint64_t message = 1; message <= 10 * receipt_habit::WATCHED_MAX; ++message)
        habit.note(part_of(message, 1, 255), 0);
    uint32_t findings = 0;
    while (habit.judge(0, 0))
        ++findings;
    EXPECT_EQ(findings, receipt_habit::WATCHED_MAX / smpp::receipt_mode_tally::SAMPLES);
}

}  // namespace kaskad::engine
