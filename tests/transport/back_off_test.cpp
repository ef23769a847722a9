#include "smpp/transport/back_off.hpp"

#include <gtest/gtest.h>

#include <set>

namespace kaskad::smpp::transport {
namespace {

using namespace std::chrono_literals;

TEST(BackOff, DoublesUpToItsMaximumWithHalfByChance) {
    back_off delay{{.lost = {1s, 60s}, .seed = 1}};
    for (const auto full : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        const auto given = delay.next(failure_kind::lost);
        EXPECT_GE(given, full / 2);
        EXPECT_LE(given, full);
    }
    for (int i = 0; i < 100; ++i)
        EXPECT_LE(delay.next(failure_kind::lost), 60s);
    EXPECT_EQ(delay.failures(), 108u);
    delay.reset();
    EXPECT_LE(delay.next(failure_kind::lost), 1s);
}

TEST(BackOff, RefusedCredentialsAreTriedEveryMinutesFromTheFirstTime) {
    back_off delay{{}};
    delay.next(failure_kind::lost);
    EXPECT_GE(delay.next(failure_kind::credentials), 30s);
    EXPECT_GE(delay.next(failure_kind::credentials), 60s);
    EXPECT_GE(delay.next(failure_kind::busy), 2500ms);
    EXPECT_LE(delay.next(failure_kind::busy), 10s);
}

TEST(BackOff, ManyBindsComeBackAtDifferentTimesAndEachAsItsSeedSays) {
    std::set<int64_t> delays;
    for (uint64_t seed = 0; seed < 50; ++seed) {
        back_off delay{{.lost = {60s, 60s}, .seed = seed}};
        back_off same{{.lost = {60s, 60s}, .seed = seed}};
        const auto given = delay.next(failure_kind::lost);
        EXPECT_EQ(given, same.next(failure_kind::lost));
        delays.insert(given.count());
    }
    EXPECT_GT(delays.size(), 45u);
}

}  // namespace
}  // namespace kaskad::smpp::transport
