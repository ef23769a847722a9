#include "engine/queue.hpp"

#include <gtest/gtest.h>

#include <map>

namespace kaskad::engine::test {

using core::message_class;

namespace {

link_queue::place at(message_class klass, uint32_t client, uint64_t sequence) {
    return {{klass, {client}}, sequence};
}

link_queue::entry entry(uint64_t id, uint32_t segments = 1) {
    return {{id}, segments};
}

uint64_t take(link_queue& queue) {
    const auto chosen = queue.choose();
    if (!chosen) return 0;
    queue.remove(chosen->at);
    return chosen->value.message.value;
}

}  // namespace

TEST(EngineQueue, AHigherClassGoesFirst) {
    link_queue queue{{}};
    queue.add(at(message_class::marketing, 1, 1), entry(1), 1);
    queue.add(at(message_class::otp, 2, 2), entry(2), 1);
    EXPECT_EQ(take(queue), 2U);
    EXPECT_EQ(take(queue), 1U);
    EXPECT_EQ(take(queue), 0U);
}

TEST(EngineQueue, TheLowestClassGetsItsFloor) {
    link_queue::options options;
    options.floor_percent[3] = 10;
    link_queue queue{options};
    for (uint64_t number = 1; number <= 200; ++number)
        queue.add(at(message_class::otp, 1, number), entry(1), 1);
    for (uint64_t number = 1; number <= 200; ++number)
        queue.add(at(message_class::marketing, 1, number), entry(2), 1);
    std::map<uint64_t, int> taken;
    for (int number = 0; number < 110; ++number)
        ++taken[take(queue)];
    EXPECT_EQ(taken[2], 10);
    EXPECT_EQ(taken[1], 100);
}

TEST(EngineQueue, ClientsShareByWeightInSegments) {
    link_queue queue{{}};
    for (uint64_t number = 1; number <= 3'000; ++number)
        queue.add(at(message_class::service, 1, number), entry(1), 1);
    for (uint64_t number = 1; number <= 3'000; ++number)
        queue.add(at(message_class::service, 2, number), entry(2, 4), 1);
    for (uint64_t number = 1; number <= 3'000; ++number)
        queue.add(at(message_class::service, 3, number), entry(3), 2);
    std::map<uint64_t, int> segments;
    for (int number = 0; number < 1'000; ++number) {
        const auto id = take(queue);
        segments[id] += id == 2 ? 4 : 1;
    }
    EXPECT_NEAR(segments[1], segments[2], 16);
    EXPECT_NEAR(segments[3], 2 * segments[1], 32);
}

TEST(EngineQueue, ARetryKeepsItsPlaceInFront) {
    link_queue queue{{}};
    queue.add(at(message_class::otp, 1, 1), entry(1), 1);
    queue.add(at(message_class::otp, 1, 2), entry(2), 1);
    EXPECT_EQ(take(queue), 1U);
    queue.add(at(message_class::otp, 1, 1), entry(1), 1);
    EXPECT_EQ(take(queue), 1U);
}

TEST(EngineQueue, HoldsTheHeadOnlyAndCountsTheTail) {
    link_queue::options options;
    options.head_max = 4;
    link_queue queue{options};
    for (uint64_t number = 1; number <= 4; ++number) {
        EXPECT_TRUE(queue.add(at(message_class::otp, 1, number), entry(number), 1));
    }
    for (uint64_t number = 5; number <= 9; ++number) {
        EXPECT_FALSE(queue.add(at(message_class::otp, 1, number), entry(number), 1));
    }
    EXPECT_EQ(queue.size(), 9U);
    EXPECT_EQ(queue.tail_size({message_class::otp, {1}}), 5U);
    EXPECT_FALSE(queue.wants_refill({}).has_value());
    for (uint64_t number = 1; number <= 3; ++number)
        EXPECT_EQ(take(queue), number);
    ASSERT_TRUE(queue.wants_refill({}).has_value());
    // All of the tail is in memory: no fetch is needed.
    queue.refill_from_memory();
    for (uint64_t number = 4; number <= 9; ++number) {
        EXPECT_EQ(take(queue), number);
        queue.refill_from_memory();
    }
    EXPECT_EQ(queue.size(), 0U);
}

TEST(EngineQueue, AColdTailIsRefilledInOrderAndSettled) {
    link_queue::options options;
    options.head_max = 2;
    link_queue queue{options};
    for (uint64_t number = 1; number <= 6; ++number)
        queue.add(at(message_class::otp, 1, number), entry(number), 1);
    for (uint64_t number = 3; number <= 5; ++number)
        queue.chill(at(message_class::otp, 1, number));
    take(queue);
    take(queue);
    queue.refill_from_memory();
    EXPECT_TRUE(queue.is_empty());  // the database has older ones
    queue.refill(at(message_class::otp, 1, 3), entry(3), 1);
    queue.refill(at(message_class::otp, 1, 4), entry(4), 1);
    EXPECT_EQ(take(queue), 3U);
    EXPECT_EQ(take(queue), 4U);
    queue.refill(at(message_class::otp, 1, 5), entry(5), 1);
    queue.settle_tail({message_class::otp, {1}});
    EXPECT_EQ(take(queue), 5U);
    EXPECT_TRUE(queue.refill_from_memory());
    EXPECT_EQ(take(queue), 6U);
    EXPECT_EQ(queue.size(), 0U);
}

}  // namespace kaskad::engine::test
