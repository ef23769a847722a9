#include "engine/sorted_chunks.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <set>

namespace kaskad::engine::test {

namespace {

void expect_same(const sorted_chunks<uint64_t>& values, const std::set<uint64_t>& wanted) {
    ASSERT_EQ(values.size(), wanted.size());
    std::vector<uint64_t> seen;
    values.each([&](uint64_t value) {
        seen.push_back(value);
        return true;
    });
    ASSERT_TRUE(std::equal(seen.begin(), seen.end(), wanted.begin(), wanted.end()));
    if (wanted.empty()) return;
    EXPECT_EQ(values.front(), *wanted.begin());
    EXPECT_EQ(values.back(), *wanted.rbegin());
}

}  // namespace

TEST(EngineSortedChunks, IsASetWhateverComesAndGoes) {
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 chance{seed};
    for (const uint64_t range : {50U, 2'000U, 1'000'000U}) {
        sorted_chunks<uint64_t> values;
        std::set<uint64_t> wanted;
        for (int step = 0; step < 20'000; ++step) {
            // First it grows, then it shrinks.
            const bool adds = chance() % 10 < (step < 10'000 ? 7U : 3U);
            const uint64_t value = chance() % range;
            if (adds) {
                ASSERT_EQ(values.insert(value), wanted.insert(value).second);
            } else {
                ASSERT_EQ(values.erase(value), wanted.erase(value) > 0);
            }
            const auto probe = chance() % range;
            const auto* found = values.lower_bound(probe);
            const auto expected = wanted.lower_bound(probe);
            ASSERT_EQ(found == nullptr, expected == wanted.end());
            if (found) ASSERT_EQ(*found, *expected);
            ASSERT_EQ(values.contains(probe), wanted.contains(probe));
        }
        expect_same(values, wanted);
    }
}

TEST(EngineSortedChunks, TakesWhatComesInOrderAndBackwards) {
    sorted_chunks<uint64_t> values;
    std::set<uint64_t> wanted;
    for (uint64_t number = 0; number < 3'000; ++number) {
        for (const auto value : {10'000 + number, 9'999 - number}) {
            EXPECT_TRUE(values.insert(value));
            wanted.insert(value);
        }
    }
    expect_same(values, wanted);
    while (!values.empty()) {
        ASSERT_EQ(values.front(), *wanted.begin());
        wanted.erase(wanted.begin());
        ASSERT_TRUE(values.erase(values.front()));
    }
    EXPECT_TRUE(wanted.empty());
}

}  // namespace kaskad::engine::test
