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

// All that a checkpoint would keep: a minute after the last message everything is ready to be saved.
std::vector<estimator_piece> pieces_of(taught& made) {
    return made.estimator.take_unsaved(made.now_ms + MINUTE, 100);
}

std::expected<delivery_estimator, state_fault> loaded(const std::vector<estimator_piece>& pieces, int64_t now_ms) {
    delivery_estimator made;
    for (const auto& piece : pieces)
        if (const auto ok = made.load(piece, now_ms); !ok) return std::unexpected(ok.error());
    return made;
}

}  // namespace

TEST(RoutingEstimatorState, IsTheSameAfterARestart) {
    auto before = teach();
    auto after = loaded(pieces_of(before), before.now_ms);
    ASSERT_TRUE(after);
    ASSERT_EQ(after->size(), KEYS.size());
    const auto later = before.now_ms + 2 * MINUTE;  // both learn their laws again
    for (size_t place = 0; place < KEYS.size(); ++place) {
        const auto is = after->view(place, later);
        size_t same = 0;
        while (!(before.estimator.view(same, later).key == is.key))
            ++same;
        const auto was = before.estimator.view(same, later);
        EXPECT_EQ(is.open, was.open);
        EXPECT_EQ(is.delivered_p95_ms, was.delivered_p95_ms);
        EXPECT_NEAR(is.estimate.mean(), was.estimate.mean(), 5e-3);
        EXPECT_NEAR(is.estimate.samples, was.estimate.samples, was.estimate.samples / 20);  // laws at another moment
        EXPECT_EQ(is.honesty, was.honesty);
    }
    EXPECT_LT(after->honesty({2}), 0.7);
}

// Nothing twice, nothing before its time, and in slices.
TEST(RoutingEstimatorState, SavesWhatChanged) {
    auto made = teach();
    EXPECT_EQ(made.estimator.take_unsaved(made.now_ms + MINUTE, 2).size(), 3u);  // two arms, what was said of link 2
    EXPECT_EQ(made.estimator.take_unsaved(made.now_ms + MINUTE, 2).size(), 2u);
    EXPECT_TRUE(made.estimator.take_unsaved(made.now_ms + MINUTE, 100).empty());
    made.estimator.note_sent(KEYS[0], made.now_ms + MINUTE + SECOND);
    EXPECT_TRUE(made.estimator.take_unsaved(made.now_ms + MINUTE + SECOND, 100).empty());
    EXPECT_EQ(made.estimator.take_unsaved(made.now_ms + 2 * MINUTE, 100).size(), 1u);
}

// The engine's clock goes on from the last durable group, and the checkpoint may be younger than that.
TEST(RoutingEstimatorState, GoesOnWithAClockThatIsBehind) {
    auto before = teach();
    const auto behind = before.now_ms - 7'300;
    const auto believed = before.estimator.estimate(KEYS[0], before.now_ms).mean();
    auto after = loaded(pieces_of(before), behind);
    ASSERT_TRUE(after);
    EXPECT_TRUE(after->note_sent(KEYS[0], behind));
    EXPECT_NEAR(after->estimate(KEYS[0], behind).mean(), believed, 0.01);
}

TEST(RoutingEstimatorState, SaysThatAVersionIsUnknown) {
    auto made = teach();
    auto pieces = pieces_of(made);
    pieces[0].octets[0] = 99;
    EXPECT_EQ(loaded(pieces, made.now_ms).error(), state_fault::unknown_version);
}

TEST(RoutingEstimatorState, KeepsToItsLimitOfArms) {
    auto made = teach();
    delivery_estimator small{1};
    size_t refused = 0;
    for (const auto& piece : pieces_of(made))
        refused += small.load(piece, made.now_ms) ? 0 : 1;
    EXPECT_EQ(small.size(), 1u);
    EXPECT_EQ(refused, KEYS.size() - 1);
}

// Whatever an octet is changed to, it is refused and leaves nothing, or makes an estimator that works.
TEST(RoutingEstimatorState, SurvivesDamage) {
    auto made = teach();
    const auto pieces = pieces_of(made);
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937_64 random{seed};
    for (int round = 0; round < 300; ++round) {
        const auto& piece = pieces[random() % pieces.size()];
        delivery_estimator cut;
        EXPECT_EQ(cut.load({piece.key, piece.octets.substr(0, random() % piece.octets.size())}, made.now_ms).error(),
                  state_fault::damaged);
        EXPECT_EQ(cut.load({piece.key, piece.octets + "x"}, made.now_ms).error(), state_fault::damaged);
        EXPECT_EQ(cut.size(), 0u);
        auto changed = piece;
        changed.octets[1 + random() % (changed.octets.size() - 1)] = static_cast<char>(random());
        delivery_estimator other;
        if (!other.load(changed, made.now_ms)) continue;
        for (size_t place = 0; place < other.size(); ++place) {
            const auto chance = other.view(place, made.now_ms + MINUTE).estimate.mean();
            EXPECT_TRUE(chance >= 0 && chance <= 1) << chance;
        }
    }
}

}  // namespace kaskad::routing
