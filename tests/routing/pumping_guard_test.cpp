#include "routing/pumping_guard.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace kaskad::routing {

namespace {

constexpr int64_t SECOND = 1'000;
constexpr int64_t MINUTE = 60 * SECOND;
constexpr int64_t HOUR = 60 * MINUTE;
constexpr int64_t DAY = 24 * HOUR;
constexpr int64_t START = 20'000 * DAY;

// A client's form, and who uses it. Numbers are those of one block: 49151234xxxx.
class form {
  public:
    explicit form(pumping_guard guard = pumping_guard{}) : guard_{std::move(guard)} {}

    pumping_evidence send(int number, const char* block = "49151234", uint32_t client = 1,
                          const char* sender = "Shop") {
        const auto recipient = msisdn(block, number);
        return guard_.judge({.client = {client}, .sender = sender, .recipient = recipient}, now_ms);
    }
    // One message each `each_ms`, `step` numbers apart; what each verdict was given how often.
    std::map<pumping_verdict, int> run(int count, int step, int64_t each_ms, double conversion = 0) {
        std::map<pumping_verdict, int> verdicts;
        for (int place = 0; place < count; ++place, now_ms += each_ms) {
            const int number = place * step % 10'000;
            last = send(number);
            ++verdicts[last.verdict];
            const bool passed = last.verdict == pumping_verdict::none || last.verdict == pumping_verdict::delay;
            converted_ += passed ? conversion : 0;
            for (; converted_ >= 1; converted_ -= 1)
                convert(number);
        }
        return verdicts;
    }
    void convert(int number, const char* block = "49151234") {
        const auto recipient = msisdn(block, number);
        guard_.note_converted({.client = {1}, .sender = "Shop", .recipient = recipient}, now_ms, now_ms);
    }
    // A week of six messages an hour to another block, of which a part have their effect.
    void live_a_week(double conversion) {
        for (const auto end = now_ms + 7 * DAY; now_ms < end; now_ms += 10 * MINUTE) {
            send(static_cast<int>(now_ms / MINUTE * 37 % 10'000), "49160000");
            converted_ += conversion;
            if (converted_ < 1) continue;
            convert(static_cast<int>(now_ms / MINUTE * 37 % 10'000), "49160000");
            converted_ -= 1;
        }
    }
    pumping_guard& guard() { return guard_; }

    int64_t now_ms = START;
    pumping_evidence last;

  private:
    static core::msisdn msisdn(const char* block, int number) {
        auto digits = std::to_string(10'000 + number);
        return {block + digits.substr(1)};
    }

    pumping_guard guard_;
    double converted_ = 0;
};

}  // namespace

TEST(RoutingPumpingGuard, LetsOrdinaryTrafficPass) {
    form shop;
    const auto verdicts = shop.run(1'000, 37, 2 * MINUTE);  // 30 an hour
    EXPECT_EQ(verdicts.at(pumping_verdict::none), 1'000);
}

TEST(RoutingPumpingGuard, DelaysWhatIsFastAndGoesToManyNumbers) {
    form shop;
    EXPECT_EQ(shop.run(59, 100, SECOND).at(pumping_verdict::none), 59);
    const auto evidence = shop.send(9'999);
    EXPECT_EQ(evidence.verdict, pumping_verdict::delay);
    EXPECT_TRUE(evidence.is_fast);
    EXPECT_TRUE(evidence.is_wide);
    EXPECT_FALSE(evidence.is_dense);
    EXPECT_FALSE(evidence.is_without_effect);
    EXPECT_EQ(evidence.hour, 60);
    EXPECT_EQ(evidence.hour_usual, 0);
    EXPECT_EQ(evidence.numbers, 60);
}

TEST(RoutingPumpingGuard, DoesNotTakeSpeedAloneForPumping) {
    form shop;
    for (int each = 0; each < 1'000; ++each)
        EXPECT_EQ(shop.send(each % 19).verdict, pumping_verdict::none);
}

TEST(RoutingPumpingGuard, HoldsNumbersThatAreTriedOneAfterTheOther) {
    form shop;
    const auto verdicts = shop.run(200, 1, SECOND);
    EXPECT_EQ(verdicts.at(pumping_verdict::none), 59);
    EXPECT_EQ(verdicts.at(pumping_verdict::hold), 141);
    EXPECT_DOUBLE_EQ(shop.last.neighbour_share, 1);
}

TEST(RoutingPumpingGuard, BlocksWhatHasNoEffectEither) {
    form shop;
    shop.live_a_week(0.8);
    const auto verdicts = shop.run(1'200, 1, SECOND);  // twenty minutes
    EXPECT_EQ(verdicts.at(pumping_verdict::none), 59);
    EXPECT_GT(verdicts.at(pumping_verdict::hold), 400);  // until the first effects should be known
    EXPECT_GT(verdicts.at(pumping_verdict::block), 400);
    EXPECT_EQ(shop.last.verdict, pumping_verdict::block);
    EXPECT_EQ(shop.last.converted, 0);
    EXPECT_NEAR(shop.last.conversion_usual, 0.8, 0.01);
}

// What is held can have no effect. That must not be held against it.
TEST(RoutingPumpingGuard, DoesNotBlockBecauseItHolds) {
    form shop;
    shop.live_a_week(0.8);
    const auto verdicts = shop.run(3'000, 1, SECOND, 0.8);
    EXPECT_FALSE(verdicts.contains(pumping_verdict::block));
    EXPECT_EQ(verdicts.at(pumping_verdict::hold), 3'000 - 59);
}

TEST(RoutingPumpingGuard, NeverBlocksAClientThatTellsNothing) {
    form shop;
    shop.live_a_week(0);
    EXPECT_FALSE(shop.run(3'000, 1, SECOND).contains(pumping_verdict::block));
}

// Somewhat fewer effects than usual are no sign: a quarter of the usual share is the bound.
TEST(RoutingPumpingGuard, TakesManyMissingEffectsForASign) {
    for (const double conversion : {0.16, 0.3}) {
        form shop;
        shop.live_a_week(0.8);
        const auto verdicts = shop.run(1'200, 100, SECOND, conversion);  // delayed, so they pass
        EXPECT_EQ(verdicts.contains(pumping_verdict::hold), conversion < 0.2) << conversion;
    }
}

TEST(RoutingPumpingGuard, ComparesWithTheBusiestHourOfTheWeek) {
    form shop;
    for (int day = 0; day < 7; ++day) {
        shop.run(100, 97, 30 * SECOND);
        shop.now_ms = START + (day + 1) * DAY;
    }
    const auto verdicts = shop.run(600, 97, 5 * SECOND);
    EXPECT_EQ(shop.last.hour_usual, 100);
    EXPECT_EQ(verdicts.at(pumping_verdict::none), 499);  // five times as many are too fast
    EXPECT_EQ(verdicts.at(pumping_verdict::delay), 101);
    shop.now_ms += 30 * DAY;
    shop.run(60, 97, SECOND);
    EXPECT_EQ(shop.last.hour_usual, 0);  // older than the week
    EXPECT_EQ(shop.last.verdict, pumping_verdict::delay);
}

TEST(RoutingPumpingGuard, MakesNoCustomOfWhatItHeld) {
    form shop;
    shop.run(3'000, 1, SECOND);
    shop.now_ms = START + DAY;
    shop.run(1, 1, SECOND);
    EXPECT_EQ(shop.last.hour_usual, 59);
}

TEST(RoutingPumpingGuard, KeepsClientsSendersAndBlocksApart) {
    form shop;
    shop.run(200, 1, SECOND);
    EXPECT_EQ(shop.send(201).verdict, pumping_verdict::hold);
    EXPECT_EQ(shop.send(201, "49151234", 2).verdict, pumping_verdict::none);
    EXPECT_EQ(shop.send(201, "49151234", 1, "Bank").verdict, pumping_verdict::none);
    EXPECT_EQ(shop.send(201, "49151235").verdict, pumping_verdict::none);
}

TEST(RoutingPumpingGuard, IsOverWhenTheTrafficIs) {
    form shop;
    shop.run(200, 1, SECOND);
    shop.now_ms += HOUR;
    EXPECT_EQ(shop.send(1).verdict, pumping_verdict::none);
}

TEST(RoutingPumpingGuard, IsSilentWhereAnOperatorAllowedIt) {
    form shop;
    const core::msisdn recipient{"491512340000"};
    shop.guard().allow({.client = {1}, .sender = "Shop", .recipient = recipient}, START + 3 * MINUTE);
    EXPECT_EQ(shop.run(180, 1, SECOND).at(pumping_verdict::none), 180);
    EXPECT_TRUE(shop.last.is_fast);  // the numbers are told all the same
    EXPECT_EQ(shop.send(181).verdict, pumping_verdict::hold);
}

TEST(RoutingPumpingGuard, WatchesWhatOthersCanSetOff) {
    EXPECT_TRUE(is_watched_for_pumping(core::message_class::otp));
    EXPECT_TRUE(is_watched_for_pumping(core::message_class::transactional));
    EXPECT_FALSE(is_watched_for_pumping(core::message_class::service));
    EXPECT_FALSE(is_watched_for_pumping(core::message_class::marketing));
}

TEST(RoutingPumpingGuard, IsBoundedAndAClientThatSpreadsLosesItsOwnBlocks) {
    form shop{pumping_guard{{}, 10, 8}};
    const auto block = [](int number) { return std::to_string(49'150'000 + number); };
    for (int each = 0; each < 59; ++each)
        shop.send(each, "49170000", 2);
    for (int each = 0; each < 8; ++each)
        shop.send(1, block(each).c_str());
    EXPECT_EQ(shop.guard().size(), 9);
    for (int each = 8; each < 100; ++each)
        shop.send(1, block(each).c_str());
    EXPECT_EQ(shop.guard().size(), 9);  // no more than eight of a client
    shop.send(1, "49160000", 3);
    shop.send(1, "49160000", 4);
    EXPECT_EQ(shop.guard().size(), 10);
    EXPECT_EQ(shop.send(60, "49170000", 2).hour, 60);  // the one with the most made room
    EXPECT_EQ(shop.send(1, "49160000", 3).hour, 2);
    EXPECT_EQ(shop.send(1, block(99).c_str()).hour, 2);
    EXPECT_EQ(shop.send(1, block(92).c_str()).hour, 1);  // its oldest was forgotten
}

TEST(RoutingPumpingGuard, TellsItsEvidenceInWords) {
    EXPECT_EQ(explain({.hour = 3, .hour_usual = 5}),
              "3 messages within an hour, at most 5 in any hour of the seven days before.");
    EXPECT_EQ(explain({.is_wide = true,
                       .is_dense = true,
                       .is_without_effect = true,
                       .hour = 700,
                       .hour_usual = 12,
                       .numbers = PUMPING_NUMBERS_MAX,
                       .neighbour_share = 0.97,
                       .settled = 59,
                       .converted = 1,
                       .conversion_usual = 0.8}),
              "700 messages within an hour, at most 12 in any hour of the seven days before. They go to 256 or more "
              "different numbers of ten thousand. 97 % of the numbers lie side by side. Of 59 that should have had "
              "their effect 1 had, 80 % is usual.");
}

TEST(RoutingPumpingGuard, KnowsItsWeekAfterARestart) {
    form before;
    before.live_a_week(0.8);
    for (int day = 0; day < 7; ++day) {
        before.run(100, 97, 30 * SECOND, 0.5);
        before.now_ms = START + (day + 8) * DAY;
    }
    const core::msisdn allowed{"491510000000"};
    before.guard().allow({.client = {1}, .sender = "Shop", .recipient = allowed}, before.now_ms + DAY);
    const auto octets = before.guard().save(before.now_ms);
    for (const int64_t behind : {int64_t{0}, int64_t{5 * SECOND}}) {  // the clock may go on from before the checkpoint
        auto loaded = pumping_guard::load(octets, before.now_ms - behind);
        ASSERT_TRUE(loaded);
        EXPECT_EQ(loaded->size(), before.guard().size());
        form after{std::move(*loaded)};
        after.now_ms = before.now_ms;
        EXPECT_EQ(after.run(600, 97, SECOND).at(pumping_verdict::none), 499);
        EXPECT_EQ(after.last.hour_usual, 100);
        EXPECT_NEAR(after.last.conversion_usual, 0.5, 0.01);
        for (int each = 0; each < 100; ++each)
            EXPECT_EQ(after.send(each, "49151000").verdict, pumping_verdict::none);
    }
}

TEST(RoutingPumpingGuard, SurvivesDamage) {
    form shop;
    shop.live_a_week(0.8);
    shop.run(100, 97, SECOND);
    auto octets = shop.guard().save(shop.now_ms);
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937_64 random{seed};
    for (int round = 0; round < 500; ++round) {
        EXPECT_FALSE(pumping_guard::load(octets.substr(0, random() % octets.size()), shop.now_ms));
        auto changed = octets;
        changed[1 + random() % (octets.size() - 1)] = static_cast<char>(random());
        auto loaded = pumping_guard::load(changed, shop.now_ms);
        if (!loaded) continue;
        form after{std::move(*loaded)};
        after.now_ms = shop.now_ms;
        after.run(100, 1, SECOND);
    }
    EXPECT_EQ(pumping_guard::load(octets + "x", shop.now_ms).error(), state_fault::damaged);
    octets[0] = 99;
    EXPECT_EQ(pumping_guard::load(octets, shop.now_ms).error(), state_fault::unknown_version);
}

}  // namespace kaskad::routing
