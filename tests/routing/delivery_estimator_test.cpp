#include "routing/delivery_estimator.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <random>

namespace kaskad::routing {

namespace {

constexpr int64_t SECOND = 1'000;
constexpr int64_t MINUTE = 60 * SECOND;
constexpr int64_t HOUR = 60 * MINUTE;

arm_key key_of(uint32_t link, std::string mccmnc) {
    return {.link = {link}, .mccmnc = std::move(mccmnc), .country = "DE"};
}

// A message a second over an arm, receipts at once, for a time.
void teach(delivery_estimator& estimator, const arm_key& key, double chance, int64_t from_ms, int64_t time_ms) {
    std::mt19937_64 random{static_cast<uint64_t>(from_ms) + key.link.value};
    for (auto now = from_ms; now < from_ms + time_ms; now += SECOND) {
        estimator.note_sent(key, now);
        const bool is_delivered = std::uniform_real_distribution<>{}(random) < chance;
        estimator.note_outcome(key, now, is_delivered ? arm_outcome::delivered : arm_outcome::failed, now);
    }
}

}  // namespace

// Who asks often must not see, or make others see, anything else than who asks seldom.
TEST(RoutingEstimator, SaysTheSameHoweverOftenItIsAsked) {
    delivery_estimator asked;
    delivery_estimator left_alone;
    const std::vector<arm_key> keys{key_of(1, "26201"), key_of(2, "26201"), key_of(1, "26202")};
    std::mt19937_64 random{3};
    for (int64_t now = HOUR; now < HOUR + 20 * MINUTE; now += 1 + static_cast<int64_t>(random() % 1'500)) {
        const auto& key = keys[random() % keys.size()];
        const auto outcome = random() % 5 == 0 ? arm_outcome::failed : arm_outcome::delivered;
        for (auto* each : {&asked, &left_alone}) {
            each->note_sent(key, now);
            each->note_outcome(key, now, outcome, now);
        }
        for (const auto& other : keys)
            asked.estimate(other, now);
    }
    for (const auto& key : keys) {
        const auto now = HOUR + 21 * MINUTE;
        EXPECT_EQ(asked.estimate(key, now).alpha, left_alone.estimate(key, now).alpha);
        EXPECT_EQ(asked.estimate(key, now).beta, left_alone.estimate(key, now).beta);
    }
}

// Bounds are kept with what they are of, and a network's arms are found without asking for its name again: both have to
// be those of this moment and this link.
TEST(RoutingEstimator, ABeliefHasTheBoundsOfItsOwnEstimate) {
    delivery_estimator estimator;
    const std::vector<arm_key> keys{key_of(3, "26201"), key_of(1, "26202"), key_of(2, "26201"), key_of(1, "26201")};
    std::mt19937_64 random{11};
    for (int64_t now = HOUR; now < HOUR + 20 * MINUTE; now += 1 + static_cast<int64_t>(random() % 1'500)) {
        const auto& key = keys[random() % keys.size()];
        estimator.note_sent(key, now);
        const auto fails = key.link.value == 2 ? 2U : 9U;
        estimator.note_outcome(key, now, random() % fails == 0 ? arm_outcome::failed : arm_outcome::delivered, now);
        for (const auto& each : keys) {
            const auto believed = estimator.believe(each, 0, now);
            EXPECT_EQ(believed.delivery, estimator.estimate(each, now));
            if (!believed.bounds) continue;  // nothing was sent yet
            EXPECT_EQ(believed.bounds->low, believed.delivery.bounds().low);
            EXPECT_EQ(believed.bounds->high, believed.delivery.bounds().high);
        }
    }
    const auto now = HOUR + 21 * MINUTE;
    EXPECT_LT(estimator.estimate(keys[2], now).mean(), estimator.estimate(keys[0], now).mean());
    for (size_t place = 0; place < estimator.size(); ++place) {
        const auto seen = estimator.view(place, now);
        EXPECT_EQ(seen.estimate, estimator.estimate(seen.key, now));
    }
}

TEST(RoutingEstimator, LeansOnWhatIsBesideAnArm) {
    delivery_estimator estimator;
    const auto usual = estimator.estimate(key_of(1, "26201"), HOUR).mean();
    teach(estimator, key_of(1, "26202"), 0.3, HOUR, 10 * MINUTE);
    const auto now = HOUR + 11 * MINUTE;
    EXPECT_LT(estimator.estimate(key_of(1, "26201"), now).mean(), usual - 0.1);  // the same link
    EXPECT_LT(estimator.estimate(key_of(2, "26202"), now).mean(), usual - 0.1);  // the same network
    EXPECT_EQ(estimator.estimate(key_of(2, "26201"), now).mean(), usual);
}

// After six hours nothing of the last attempts counts, but what they were like in the long run does.
TEST(RoutingEstimator, RemembersTheLongRun) {
    delivery_estimator estimator;
    teach(estimator, key_of(1, "26201"), 0.4, HOUR, 6 * HOUR);
    const auto later = estimator.estimate(key_of(1, "26201"), 60 * HOUR);
    EXPECT_LT(later.samples, 1);
    EXPECT_LT(later.mean(), 0.7);
}

// Within the first second of an arm nothing is estimated yet.
TEST(RoutingEstimator, BelievesTheUsualOfAnArmThatWasJustMet) {
    delivery_estimator estimator;
    const auto before = estimator.estimate(key_of(1, "26201"), HOUR);
    estimator.note_sent(key_of(1, "26201"), HOUR);
    EXPECT_EQ(estimator.estimate(key_of(1, "26201"), HOUR).mean(), before.mean());
    EXPECT_EQ(estimator.estimate(key_of(1, "26201"), HOUR).samples, 0);
}

TEST(RoutingEstimator, AnOperatorMaySayWhatToExpect) {
    delivery_estimator estimator;
    estimator.expect({1}, 0.6);
    EXPECT_NEAR(estimator.estimate(key_of(1, "26201"), HOUR).mean(), 0.6, 1e-9);
    EXPECT_NEAR(estimator.estimate(key_of(2, "26201"), HOUR).mean(), 0.85, 1e-9);
    estimator.expect({1}, 0);
    EXPECT_NEAR(estimator.estimate(key_of(1, "26201"), HOUR).mean(), 0.85, 1e-9);
}

// One percent until 50 are known, five until 200; learnt once a minute.
// A message a second, nine in ten delivered after four seconds. Known by 200 samples within six minutes.
void carry(
    delivery_estimator& estimator, const arm_key& key, int64_t from, int64_t seconds,
    const std::function<void(int64_t)>& each_second = [](int64_t) {}) {
    for (int64_t second = 0; second < seconds; ++second) {
        const auto now = from + second * SECOND;
        estimator.note_sent(key, now);
        const auto outcome = second % 10 == 0 ? arm_outcome::failed : arm_outcome::delivered;
        if (second >= 4) estimator.note_outcome(key, now - 4 * SECOND, outcome, now);
        each_second(second);
    }
}

TEST(RoutingEstimator, ANewLinkComesByARampWhereOthersAreKnown) {
    delivery_estimator estimator;
    const auto key = key_of(1, "26201");
    constexpr auto LATER = HOUR + 15 * MINUTE;
    const auto ramp_at = [&](int64_t now) { return estimator.believe(key, 0, now).ramp; };
    carry(estimator, key_of(2, "26201"), HOUR, 900);
    EXPECT_EQ(ramp_at(LATER), 0.01);
    std::map<double, int64_t> since;  // seconds, by ramp
    carry(estimator, key, LATER, 900,
          [&](int64_t second) { since.try_emplace(ramp_at(LATER + second * SECOND), second); });
    ASSERT_EQ(since.size(), 3u);
    EXPECT_GE(since.at(0.05), 50);
    EXPECT_LE(since.at(0.05), 125);
    EXPECT_GE(since.at(1), 200);
    EXPECT_LE(since.at(1), 360);
    EXPECT_EQ(ramp_at(LATER + 15 * MINUTE), 1);
}

// Once the first of several new links was known, it kept the others from being tried.
TEST(RoutingEstimator, LinksThatBeginTogetherHaveNoRamp) {
    delivery_estimator estimator;
    const auto first = key_of(1, "26201");
    const auto second = key_of(2, "26201");
    estimator.expect(second.link, 0);
    carry(estimator, first, HOUR, 900);
    for (const auto& key : {first, second})
        EXPECT_EQ(estimator.believe(key, 0, HOUR + 15 * MINUTE).ramp, 1);
    EXPECT_EQ(estimator.believe(key_of(3, "26201"), 0, HOUR + 15 * MINUTE).ramp, 0.01);
}

TEST(RoutingEstimator, ANewLinkIsStillNewAfterARestart) {
    delivery_estimator before;
    const auto known = key_of(1, "26201");
    const auto fresh = key_of(2, "26201");
    carry(before, known, HOUR, 900);
    carry(before, fresh, HOUR + 15 * MINUTE, 20);
    constexpr auto SAVED = HOUR + 17 * MINUTE;
    delivery_estimator after;
    for (const auto& key : {known, fresh})
        after.expect(key.link, 0);
    const auto pieces = before.take_unsaved(SAVED, 10);
    ASSERT_EQ(pieces.size(), 2u);
    for (const auto& piece : pieces)
        ASSERT_TRUE(after.load(piece, SAVED));
    EXPECT_EQ(after.believe(known, 0, SAVED).ramp, 1);
    EXPECT_EQ(after.believe(fresh, 0, SAVED).ramp, 0.01);
}

TEST(RoutingEstimator, KnowsNoMoreArmsThanItMay) {
    delivery_estimator estimator{2};
    EXPECT_TRUE(estimator.note_sent(key_of(1, "26201"), HOUR));
    EXPECT_TRUE(estimator.note_sent(key_of(2, "26201"), HOUR));
    EXPECT_FALSE(estimator.note_sent(key_of(3, "26201"), HOUR));
    EXPECT_TRUE(estimator.note_sent(key_of(1, "26201"), HOUR + SECOND));
    EXPECT_EQ(estimator.size(), 2u);
}

// More arms than one call estimates anew: none is forgotten, the next calls do the rest.
TEST(RoutingEstimator, CatchesUpBitByBit) {
    delivery_estimator estimator;
    constexpr uint32_t ARMS = 1'000;
    for (uint32_t link = 1; link <= ARMS; ++link)
        for (int count = 0; count < 20; ++count) {
            estimator.note_sent(key_of(link, std::to_string(link)), HOUR);
            estimator.note_outcome(key_of(link, std::to_string(link)), HOUR, arm_outcome::failed, HOUR);
        }
    for (int call = 0; call < 5; ++call)
        estimator.estimate(key_of(1, "1"), HOUR + 3 * SECOND);
    for (size_t place = 0; place < ARMS; ++place)
        ASSERT_LT(estimator.view(place, HOUR + 3 * SECOND).estimate.mean(), 0.5) << place;
}

// Of reading there is no negative word: what is not read yet counts for what its age says. Four of ten read, half of
// these within a minute and half within twenty.
TEST(RoutingEstimator, LearnsHowManyReadWithinATimeThoughNobodySaysThatTheyDoNot) {
    delivery_estimator reading{100, {.mean = 0.6, .law = usual_reading_law()}};
    const auto key = key_of(1, "26201");
    EXPECT_NEAR(reading.estimate(key, HOUR).mean(), 0.6, 1e-9) << "before anything is known";
    std::multimap<int64_t, int64_t> reads;  // when, of what was delivered when
    for (auto now = HOUR; now < 4 * HOUR; now += 5 * SECOND) {
        for (; !reads.empty() && reads.begin()->first <= now; reads.erase(reads.begin()))
            reading.note_outcome(key, reads.begin()->second, arm_outcome::delivered, now);
        reading.note_sent(key, now);
        const auto turn = now / (5 * SECOND) % 10;
        if (turn < 2) reads.emplace(now + 50 * SECOND, now);
        if (turn == 2 || turn == 3) reads.emplace(now + 19 * MINUTE, now);
    }
    const auto within = [&](int64_t time_ms) {
        const auto believed = reading.believe(key, time_ms, 4 * HOUR);
        return believed.delivery.mean() * believed.on_time;
    };
    EXPECT_NEAR(within(2 * MINUTE), 0.2, 0.05);
    EXPECT_NEAR(within(40 * MINUTE), 0.4, 0.05);
    EXPECT_EQ(reading.view(0, 4 * HOUR).open > 0, true) << "nobody ever says of the others that they did not";
}

}  // namespace kaskad::routing
