#include "gateway/ported_sort.hpp"

#include "tests/store/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>

namespace kaskad::gateway {

namespace {

using store::testing::temporary_folder;

std::vector<uint64_t> drained(ported_sort& sort) {
    std::vector<uint64_t> all;
    while (const auto entry = sort.next())
        all.push_back(*entry);
    return all;
}

}  // namespace

TEST(GatewayPortedSort, GivesInOrderWhatCameInAny) {
    const char* given = std::getenv("KASKAD_SEED");
    const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::cout << "KASKAD_SEED=" << seed << "\n";
    std::mt19937_64 random{seed};
    const temporary_folder folder;
    // Nothing, less than a part, whole parts, parts longer than what is read back at once.
    for (const size_t count : {0u, 1u, 9'999u, 10'000u, 10'001u, 20'000u, 75'000u}) {
        ported_sort sort{folder.path(), 10'000};
        std::vector<uint64_t> expected;
        for (size_t index = 0; index < count; ++index) {
            expected.push_back(random() % 50'000);
            ASSERT_TRUE(sort.add(expected.back()));
        }
        std::ranges::sort(expected);
        EXPECT_EQ(sort.size(), count);
        ASSERT_EQ(drained(sort), expected) << count;
        EXPECT_EQ(sort.failure(), "");
        EXPECT_FALSE(sort.next().has_value());
    }
}

TEST(GatewayPortedSort, LeavesNoFile) {
    const temporary_folder folder;
    ported_sort sort{folder.path(), 2};
    for (uint64_t entry = 0; entry < 10; ++entry)
        sort.add(entry);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(GatewayPortedSort, IsBounded) {
    const temporary_folder folder;
    ported_sort sort{folder.path(), 1};
    for (uint64_t entry = 0; entry <= SORT_PARTS_MAX; ++entry)
        ASSERT_TRUE(sort.add(entry));
    EXPECT_FALSE(sort.add(0));
    EXPECT_EQ(sort.failure(), "more than 256 entries");
}

TEST(GatewayPortedSort, SaysWhereItFoundNoRoom) {
    ported_sort sort{"/nowhere/at/all", 1};
    EXPECT_TRUE(sort.add(1));
    EXPECT_FALSE(sort.add(2));
    EXPECT_EQ(sort.failure(), "cannot put anything aside in /nowhere/at/all: No such file or directory");
}

}  // namespace kaskad::gateway
