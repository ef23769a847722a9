#include "net/mailbox.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace kaskad::net {
namespace {

using namespace std::chrono_literals;

TEST(Mailbox, RefusesWhatExceedsItsCapacityAndKeepsTheValueWithTheCaller) {
    mailbox<std::unique_ptr<int>> box{3};
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(box.try_push(std::make_unique<int>(i)));
    auto fourth = std::make_unique<int>(3);
    EXPECT_FALSE(box.try_push(std::move(fourth)));
    ASSERT_TRUE(fourth);
    EXPECT_EQ(*fourth, 3);

    std::vector<std::unique_ptr<int>> taken;
    EXPECT_EQ(box.drain(taken, 1), 1u);
    EXPECT_TRUE(box.try_push(std::move(fourth)));
    EXPECT_EQ(box.drain(taken, 100), 3u);
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(*taken[static_cast<size_t>(i)], i);
    EXPECT_TRUE(box.is_empty());
}

TEST(Mailbox, WaitEndsAfterItsTimeWhenNothingComes) {
    mailbox<int> box{1};
    const auto begin = std::chrono::steady_clock::now();
    box.wait(30ms);
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 25ms);
}

TEST(Mailbox, WaitReturnsAtOnceWhenSomethingIsThere) {
    mailbox<int> box{1};
    EXPECT_TRUE(box.try_push(1));
    const auto begin = std::chrono::steady_clock::now();
    box.wait(10s);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST(Mailbox, HoldsOneWhenItsCapacityIsOne) {
    mailbox<int> box{1};
    std::vector<int> taken;
    for (int i = 0; i < 10; ++i) {
        EXPECT_TRUE(box.try_push(int{i}));
        EXPECT_FALSE(box.try_push(99));
        EXPECT_EQ(box.drain(taken, 5), 1u);
        EXPECT_EQ(taken.back(), i);
    }
}

TEST(Mailbox, AWakeBeforeTheWaitIsNotLost) {
    mailbox<int> box{1};
    box.wake();
    const auto begin = std::chrono::steady_clock::now();
    box.wait(10s);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
    box.wait(20ms);
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 15ms);
}

TEST(Mailbox, APushWakesTheSleeper) {
    mailbox<int> box{1};
    std::jthread producer{[&] {
        std::this_thread::sleep_for(20ms);  // so that the consumer mostly sleeps; right either way
        EXPECT_TRUE(box.try_push(7));
    }};
    std::vector<int> taken;
    const auto begin = std::chrono::steady_clock::now();
    while (box.drain(taken, 10) == 0)
        box.wait(10s);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
    EXPECT_EQ(taken, std::vector<int>{7});
}

// Several producers press against a small box while the consumer sleeps between batches: nothing is lost or doubled,
// each producer's order holds, and the box never holds more than its capacity.
TEST(Mailbox, LosesNothingUnderContention) {
    constexpr int PRODUCERS = 4;
    constexpr int COUNT = 20'000;
    constexpr size_t CAPACITY = 64;
    struct item {
        int producer;
        int number;
        std::string payload;
    };
    mailbox<item> box{CAPACITY};
    std::atomic<int> refused{0};
    std::vector<std::jthread> producers;
    for (int producer = 0; producer < PRODUCERS; ++producer) {
        producers.emplace_back([&box, &refused, producer] {
            for (int number = 0; number < COUNT; ++number) {
                while (!box.try_push({producer, number, "a text that lies on the heap, not in the string itself"})) {
                    ++refused;
                    std::this_thread::yield();
                }
            }
        });
    }
    std::vector<int> next(PRODUCERS, 0);
    std::vector<item> batch;
    for (int total = 0; total < PRODUCERS * COUNT;) {
        batch.clear();
        const auto count = box.drain(batch, 1000);
        if (count == 0) box.wait(1000ms);
        for (const auto& each : batch) {
            ASSERT_EQ(each.number, next[static_cast<size_t>(each.producer)]++);
            ASSERT_EQ(each.payload.size(), 54u);
        }
        total += static_cast<int>(count);
    }
    EXPECT_TRUE(box.is_empty());
    EXPECT_GT(refused.load(), 0) << "the box was never full: the test shows nothing";
}

}  // namespace
}  // namespace kaskad::net
