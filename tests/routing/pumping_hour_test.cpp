#include "routing/pumping_hour.hpp"

#include <gtest/gtest.h>

#include <random>

namespace kaskad::routing {

namespace {

constexpr int64_t MINUTE = 60'000;
constexpr int64_t START = 1'000'000 * MINUTE;

}  // namespace

TEST(RoutingPumpingHour, ForgetsWhatIsAnHourOld) {
    pumping_hour hour;
    hour.note(1, START);
    hour.note(2, START + 30 * MINUTE);
    EXPECT_EQ(hour.messages(), 2);
    hour.note(3, START + 60 * MINUTE);
    EXPECT_EQ(hour.messages(), 2);
    EXPECT_EQ(hour.numbers(), 2);
    hour.note(4, START + 10'000 * MINUTE);
    EXPECT_EQ(hour.messages(), 1);
    EXPECT_EQ(hour.numbers(), 1);
}

TEST(RoutingPumpingHour, CountsANumberOnceAndAtMostTwoHundredFiftySix) {
    pumping_hour hour;
    for (int each = 0; each < 100; ++each)
        hour.note(7, START);
    EXPECT_EQ(hour.numbers(), 1);
    EXPECT_EQ(hour.messages(), 100);
    for (uint16_t number = 0; number < 10'000; ++number)
        hour.note(number, START);
    EXPECT_EQ(hour.numbers(), PUMPING_NUMBERS_MAX);
    EXPECT_EQ(hour.messages(), 10'100);
}

// With n of 10,000 numbers a number has none within 3 on either side with a chance of e^(-6 n / 10,000).
TEST(RoutingPumpingHour, ShowsFewNeighboursByChance) {
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937_64 random{seed};
    for (const auto [count, share] : {std::pair{50, 0.03}, std::pair{256, 0.14}}) {
        double sum = 0;
        for (int round = 0; round < 200; ++round) {
            pumping_hour hour;
            while (hour.numbers() < static_cast<uint32_t>(count))
                hour.note(static_cast<uint16_t>(random() % 10'000), START);
            sum += hour.neighbour_share();
        }
        EXPECT_NEAR(sum / 200, share, 0.02) << count;
    }
}

TEST(RoutingPumpingHour, SeesNumbersSideBySideInAnyOrder) {
    pumping_hour hour;
    for (const int number : {9'990, 10, 30, 13, 7, 9'993, 4'000, 34})
        hour.note(static_cast<uint16_t>(number), START);
    EXPECT_DOUBLE_EQ(hour.neighbour_share(), 5.0 / 8);  // 7-10-13, 9990-9993; 30 and 34 are too far apart
    EXPECT_EQ(pumping_hour{}.neighbour_share(), 0);
}

TEST(RoutingPumpingHour, GivesAnEffectTenMinutes) {
    pumping_hour hour;
    for (int each = 0; each < 10; ++each) {
        hour.note(1, START);
        hour.note_passed();
    }
    hour.note(1, START);  // held
    EXPECT_EQ(hour.passed(), 10);
    EXPECT_EQ(hour.settled(), 0);
    hour.note_converted(START, START + MINUTE);
    hour.note(1, START + 10 * MINUTE);
    EXPECT_EQ(hour.settled(), 10);
    EXPECT_EQ(hour.settled_converted(), 1);
    for (int each = 0; each < 100; ++each)
        hour.note_converted(START, START + 10 * MINUTE);
    EXPECT_EQ(hour.settled_converted(), 10);  // no more than went
    hour.note_converted(START - 60 * MINUTE, START + 10 * MINUTE);
    hour.note_converted(START + 60 * MINUTE, START + 10 * MINUTE);
    EXPECT_EQ(hour.settled_converted(), 10);
}

}  // namespace kaskad::routing
