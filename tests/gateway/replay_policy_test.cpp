#include "gateway/replay_policy.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway {

namespace {

using routing::policy_kind;

std::vector<facts::link> two_links() {
    std::vector<facts::link> links(2);
    links[0].id = {1};
    links[0].name = "alpha";
    links[1].id = {2};
    links[1].name = "bravo";
    return links;
}

std::string why(std::string_view text) {
    const auto parsed = parse_replay_policy(text, two_links());
    return parsed ? std::string{"none"} : parsed.error();
}

}  // namespace

TEST(ReplayPolicy, ReadsWhatTheConfigurationCallsIt) {
    EXPECT_EQ(parse_replay_policy("least_cost", two_links())->kind, policy_kind::least_cost);
    const auto valued = parse_replay_policy("expected_value:0.12", two_links());
    ASSERT_TRUE(valued.has_value());
    EXPECT_EQ(valued->value, core::price{12'000'000});
    const auto chain = parse_replay_policy("chain:bravo,alpha", two_links());
    ASSERT_TRUE(chain.has_value());
    ASSERT_EQ(chain->places.size(), 2u);
    EXPECT_EQ(chain->places[0].link, core::link_id{2});
    EXPECT_EQ(chain->places[1].weight, 2u);
    const auto weighted = parse_replay_policy("weighted:alpha=3,bravo", two_links());
    ASSERT_TRUE(weighted.has_value());
    EXPECT_EQ(weighted->places[0].weight, 3u);
    EXPECT_EQ(weighted->places[1].weight, 1u);
    EXPECT_EQ(parse_replay_policy("forced:alpha", two_links())->places.size(), 1u);
}

TEST(ReplayPolicy, SaysWhatIsWrong) {
    EXPECT_TRUE(why("cheapest").contains("is no policy"));
    EXPECT_TRUE(why("chain:alpha,charlie").contains("there is no link 'charlie'; there are: alpha, bravo"));
    EXPECT_TRUE(why("chain").contains("names links"));
    EXPECT_TRUE(why("forced:alpha,bravo").contains("names one link"));
    EXPECT_TRUE(why("weighted:alpha=0").contains("a share is 1 to"));
    EXPECT_TRUE(why("weighted:alpha=x").contains("a share is 1 to"));
    EXPECT_TRUE(why("expected_value").contains("expected_value:0.12"));
    EXPECT_TRUE(why("balanced:alpha").contains("takes nothing"));
}

}  // namespace kaskad::gateway
