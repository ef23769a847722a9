#include "config/spelling.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace kaskad::config {
namespace {

const std::vector<std::string> words{"window", "rate", "to", "reconnect_min_ms", "reconnect_max_ms"};

TEST(ConfigSpelling, CountsWhatATypistDoes) {
    EXPECT_EQ(edit_distance("window", "window"), 0u);
    EXPECT_EQ(edit_distance("windw", "window"), 1u);
    EXPECT_EQ(edit_distance("windoww", "window"), 1u);
    EXPECT_EQ(edit_distance("wimdow", "window"), 1u);
    EXPECT_EQ(edit_distance("widnow", "window"), 1u);
    EXPECT_EQ(edit_distance("", "rate"), 4u);
    EXPECT_EQ(edit_distance("rate", ""), 4u);
}

TEST(ConfigSpelling, SuggestsTheNearestWord) {
    EXPECT_EQ(suggestion("windwo", words), "; did you mean \"window\"?");
    EXPECT_EQ(suggestion("reconnect_maxms", words), "; did you mean \"reconnect_max_ms\"?");
}

TEST(ConfigSpelling, IsSilentWhereNothingIsNear) {
    EXPECT_EQ(suggestion("throughput", words), "");
    EXPECT_EQ(suggestion("wi", words), "") << "two errors make \"to\" of any two letters";
    EXPECT_EQ(suggestion(std::string(10'000, 'x'), words), "");
    EXPECT_EQ(suggestion("window", {}), "");
}

}  // namespace
}  // namespace kaskad::config
