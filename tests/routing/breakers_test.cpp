#include "routing/breakers.hpp"

#include <gtest/gtest.h>

#include <random>

namespace kaskad::routing {

namespace {

constexpr int64_t SECOND = 1'000;
constexpr int64_t START = 1'000'000;
constexpr link_network LINK{.link = {1}};
constexpr link_network HERE{.link = {1}, .network = {1'026'201}};
constexpr link_network THERE{.link = {1}, .network = {1'026'202}};
constexpr link_network OTHER{.link = {2}, .network = {1'026'201}};

bool admits(breakers& all, const link_network& arm, int64_t now_ms) {
    return all.ask(arm, now_ms, 7).admits;
}

void collapse(breakers& all, const link_network& of, int64_t now_ms) {
    all.note_surprise(of, {.deviations = -9, .from_ms = now_ms}, now_ms);
}

breakers load(const std::string& octets, int64_t now_ms) {
    auto loaded = breakers::load(octets, now_ms);
    EXPECT_TRUE(loaded);
    return loaded ? std::move(*loaded) : breakers{};
}

}  // namespace

TEST(RoutingBreakers, OpenForANetworkAlone) {
    breakers all;
    collapse(all, HERE, START);
    const auto answer = all.ask(HERE, START, 7);
    EXPECT_FALSE(answer.admits);
    EXPECT_EQ(answer.share, 0);
    EXPECT_EQ(answer.state, breaker_state::open);
    EXPECT_EQ(answer.cause, breaker_cause::missing_positives);
    EXPECT_EQ(answer.open_until_ms, START + 30 * SECOND);
    EXPECT_FALSE(answer.is_whole_link);
    EXPECT_TRUE(admits(all, THERE, START));
    EXPECT_TRUE(admits(all, OTHER, START));
    EXPECT_TRUE(admits(all, LINK, START));
}

TEST(RoutingBreakers, OpenForAWholeLink) {
    breakers all;
    for (const auto& arm : {HERE, THERE, HERE, THERE, HERE})
        all.note_response(arm, response_outcome::link_error, START, START);
    EXPECT_TRUE(all.ask(THERE, START, 7).is_whole_link);
    EXPECT_FALSE(admits(all, THERE, START));
    EXPECT_FALSE(admits(all, {.link = {1}, .network = {5}}, START));
    EXPECT_TRUE(admits(all, OTHER, START));
}

// Where the network is not known, the link is asked once, and counts once.
TEST(RoutingBreakers, CountOnceWhereNoNetworkIsKnown) {
    breakers all;
    for (int each = 0; each < 4; ++each)
        all.note_response(LINK, response_outcome::link_error, START, START);
    EXPECT_TRUE(admits(all, LINK, START));
    all.note_response(LINK, response_outcome::link_error, START, START);
    EXPECT_FALSE(admits(all, LINK, START));
}

// 0x0A at 100/s from one client: the senders of others go on over the same link.
TEST(RoutingBreakers, StayClosedWhileASenderIsRefused) {
    breakers all;
    auto now = START;
    for (int each = 0; each < 100 * 60; ++each, now += 10) {
        all.note_attempt(HERE, now);
        all.note_response(HERE, response_outcome::refused, now, now + 5);
        ASSERT_EQ(all.ask(HERE, now + 5, static_cast<uint64_t>(each)).share, 1);
    }
}

TEST(RoutingBreakers, ForgetThoseAtRestForRoomAndNoneInTrouble) {
    breakers all{{}, 3};
    collapse(all, HERE, START);
    all.note_attempt(OTHER, START);  // link 2, and its network
    ASSERT_EQ(all.size(), 3);
    all.note_bound({3}, true, START);  // the one in trouble is in the way once
    all.note_bound({3}, true, START);
    all.note_bound({4}, true, START);
    EXPECT_EQ(all.size(), 3);
    EXPECT_FALSE(admits(all, HERE, START));
    collapse(all, {.link = {3}}, START);
    collapse(all, {.link = {4}}, START);
    for (int each = 0; each < 10; ++each)
        collapse(all, OTHER, START);
    EXPECT_EQ(all.size(), 3);
    EXPECT_FALSE(admits(all, HERE, START));
    EXPECT_FALSE(admits(all, {.link = {3}}, START));
    EXPECT_FALSE(admits(all, {.link = {4}}, START));
    EXPECT_TRUE(admits(all, OTHER, START)) << "there is no room for it: its link alone guards it";
}

TEST(RoutingBreakers, AreTheSameAfterARestart) {
    breakers before;
    collapse(before, HERE, START);
    before.note_attempt(OTHER, START);
    const auto octets = before.save(START + SECOND);
    auto after = load(octets, START + SECOND);
    EXPECT_EQ(after.size(), 1) << "those at rest are not told of";
    const auto answer = after.ask(HERE, START + SECOND, 7);
    EXPECT_EQ(answer.cause, breaker_cause::missing_positives);
    EXPECT_EQ(answer.open_until_ms, START + 30 * SECOND);
    EXPECT_EQ(after.ask(HERE, START + 30 * SECOND, 7).state, breaker_state::half_open);
    EXPECT_EQ(load(octets, START + SECOND).save(START + SECOND), octets);
    // The clock may go on from a moment before the checkpoint.
    auto behind = load(octets, START - 5 * SECOND);
    EXPECT_EQ(behind.ask(HERE, START - 5 * SECOND, 7).open_until_ms, START + 24 * SECOND);
}

TEST(RoutingBreakers, SurviveDamage) {
    breakers made;
    collapse(made, HERE, START);
    collapse(made, LINK, START);
    auto octets = made.save(START);
    EXPECT_EQ(breakers::load("", START).error(), state_fault::damaged);
    EXPECT_EQ(breakers::load(octets + "x", START).error(), state_fault::damaged);
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937_64 random{seed};
    for (int round = 0; round < 500; ++round) {
        EXPECT_FALSE(breakers::load(octets.substr(0, random() % octets.size()), START));
        auto changed = octets;
        changed[1 + random() % (octets.size() - 1)] = static_cast<char>(random());
        auto loaded = breakers::load(changed, START);
        if (loaded) EXPECT_LE(loaded->ask(HERE, START, 7).share, 1);
    }
    octets[0] = 99;
    EXPECT_EQ(breakers::load(octets, START).error(), state_fault::unknown_version);
}

}  // namespace kaskad::routing
