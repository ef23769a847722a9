#include "core/assert.hpp"

#include <gtest/gtest.h>

namespace kaskad::core {

TEST(CoreAssertDeathTest, StopsWithFactAndPlaceInEveryBuild) {
    const int credits = 2;
    ASSERT(credits == 2);
    EXPECT_DEATH(ASSERT(credits == 3), "assertion failed: credits == 3 \\(.*assert_test.cpp:[0-9]+\\)");
}

}  // namespace kaskad::core
