#include "core/small_letters.hpp"

#include <gtest/gtest.h>

namespace kaskad::core {

TEST(CoreSmallLetters, TouchNothingButTheLettersFromAToZ) {
    EXPECT_EQ(in_small_letters("AZaz@[`{09"), "azaz@[`{09");
    EXPECT_EQ(in_small_letters("Маг É"), "Маг É");
    EXPECT_EQ(in_small_letters(""), "");
}

}  // namespace kaskad::core
