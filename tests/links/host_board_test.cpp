#include "gateway/links/host_board.hpp"

#include "gateway/links/link_terms.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace kaskad::gateway::links {
namespace {

constexpr int64_t NEVER = std::numeric_limits<int64_t>::max();

host_board standby(int64_t return_after_ms = 1'000, size_t hosts = 2) {
    return {hosts, {.use = facts::host_use::standby, .return_after_ms = return_after_ms}};
}

size_t place(host_board& board, uint32_t bind, int64_t now = 0) {
    const auto host = board.choose(bind, now).host;
    board.bound(bind);
    return host;
}

TEST(LinksHostBoard, SpreadsBindsOverSharedHosts) {
    host_board board{3, {}};
    EXPECT_EQ(place(board, 0), 0U);
    EXPECT_EQ(place(board, 1), 1U);
    EXPECT_EQ(place(board, 2), 2U);
    EXPECT_EQ(place(board, 3), 0U);
    EXPECT_EQ(board.misplaced(), std::nullopt);
}

TEST(LinksHostBoard, APairOfBindsStaysTogether) {
    host_board board{2, {}};
    EXPECT_EQ(place(board, 0), 0U);
    EXPECT_EQ(place(board, RECEIVERS_FROM), 0U);
    EXPECT_EQ(place(board, 1), 1U);
    EXPECT_EQ(place(board, RECEIVERS_FROM + 1), 1U);
}

TEST(LinksHostBoard, StandbyUsesTheFirstThatCanBeHad) {
    auto board = standby();
    EXPECT_EQ(place(board, 0), 0U);
    EXPECT_EQ(place(board, 1), 0U);
    board.lost(0);
    EXPECT_EQ(board.choose(0, 0).host, 0U) << "a loss alone says nothing of the host";
    board.failed(0);
    EXPECT_TRUE(board.is_out(0));
    EXPECT_EQ(board.choose(0, 0).host, 1U);
}

TEST(LinksHostBoard, WhenAllAreOutTheOneThatFailedLongestAgoIsTried) {
    auto board = standby(1'000, 3);
    for (const size_t expected : {0, 1, 2, 0, 1, 2}) {
        EXPECT_EQ(board.choose(0, 0).host, expected);
        board.failed(0);
    }
    EXPECT_EQ(board.choose(0, 0).host, 0U);
    board.bound(0);
    EXPECT_FALSE(board.is_out(0));
}

TEST(LinksHostBoard, AHostComesBackWhenItWasUpForTheNamedTimeWithoutABreak) {
    auto board = standby(1'000);
    board.choose(0, 0);
    board.failed(0);
    ASSERT_EQ(place(board, 0), 1U);
    EXPECT_EQ(board.host_to_probe(0), 0U);
    EXPECT_EQ(board.host_to_probe(0), std::nullopt) << "once an interval";
    board.probed(0, true, 0);
    board.probed(0, true, 600);
    board.probed(0, false, 800);
    board.probed(0, true, 1'000);
    board.probed(0, true, 1'999);
    EXPECT_EQ(board.misplaced(), std::nullopt);
    board.probed(0, true, 2'000);
    EXPECT_EQ(board.misplaced(), 0U);
    EXPECT_EQ(board.next_probe(), NEVER);
    board.forget(0);
    EXPECT_EQ(place(board, 0), 0U);
    EXPECT_EQ(board.misplaced(), std::nullopt);
}

// It takes connections and refuses binds: each return costs the bind that is sent there to see.
TEST(LinksHostBoard, AHostThatRefusesAgainIsLeftAloneForTwiceAsLong) {
    auto board = standby(1'000);
    board.choose(0, 0);
    int64_t now = 0;
    for (const int64_t wait : {1'000, 2'000, 4'000}) {
        board.failed(0);
        board.failed(0);  // another try of the same outage
        ASSERT_EQ(place(board, 0), 1U);
        board.probed(0, true, now);
        board.probed(0, true, now + wait - 1);
        EXPECT_EQ(board.misplaced(), std::nullopt);
        board.probed(0, true, now += wait);
        ASSERT_EQ(board.misplaced(), 0U) << wait;
        board.forget(0);
        ASSERT_EQ(board.choose(0, now).host, 0U);
    }
    board.bound(0);
    board.failed(0);
    ASSERT_EQ(place(board, 0), 1U);
    board.probed(0, true, now);
    board.probed(0, true, now + 1'000);
    EXPECT_EQ(board.misplaced(), 0U) << "as at first, once it was bound";
}

TEST(LinksHostBoard, NoHostIsLeftAloneForMoreThanAnHour) {
    auto board = standby(300'000);
    int64_t now = 0;
    for (int times = 0; times < 40; ++times) {
        board.forget(0);
        board.choose(0, now);
        board.failed(0);
        board.probed(0, true, now);
        board.probed(0, true, now += 3'600'000);
        ASSERT_FALSE(board.is_out(0)) << times;
    }
}

TEST(LinksHostBoard, BindsMoveOneByOne) {
    auto board = standby(0);
    board.choose(0, 0);
    board.failed(0);
    ASSERT_EQ(place(board, 0), 1U);
    ASSERT_EQ(place(board, 1), 1U);
    board.probed(0, true, 10);
    ASSERT_EQ(board.misplaced(), 0U);
    board.forget(0);
    board.choose(0, 20);
    EXPECT_EQ(board.misplaced(), std::nullopt) << "not before the first is bound";
    board.bound(0);
    EXPECT_EQ(board.misplaced(), 1U);
}

TEST(LinksHostBoard, SharedHostsAreEvenAgainAfterAReturn) {
    host_board board{2, {.use = facts::host_use::shared, .return_after_ms = 0}};
    board.choose(0, 0);
    board.failed(0);
    for (uint32_t bind = 0; bind < 4; ++bind)
        ASSERT_EQ(place(board, bind), 1U);
    board.probed(0, true, 10);
    for (size_t moves = 0; moves < 2; ++moves) {
        const auto bind = board.misplaced();
        ASSERT_TRUE(bind);
        board.forget(*bind);
        EXPECT_EQ(place(board, *bind), 0U);
    }
    EXPECT_EQ(board.misplaced(), std::nullopt);
}

TEST(LinksHostBoard, ConnectionsKeepTheLeastGap) {
    host_board board{2, {.connect_gap_ms = 500}};
    EXPECT_EQ(board.choose(0, 1'000).not_before_ms, 1'000);
    EXPECT_EQ(board.choose(1, 1'100).not_before_ms, 1'500);
    EXPECT_EQ(board.choose(2, 1'200).not_before_ms, 2'000);
    EXPECT_EQ(board.choose(0, 9'000).not_before_ms, 9'000);
}

TEST(LinksHostBoard, AnOnlyHostIsNeverOut) {
    host_board board{1, {}};
    board.choose(0, 0);
    board.failed(0);
    EXPECT_FALSE(board.is_out(0));
    EXPECT_EQ(board.next_probe(), NEVER);
    EXPECT_EQ(board.choose(0, 0).host, 0U);
}

// Whatever happens: a host that is in is preferred to one that is out, and moving ends.
TEST(LinksHostBoard, RandomTroubleEndsInASettledState) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 luck{seed};
    for (int round = 0; round < 50; ++round) {
        const auto use = luck() % 2 == 0 ? facts::host_use::shared : facts::host_use::standby;
        host_board board{1 + luck() % 4, {.use = use, .return_after_ms = 100}};
        const uint32_t binds = 1 + luck() % 6;
        for (int64_t now = 0; now < 3'000; now += 10) {
            const auto bind = static_cast<uint32_t>(luck() % binds);
            const auto host = board.choose(bind, now).host;
            if (board.is_out(host)) {
                for (size_t each = 0; each < board.size(); ++each)
                    EXPECT_TRUE(board.is_out(each));
            }
            luck() % 3 == 0 ? board.failed(bind) : board.bound(bind);
            if (const auto probed = board.host_to_probe(now)) board.probed(*probed, luck() % 2 == 0, now);
        }
        for (size_t host = 0; host < board.size(); ++host) {
            board.probed(host, true, 4'000);
            board.probed(host, true, 4'100);
        }
        for (uint32_t bind = 0; bind < binds; ++bind)
            place(board, bind, 5'000);
        size_t moves = 0;
        while (const auto bind = board.misplaced()) {
            board.forget(*bind);
            place(board, *bind, 5'000);
            ASSERT_LE(++moves, binds);
        }
    }
}

}  // namespace
}  // namespace kaskad::gateway::links
