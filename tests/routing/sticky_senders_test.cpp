#include "routing/sticky_senders.hpp"

#include <gtest/gtest.h>

#include <random>

namespace kaskad::routing {

namespace {

constexpr int64_t DAY = 86'400'000;
constexpr int64_t START = 1'000'000;
const sticky_sender SHOP{.link = {3}, .sender = "Shop"};
const sticky_sender SHORT{.link = {4}, .sender = "77123"};

sticky_key key(uint32_t client, const char* recipient = "491512345678") {
    return sticky_key_of({client}, {recipient});
}

}  // namespace

TEST(RoutingStickySenders, KeepLinkAndSenderOfARecipient) {
    sticky_senders all;
    EXPECT_EQ(all.find(key(1), START), std::nullopt);
    all.note_sent(key(1), SHOP, START);
    EXPECT_EQ(all.find(key(1), START), SHOP);
    EXPECT_EQ(all.find(key(2), START), std::nullopt);
    EXPECT_EQ(all.find(key(1, "491512345679"), START), std::nullopt);
    EXPECT_EQ(all.find(key(1, "49151234567"), START), std::nullopt);
    all.note_sent(key(1), SHORT, START + DAY);
    EXPECT_EQ(all.find(key(1), START + DAY), SHORT);
    EXPECT_EQ(all.size(), 1);
}

TEST(RoutingStickySenders, KeepItFromTheLastMessageOn) {
    sticky_senders all{7 * DAY};
    all.note_sent(key(1), SHOP, START);
    EXPECT_EQ(all.find(key(1), START + 7 * DAY - 1), SHOP);
    EXPECT_EQ(all.find(key(1), START + 7 * DAY), std::nullopt);
    all.note_sent(key(1), SHOP, START + 5 * DAY);
    EXPECT_EQ(all.find(key(1), START + 11 * DAY), SHOP);
    all.note_sent(key(2), SHOP, START + 12 * DAY);
    EXPECT_EQ(all.size(), 1);  // the expired one left by itself
}

TEST(RoutingStickySenders, LetGoWhenTheLinkIsEjectedOrTooPoor) {
    EXPECT_EQ(judge_sticky({.chance = 0.9, .floor = 0.8}), sticky_verdict::kept);
    EXPECT_EQ(judge_sticky({.chance = 0.8, .floor = 0.8}), sticky_verdict::kept);
    EXPECT_EQ(judge_sticky({.chance = 0.79, .floor = 0.8}), sticky_verdict::below_floor);
    EXPECT_EQ(judge_sticky({.is_ejected = true, .chance = 0.99}), sticky_verdict::link_ejected);
    EXPECT_EQ(judge_sticky({}), sticky_verdict::kept);
}

TEST(RoutingStickySenders, AreBoundedAndTheOldestLeaves) {
    sticky_senders all{STICKY_MS, 3};
    for (uint32_t client = 1; client <= 3; ++client)
        all.note_sent(key(client), SHOP, START);
    all.note_sent(key(1), SHOP, START);
    all.note_sent(key(4), SHOP, START);
    EXPECT_EQ(all.size(), 3);
    EXPECT_TRUE(all.find(key(1), START));
    EXPECT_FALSE(all.find(key(2), START));
    EXPECT_TRUE(all.find(key(4), START));
}

TEST(RoutingStickySenders, TakeTheLongestNumber) {
    EXPECT_EQ(key(1, "999999999999999").recipient, 999'999'999'999'999);
}

TEST(RoutingStickySenders, AreTheSameAfterARestart) {
    sticky_senders before;
    before.note_sent(key(1), SHOP, START);
    before.note_sent(key(2), SHORT, START + DAY);
    const auto octets = before.save(START + DAY);
    const auto after = sticky_senders::load(octets, START + DAY);
    ASSERT_TRUE(after);
    EXPECT_EQ(after->find(key(1), START + DAY), SHOP);
    EXPECT_EQ(after->find(key(2), START + DAY), SHORT);
    EXPECT_EQ(after->save(START + DAY), octets);
    EXPECT_FALSE(after->find(key(1), START + STICKY_MS));
    const auto smaller = sticky_senders::load(octets, START + DAY, STICKY_MS, 1);
    ASSERT_TRUE(smaller);
    EXPECT_FALSE(smaller->find(key(1), START + DAY));
    EXPECT_TRUE(smaller->find(key(2), START + DAY));
    // A clock that goes on from before the checkpoint.
    auto behind = sticky_senders::load(octets, START);
    ASSERT_TRUE(behind);
    EXPECT_TRUE(behind->find(key(2), START));
    behind->note_sent(key(2), SHOP, START);
}

TEST(RoutingStickySenders, SurviveDamage) {
    sticky_senders made;
    for (uint32_t client = 1; client <= 5; ++client)
        made.note_sent(key(client), SHOP, START);
    auto octets = made.save(START);
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937_64 random{seed};
    for (int round = 0; round < 500; ++round) {
        EXPECT_FALSE(sticky_senders::load(octets.substr(0, random() % octets.size()), START));
        auto changed = octets;
        changed[1 + random() % (octets.size() - 1)] = static_cast<char>(random());
        auto loaded = sticky_senders::load(changed, START);
        if (loaded) loaded->note_sent(key(1), SHORT, START);
    }
    EXPECT_EQ(sticky_senders::load(octets + "x", START).error(), state_fault::damaged);
    octets[0] = 99;
    EXPECT_EQ(sticky_senders::load(octets, START).error(), state_fault::unknown_version);
}

}  // namespace kaskad::routing
