#include "net/shard.hpp"

#include "net/timer.hpp"
#include "net/wakeup.hpp"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <vector>

namespace kaskad::net {
namespace {

using namespace std::chrono_literals;

TEST(Shard, RunsInOrderOnOneThreadOfItsOwn) {
    shard home{"test"};
    home.start();
    std::vector<int> order;
    std::promise<std::thread::id> last;
    EXPECT_FALSE(home.is_current());
    for (int i = 0; i < 100; ++i)
        home.post([&order, i] { order.push_back(i); });
    home.post([&] {
        EXPECT_TRUE(home.is_current());
        last.set_value(std::this_thread::get_id());
    });
    EXPECT_NE(last.get_future().get(), std::this_thread::get_id());
    home.stop();
    ASSERT_EQ(order.size(), 100u);
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(order[static_cast<size_t>(i)], i);
}

TEST(Shard, RunsInlineWithoutAThread) {
    shard home{"test"};
    int count = 0;
    home.post([&] { home.dispatch([&] { ++count; }); });
    EXPECT_EQ(count, 0);
    EXPECT_EQ(home.poll(), 1u);
    EXPECT_EQ(count, 1);
    EXPECT_FALSE(home.run_until([] { return false; }, 10ms));
}

TEST(Timer, FiresOnceAndCanBeMovedLaterEarlierAndAway) {
    shard home{"test"};
    int fired = 0;
    timer watch{home.get_executor(), [&] { ++fired; }};
    watch.expire_after(10ms);
    watch.expire_after(60ms);
    const auto begin = clock::now();
    EXPECT_TRUE(home.run_until([&] { return fired > 0; }, 5s));
    EXPECT_GE(clock::now() - begin, 55ms);

    watch.expire_after(1h);
    watch.expire_after(1ms);
    EXPECT_TRUE(home.run_until([&] { return fired == 2; }, 5s));

    watch.expire_after(1ms);
    watch.cancel();
    EXPECT_FALSE(home.run_until([&] { return fired > 2; }, 20ms));
    EXPECT_EQ(watch.due(), clock::time_point::max());
}

TEST(Timer, NeverFiresAfterItsDestruction) {
    shard home{"test"};
    bool fired = false;
    auto first = std::make_unique<timer>(home.get_executor(), [&] { fired = true; });
    // Both expire in the same turn: the first to run destroys the other, whose completion is queued already.
    std::unique_ptr<timer> second;
    timer killer{home.get_executor(), [&] { second.reset(); }};
    second = std::make_unique<timer>(home.get_executor(), [&] { fired = true; });
    first->expire_after(1ms);
    killer.expire_after(1ms);
    second->expire_after(1ms);
    first.reset();
    std::this_thread::sleep_for(5ms);
    EXPECT_FALSE(home.run_until([&] { return fired; }, 20ms));
}

task<void> count_wakeups(std::shared_ptr<wakeup> sleep, int* count) {
    for (;;) {
        co_await sleep->wait();
        ++*count;
    }
}

TEST(Wakeup, LosesNoNotificationAndFoldsSeveral) {
    int count = 0;
    shard home{"test"};
    auto sleep = std::make_shared<wakeup>(home.get_executor());
    sleep->notify();
    spawn(home.get_executor(), count_wakeups(sleep, &count));
    EXPECT_TRUE(home.run_until([&] { return count == 1; }, 5s));
    home.poll();
    sleep->notify();
    sleep->notify();
    EXPECT_TRUE(home.run_until([&] { return count == 2; }, 5s));
    EXPECT_FALSE(home.run_until([&] { return count > 2; }, 10ms));
}

}  // namespace
}  // namespace kaskad::net
