#include "tests/engine/shop.hpp"

#include <map>

// How the binds of one link share its work: each part goes over the bind with the most credits.

namespace kaskad::engine::test {

namespace {

constexpr uint32_t BINDS_MAX = 64;

// Parts by bind, of so many messages; none is answered.
std::map<uint32_t, int> shares_of(shop& world, int messages) {
    world.tell(top_up("shop", "1000"));
    world.answers.clear();
    for (int each = 0; each < messages; ++each)
        world.send(shop::text());
    std::map<uint32_t, int> shares;
    for (; !world.submits.empty(); world.submits.pop_front())
        ++shares[world.submits.front().bind.bind];
    return shares;
}

}  // namespace

TEST(EngineBinds, EqualOnesShareTheWorkEvenly) {
    shop world;
    for (uint32_t bind = 0; bind < 4; ++bind)
        world.bind(CHEAP, 100, bind);
    EXPECT_EQ(shares_of(world, 200), (std::map<uint32_t, int>{{0, 50}, {1, 50}, {2, 50}, {3, 50}}));
}

// One whose operator answers more slowly has fewer credits left, and is spared until the others are as full.
TEST(EngineBinds, AFullerOneIsSparedAndNeverForgotten) {
    shop world;
    world.bind(CHEAP, 60, 0);
    world.bind(CHEAP, 20, 1);
    EXPECT_EQ(shares_of(world, 40), (std::map<uint32_t, int>{{0, 40}}));
    const auto later = shares_of(world, 40);
    EXPECT_EQ(later, (std::map<uint32_t, int>{{0, 20}, {1, 20}}));
    EXPECT_TRUE(shares_of(world, 1).empty());
}

TEST(EngineBinds, AsManyAsALinkMayHaveAreAllUsedToTheLastCredit) {
    shop world;
    for (uint32_t bind = 0; bind <= BINDS_MAX; ++bind)  // the last is one too many
        world.bind(CHEAP, 2, bind);
    const auto shares = shares_of(world, 2 * BINDS_MAX + 5);
    EXPECT_EQ(shares.size(), BINDS_MAX);
    for (const auto& [bind, parts] : shares)
        EXPECT_EQ(parts, 2) << bind;
}

}  // namespace kaskad::engine::test
