#include "store/projector.hpp"

#include "tests/store/databases.hpp"
#include "tests/store/failing_database.hpp"
#include "tests/store/random_groups.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <thread>
#include <utility>

namespace kaskad::store {
namespace {

using namespace testing;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

// A database that counts what it is asked for.
class counting_database : public failing_database {
  public:
    result<void> write(const batch& batch) override {
        ++writes;
        rows += batch.rows.size();
        if (during_write) std::exchange(during_write, {})();
        return failing_database::write(batch);
    }

    std::atomic<size_t> writes{0};
    std::atomic<size_t> rows{0};
    std::function<void()> during_write;  // of the next alone
};

class Projector : public ::testing::Test {
  protected:
    projector make(projector_options options = {}) {
        return projector{database_,
                         *database_.state(),
                         options,
                         {.on_projected = [this](uint64_t position) { reached_ = position; },
                          .on_trouble = [this](const std::string&) { ++troubles_; },
                          .on_recovered = [this] { ++recoveries_; }}};
    }

    // Without asking it to flush, as wait_until() does.
    static uint64_t reached_by_itself(const store::projector& projector, uint64_t wanted) {
        for (int i = 0; i < 30'000 && projector.position() < wanted; ++i)
            std::this_thread::sleep_for(1ms);
        return projector.position();
    }

    counting_database database_;
    random_groups groups_{11};
    std::atomic<uint64_t> reached_{0};
    std::atomic<int> troubles_{0};
    std::atomic<int> recoveries_{0};
};

TEST_F(Projector, WritesWhatWaitsAsOneBatch) {
    auto projector = make();
    for (int i = 0; i < 10; ++i)
        ASSERT_TRUE(projector.try_push(to_durable(groups_.next())));
    EXPECT_EQ(projector.lag_groups(), 10);
    EXPECT_GT(projector.lag_octets(), 0);
    EXPECT_EQ(projector.write_waiting().value(), true);
    EXPECT_EQ(database_.writes, 1);
    EXPECT_EQ(projector.position(), 10);
    EXPECT_EQ(reached_, 10);
    EXPECT_EQ(projector.lag_groups(), 0);
    EXPECT_EQ(projector.lag_octets(), 0);
    EXPECT_EQ(projector.write_waiting().value(), false);
}

TEST_F(Projector, EndsABatchAtItsLimits) {
    auto projector = make({.groups_per_batch_max = 4});
    for (int i = 0; i < 10; ++i)
        ASSERT_TRUE(projector.try_push(to_durable(groups_.next())));
    while (projector.write_waiting().value())
        continue;
    EXPECT_EQ(database_.writes, 3);

    group_maker maker;
    counting_database other;
    store::projector by_changes{other, *other.state(), {.octets_per_batch_max = 100}, {}};
    for (int i = 0; i < 4; ++i)
        ASSERT_TRUE(by_changes.try_push(to_durable(maker.make({put(facts::job{.id = 1}), put(facts::job{.id = 2})}))));
    while (by_changes.write_waiting().value())
        continue;
    EXPECT_EQ(other.writes, 2);
}

TEST_F(Projector, SaysNoWhenFullAndLeavesTheGroupAlone) {
    auto projector = make({.groups_waiting_max = 2});
    ASSERT_TRUE(projector.try_push(to_durable(groups_.next())));
    ASSERT_TRUE(projector.try_push(to_durable(groups_.next())));
    EXPECT_EQ(projector.fill_percent(), 100);
    auto third = to_durable(groups_.next());
    const auto octets = third.octets;
    ASSERT_FALSE(projector.try_push(std::move(third)));
    EXPECT_EQ(third.octets, octets);
    EXPECT_EQ(projector.lag_groups(), 2);
    ASSERT_TRUE(projector.write_waiting().value());
    EXPECT_TRUE(projector.try_push(std::move(third)));
}

TEST_F(Projector, IsFullByOctetsToo) {
    auto projector = make({.octets_waiting_max = 1});
    ASSERT_TRUE(projector.try_push(to_durable(groups_.next())));  // one must go in, however large
    EXPECT_FALSE(projector.try_push(to_durable(groups_.next())));
}

TEST_F(Projector, RepeatsAFailedWriteUntilItSucceeds) {
    auto projector = make();
    ASSERT_TRUE(projector.try_push(to_durable(groups_.next())));
    database_.fail_next_writes(2);
    EXPECT_FALSE(projector.write_waiting().has_value());
    EXPECT_EQ(projector.position(), 0);
    ASSERT_TRUE(projector.try_push(to_durable(groups_.next())));
    EXPECT_FALSE(projector.write_waiting().has_value());
    EXPECT_TRUE(projector.write_waiting().has_value());
    EXPECT_EQ(projector.position(), 1);  // the batch that failed, as it was
    EXPECT_TRUE(projector.write_waiting().value());
    EXPECT_EQ(database_.state()->position, 2);
}

// The database took the batch, and the answer was lost: repeated, it must not be there twice.
TEST_F(Projector, WritesOnceWhatWasWrittenWithoutAnswer) {
    memory_database plain;
    random_groups same{11};
    write(plain, same.next(5));
    auto projector = make();
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(projector.try_push(to_durable(groups_.next())));
    database_.fail_next_writes(1, true);
    EXPECT_FALSE(projector.write_waiting().has_value());
    EXPECT_TRUE(projector.write_waiting().has_value());
    EXPECT_EQ(canonical_of(database_), canonical_of(plain));
}

// Killed between the write and its report, the next process starts from the database and replays the rest.
TEST_F(Projector, GoesOnAfterACrashWhereTheDatabaseStands) {
    memory_database plain;
    random_groups same{11};
    write(plain, same.next(9));
    {
        auto projector = make();
        for (int i = 0; i < 5; ++i)
            ASSERT_TRUE(projector.try_push(to_durable(groups_.next())));
        database_.fail_next_writes(1, true);
        EXPECT_FALSE(projector.write_waiting().has_value());
    }
    auto projector = make();
    EXPECT_EQ(projector.position(), 5);
    for (int i = 0; i < 4; ++i)
        ASSERT_TRUE(projector.try_push(to_durable(groups_.next())));
    EXPECT_TRUE(projector.write_waiting().value());
    EXPECT_EQ(canonical_of(database_), canonical_of(plain));
}

TEST_F(Projector, CarriesEverythingOverOnItsThread) {
    auto projector = make({.groups_waiting_max = 8, .groups_per_batch_max = 5, .linger = 1ms});
    projector.start();
    for (int i = 0; i < 500; ++i)
        ASSERT_TRUE(projector.push(to_durable(groups_.next())));
    EXPECT_TRUE(projector.wait_until(500, 30s));
    EXPECT_EQ(projector.position(), 500);
    projector.stop();
    EXPECT_EQ(reached_, 500);
}

TEST_F(Projector, WritesAtOnceForAReaderThatWaits) {
    auto projector = make({.linger = 1h});
    projector.start();
    ASSERT_TRUE(projector.try_push(to_durable(groups_.next())));
    EXPECT_TRUE(projector.wait_until(1, 30s));
    EXPECT_FALSE(projector.wait_until(2, 1ms));
}

// The reader's barrier can be faster than the group it names.
TEST_F(Projector, WritesAtOnceWhatComesAfterItWasAskedFor) {
    auto projector = make({.linger = 1h});
    projector.start();
    projector.flush_to(2);
    ASSERT_TRUE(projector.try_push(to_durable(groups_.next())));
    ASSERT_TRUE(projector.try_push(to_durable(groups_.next())));
    EXPECT_EQ(reached_by_itself(projector, 2), 2);
}

// A group turned away at the stop was followed by one that left a gap, which stopped the process.
TEST_F(Projector, TurnsEveryGroupAwayOnceItStops) {
    auto projector = make({.groups_waiting_max = 2, .linger = 0ms, .retry_delay_min = 1h, .retry_delay_max = 1h});
    database_.fail_next_writes(1'000'000);
    projector.start();
    std::thread journal{[&] {
        while (projector.push(to_durable(groups_.next())))
            continue;
        EXPECT_FALSE(projector.push(to_durable(groups_.next())));
    }};
    while (projector.fill_percent() < 100)
        std::this_thread::sleep_for(1ms);
    projector.stop();
    journal.join();
}

TEST_F(Projector, CoalescesTheStepsOfAMessageWhileItLingers) {
    auto projector = make({.linger = 1h});
    projector.start();
    group_maker maker;
    for (uint64_t done = 1; done <= 50; ++done)
        ASSERT_TRUE(projector.try_push(to_durable(maker.make({put(facts::job{.id = 1, .done = done})}))));
    EXPECT_TRUE(projector.wait_until(50, 30s));
    EXPECT_EQ(database_.writes, 1);
    EXPECT_EQ(database_.rows, 1);
}

// One behind the other, writing and lingering left the database further behind than either has to.
TEST_F(Projector, DoesNotLingerForWhatWaitedWhileItWrote) {
    std::atomic<int> hours{0};
    auto projector = make({.linger = 1h, .now = [&] { return steady_clock::time_point{std::chrono::hours{hours}}; }});
    database_.during_write = [&] {
        hours += 2;
        EXPECT_TRUE(projector.try_push(to_durable(groups_.next())));
    };
    ASSERT_TRUE(projector.try_push(to_durable(groups_.next())));
    projector.flush_to(1);
    projector.start();
    EXPECT_EQ(reached_by_itself(projector, 2), 2);
}

TEST_F(Projector, WritesTheRestWhenItStops) {
    auto projector = make({.linger = 1h});
    projector.start();
    for (int i = 0; i < 20; ++i)
        ASSERT_TRUE(projector.try_push(to_durable(groups_.next())));
    projector.stop();
    EXPECT_EQ(database_.state()->position, 20);
}

TEST_F(Projector, SaysThatItIsInTroubleAndThatItIsOver) {
    auto projector = make({.linger = 0ms, .retry_delay_min = 1ms, .retry_delay_max = 2ms});
    database_.fail_next_writes(3);
    projector.start();
    ASSERT_TRUE(projector.try_push(to_durable(groups_.next())));
    EXPECT_TRUE(projector.wait_until(1, 30s));
    projector.stop();
    EXPECT_EQ(troubles_, 3);
    EXPECT_EQ(recoveries_, 1);
    EXPECT_FALSE(projector.is_in_trouble());
}

TEST_F(Projector, GivesUpInsteadOfHangingWhenItStopsInTrouble) {
    auto projector = make({.linger = 0ms, .retry_delay_min = 1h, .retry_delay_max = 1h});
    database_.fail_next_writes(1'000'000);
    projector.start();
    ASSERT_TRUE(projector.try_push(to_durable(groups_.next())));
    EXPECT_FALSE(projector.wait_until(1, 20ms));
    projector.stop();
    EXPECT_EQ(database_.state()->position, 0);
}

}  // namespace
}  // namespace kaskad::store
