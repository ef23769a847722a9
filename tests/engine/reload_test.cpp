#include "tests/engine/shop.hpp"

#include <gtest/gtest.h>

// What a declaration that is told again changes of links, and what it leaves alone.

namespace kaskad::engine::test {
namespace {

struct secret {
    const char* digest;
    const char* sealed;
};

facts::declare with_password(secret password, const char* digest, uint32_t rate = 100) {
    auto command = declaration();
    auto& link = command.links[0];
    link.digest = digest;
    link.password_digest = password.digest;
    link.password_sealed = password.sealed;
    link.rate = rate;
    return command;
}

}  // namespace

// A reload once told every changed link a new seal of the old password, and so every changed link was bound anew.
TEST(EngineReload, ASealIsKeptWhileThePasswordIsTheSame) {
    shop world;
    world.declare(with_password({"same", "first seal"}, "2"));
    world.published_links.clear();
    world.declare(with_password({"same", "second seal"}, "3", 50));
    ASSERT_EQ(world.published_links.size(), 1U);
    EXPECT_EQ(world.published_links[0].value.rate, 50U);
    EXPECT_EQ(world.published_links[0].value.password_sealed, "first seal");

    world.restart();
    EXPECT_EQ(world.engine->memory().links.at(CHEAP).password_sealed, "first seal");
}

TEST(EngineReload, AChangedPasswordIsSealedAnew) {
    shop world;
    world.declare(with_password({"same", "first seal"}, "2"));
    world.published_links.clear();
    world.declare(with_password({"other", "second seal"}, "3"));
    ASSERT_EQ(world.published_links.size(), 1U);
    EXPECT_EQ(world.published_links[0].value.password_sealed, "second seal");
}

// Records of before have no digest of their password.
TEST(EngineReload, ASealOfUnknownPasswordIsReplaced) {
    shop world;
    world.declare(with_password({"", "first seal"}, "2"));
    world.declare(with_password({"known", "second seal"}, "3"));
    EXPECT_EQ(world.engine->memory().links.at(CHEAP).password_sealed, "second seal");
}

}  // namespace kaskad::engine::test
