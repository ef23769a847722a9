#include "core/boxed.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <variant>

namespace kaskad::core::test {

TEST(CoreBoxed, ACopyIsAnotherValue) {
    boxed<std::string> one{"one"};
    auto copy = one;
    *copy = "other";
    EXPECT_EQ(*one, "one");
    one = copy;
    *copy = "third";
    EXPECT_EQ(*one, "other");
}

TEST(CoreBoxed, OneThatWasMovedFromCanBeAssignedTo) {
    boxed<std::string> one{"one"};
    const auto taken = std::move(one);
    EXPECT_EQ(*taken, "one");
    one = boxed<std::string>{"again"};
    EXPECT_EQ(*one, "again");
}

TEST(CoreBoxed, AVariantTakesTheValueItself) {
    struct large {
        char octets[1'000] = {};
        int number = 0;
    };
    std::variant<int, boxed<large>> value{large{.number = 7}};
    static_assert(sizeof(value) <= 2 * sizeof(void*));
    EXPECT_EQ(unboxed(std::get<1>(value)).number, 7);
    const auto number = std::visit([](const auto& each) { return sizeof(unboxed(each)); }, value);
    EXPECT_EQ(number, sizeof(large));
}

}  // namespace kaskad::core::test
