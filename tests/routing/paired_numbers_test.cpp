#include "routing/paired_numbers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

namespace kaskad::routing {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr int64_t START = 1'000'000;
constexpr uint64_t NUMBER = 491'512'345'678;

paired_outcome failed(uint32_t link, int64_t at_ms = START) {
    return {.link = {link}, .at_ms = at_ms};
}

paired_outcome delivered(uint32_t link, int64_t at_ms = START) {
    return {.link = {link}, .is_delivered = true, .at_ms = at_ms};
}

paired_change change(uint32_t link, int tests, int delivered) {
    return {.link = {link}, .tests = tests, .delivered = delivered};
}

}  // namespace

TEST(RoutingPairedNumbers, TestALinkWhereTwoOthersFailed) {
    paired_numbers all;
    EXPECT_THAT(all.note(NUMBER, failed(1)), IsEmpty());
    EXPECT_THAT(all.note(NUMBER, failed(2)), IsEmpty());
    EXPECT_THAT(all.note(NUMBER, delivered(3)), ElementsAre(change(3, 1, 1)));
    EXPECT_THAT(all.note(NUMBER, failed(4)), IsEmpty());  // 3 delivered: what fails is no test
    EXPECT_THAT(all.note(NUMBER, delivered(3)), IsEmpty());
}

TEST(RoutingPairedNumbers, TestThoseOfADeadNumberThatCameBehindTwoOthers) {
    paired_numbers all;
    all.note(NUMBER, failed(1));
    all.note(NUMBER, failed(2));
    EXPECT_THAT(all.note(NUMBER, failed(3)), ElementsAre(change(3, 1, 0)));
    EXPECT_THAT(all.note(NUMBER, failed(4)), ElementsAre(change(4, 1, 0)));
    EXPECT_THAT(all.note(NUMBER, failed(3)), IsEmpty());
}

// Once another link delivers too, the number lives, and nobody has lied.
TEST(RoutingPairedNumbers, TakeBackWhatAnotherDeliveryExplains) {
    paired_numbers all;
    all.note(NUMBER, failed(1));
    all.note(NUMBER, failed(2));
    all.note(NUMBER, delivered(3));
    EXPECT_THAT(all.note(NUMBER, delivered(4)), ElementsAre(change(3, -1, -1)));
    EXPECT_THAT(all.note(NUMBER, delivered(1)), IsEmpty());
}

TEST(RoutingPairedNumbers, LetAPositiveBeatANegative) {
    paired_numbers all;
    for (const uint32_t link : {1, 2, 3})
        all.note(NUMBER, failed(link));
    EXPECT_THAT(all.note(NUMBER, delivered(3)), ElementsAre(change(3, 0, 1)));
    EXPECT_THAT(all.note(NUMBER, failed(3)), IsEmpty());
    EXPECT_TRUE(is_paired_test(all.find(NUMBER), {3}));
    EXPECT_FALSE(is_paired_test(all.find(NUMBER), {1}));
    EXPECT_THAT(all.note(NUMBER, delivered(1)), ElementsAre(change(3, -1, -1)));
}

TEST(RoutingPairedNumbers, AskEachDayAnew) {
    paired_numbers all;
    all.note(NUMBER, failed(1));
    all.note(NUMBER, failed(2));
    EXPECT_THAT(all.note(NUMBER, delivered(3, START + PAIRED_MS)), IsEmpty());
    EXPECT_THAT(all.find(NUMBER), ElementsAre(delivered(3, START + PAIRED_MS)));
}

TEST(RoutingPairedNumbers, NoteNoNumberThatOnlySucceeds) {
    paired_numbers all;
    all.note(NUMBER, delivered(1));
    EXPECT_EQ(all.size(), 0);
}

TEST(RoutingPairedNumbers, AreBounded) {
    paired_numbers all{2};
    for (uint64_t number = 1; number <= 3; ++number)
        all.note(number, failed(1));
    EXPECT_EQ(all.size(), 2);
    EXPECT_THAT(all.find(1), IsEmpty());
    for (uint32_t link = 1; link <= PAIRED_LINKS_MAX; ++link)
        all.note(3, failed(link));
    EXPECT_THAT(all.note(3, delivered(PAIRED_LINKS_MAX + 1)), IsEmpty());
    EXPECT_EQ(all.find(3).size(), PAIRED_LINKS_MAX);
}

// Whatever comes in whatever order, the changes add up to what holds at the end.
TEST(RoutingPairedNumbers, AddUp) {
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937_64 random{seed};
    paired_numbers all;
    std::map<uint32_t, std::pair<int, int>> sums;
    for (int step = 0; step < 3'000; ++step) {
        const paired_outcome outcome{
            .link = {1 + static_cast<uint32_t>(random() % 5)}, .is_delivered = random() % 8 == 0, .at_ms = START};
        for (const auto& each : all.note(random() % 300, outcome)) {
            sums[each.link.value].first += each.tests;
            sums[each.link.value].second += each.delivered;
        }
    }
    std::map<uint32_t, std::pair<int, int>> hold;
    for (uint64_t number = 0; number < 300; ++number) {
        for (const auto& each : all.find(number)) {
            if (!is_paired_test(all.find(number), each.link)) continue;
            ++hold[each.link.value].first;
            hold[each.link.value].second += each.is_delivered ? 1 : 0;
        }
    }
    for (uint32_t link = 1; link <= 5; ++link)
        EXPECT_EQ(sums[link], hold[link]) << link;
}

}  // namespace kaskad::routing
