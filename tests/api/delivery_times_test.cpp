#include "gateway/api/delivery_times.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

namespace kaskad::gateway::api {
namespace {

TEST(DeliveryTimes, HaveNoPercentileWithoutAny) {
    EXPECT_FALSE(delivery_times{}.percentile_ms(50));
}

TEST(DeliveryTimes, AreExactWhereShort) {
    delivery_times times;
    for (const int64_t ms : {1, 2, 3, 4})
        times.add(ms);
    EXPECT_EQ(times.percentile_ms(50), 2);
    EXPECT_EQ(times.percentile_ms(51), 3);
    EXPECT_EQ(times.percentile_ms(100), 4);
}

TEST(DeliveryTimes, TakeWhateverComes) {
    delivery_times times;
    times.add(-5);
    EXPECT_EQ(times.percentile_ms(100), 0);
    times.add(std::numeric_limits<int64_t>::max());
    EXPECT_GE(times.percentile_ms(100), int64_t{1} << 39);
}

// Never too short, and not much too long: that is all that is promised.
TEST(DeliveryTimes, AreNearTheTruth) {
    constexpr uint64_t SEED = 11;
    std::mt19937_64 random{SEED};
    std::lognormal_distribution<double> law{8, 2};
    delivery_times times;
    std::vector<int64_t> all;
    for (int count = 0; count < 5'000; ++count) {
        all.push_back(static_cast<int64_t>(law(random)));
        times.add(all.back());
    }
    std::ranges::sort(all);
    for (const uint32_t percent : {1U, 5U, 50U, 95U, 99U, 100U}) {
        const auto truth = all[(all.size() * percent + 99) / 100 - 1];
        const auto told = *times.percentile_ms(percent);
        EXPECT_GE(told, truth) << percent << " seed " << SEED;
        EXPECT_LE(told * 1'000, truth * 1'032) << percent << " seed " << SEED;
    }
}

}  // namespace
}  // namespace kaskad::gateway::api
