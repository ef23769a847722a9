#include "gateway/simulators/order_reader.hpp"

#include <gtest/gtest.h>

#include <array>
#include <future>
#include <string>
#include <unistd.h>
#include <vector>

namespace kaskad::gateway::simulators {

TEST(OrderReader, GivesWholeLinesHoweverTheyCome) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    std::vector<std::string> lines;
    std::promise<void> all;
    order_reader reader{ends[0], [&](std::string_view line) {
                            lines.emplace_back(line);
                            if (lines.size() == 3) all.set_value();
                        }};
    for (const std::string_view some : {"mo 1", " 2 a\nmo", " 3 4 b\n\nrest"})
        ASSERT_EQ(write(ends[1], some.data(), some.size()), static_cast<ssize_t>(some.size()));
    all.get_future().wait();
    reader.stop();
    EXPECT_EQ(lines, (std::vector<std::string>{"mo 1 2 a", "mo 3 4 b", ""}));
    close(ends[0]);
    close(ends[1]);
}

TEST(OrderReader, EndsWithItsInput) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    close(ends[1]);
    order_reader reader{ends[0], [](std::string_view) { FAIL(); }};
    reader.stop();
    close(ends[0]);
}

}  // namespace kaskad::gateway::simulators
