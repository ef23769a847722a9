#include "routing/delivery_estimator.hpp"

#include <gtest/gtest.h>

#include <random>

namespace kaskad::routing {

namespace {

constexpr int64_t SECOND = 1'000;
constexpr int64_t MINUTE = 60 * SECOND;

arm_key key_of(uint32_t link, std::string mccmnc, class_group group = class_group::other) {
    return {.link = {link}, .mccmnc = std::move(mccmnc), .country = "DE", .group = group};
}

const std::vector<arm_key> KEYS{key_of(1, "26201"), key_of(2, "26201"), key_of(1, "26202", class_group::otp),
                                key_of(2, "")};

struct taught {
    delivery_estimator estimator;
    int64_t now_ms = 1'000'000;
};

// Half an hour of messages over all arms; link 2 delivers half, and clients hear of half of those.
taught teach() {
    taught made;
    std::mt19937_64 random{5};
    const auto holds = [&](double chance) { return std::uniform_real_distribution<>{}(random) < chance; };
    for (; made.now_ms < 1'000'000 + 30 * MINUTE; made.now_ms += SECOND) {
        for (const auto& key : KEYS) {
            made.estimator.note_sent(key, made.now_ms);
            const bool is_delivered = holds(key.link.value == 1 ? 0.9 : 0.5);
            if (!holds(0.9)) continue;  // stays open
            made.estimator.note_outcome(key, made.now_ms, is_delivered ? arm_outcome::delivered : arm_outcome::failed,
                                        made.now_ms);
            if (key.link.value == 2) made.estimator.note_feedback(key, is_delivered && holds(0.5), made.now_ms);
        }
    }
    return made;
}

}  // namespace

TEST(RoutingEstimatorState, IsTheSameAfterARestart) {
    auto before = teach();
    const auto octets = before.estimator.save(before.now_ms);
    auto after = delivery_estimator::load(octets, before.now_ms);
    ASSERT_TRUE(after);
    ASSERT_EQ(after->size(), KEYS.size());
    const auto later = before.now_ms + 2 * MINUTE;  // both learn their laws again
    for (size_t place = 0; place < KEYS.size(); ++place) {
        const auto was = before.estimator.view(place, later);
        const auto is = after->view(place, later);
        EXPECT_EQ(is.key, was.key);
        EXPECT_EQ(is.open, was.open);
        EXPECT_EQ(is.delivered_p95_ms, was.delivered_p95_ms);
        EXPECT_NEAR(is.estimate.mean(), was.estimate.mean(), 1e-3);
        EXPECT_NEAR(is.estimate.samples, was.estimate.samples, 1);
        EXPECT_EQ(is.honesty, was.honesty);
    }
    EXPECT_LT(after->honesty({2}), 0.7);
    EXPECT_EQ(delivery_estimator::load(octets, before.now_ms)->save(before.now_ms), octets);
}

// The engine's clock goes on from the last durable group, and the checkpoint may be younger than that.
TEST(RoutingEstimatorState, GoesOnWithAClockThatIsBehind) {
    auto before = teach();
    const auto behind = before.now_ms - 7'300;
    auto after = delivery_estimator::load(before.estimator.save(before.now_ms), behind);
    ASSERT_TRUE(after);
    EXPECT_TRUE(after->note_sent(KEYS[0], behind));
    const auto believed = before.estimator.estimate(KEYS[0], before.now_ms).mean();
    EXPECT_NEAR(after->estimate(KEYS[0], behind).mean(), believed, 0.01);
    EXPECT_TRUE(delivery_estimator::load(after->save(behind), behind));
}

TEST(RoutingEstimatorState, SaysThatAVersionIsUnknown) {
    const auto made = teach();
    auto octets = made.estimator.save(made.now_ms);
    octets[0] = 99;
    EXPECT_EQ(delivery_estimator::load(octets, made.now_ms).error(), state_fault::unknown_version);
}

// Whatever an octet is changed to, it is refused or makes an estimator that works: nothing stops the program.
TEST(RoutingEstimatorState, SurvivesDamage) {
    const auto made = teach();
    const auto octets = made.estimator.save(made.now_ms);
    EXPECT_EQ(delivery_estimator::load("", made.now_ms).error(), state_fault::damaged);
    EXPECT_EQ(delivery_estimator::load(octets + "x", made.now_ms).error(), state_fault::damaged);
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937_64 random{seed};
    for (int round = 0; round < 300; ++round) {
        const auto cut = random() % octets.size();
        EXPECT_EQ(delivery_estimator::load(octets.substr(0, cut), made.now_ms).error(), state_fault::damaged);
        auto changed = octets;
        changed[1 + random() % (octets.size() - 1)] = static_cast<char>(random());
        auto loaded = delivery_estimator::load(changed, made.now_ms);
        if (!loaded) continue;
        for (size_t place = 0; place < loaded->size(); ++place) {
            const auto chance = loaded->view(place, made.now_ms + MINUTE).estimate.mean();
            EXPECT_TRUE(chance >= 0 && chance <= 1) << chance;
        }
    }
}

}  // namespace kaskad::routing
