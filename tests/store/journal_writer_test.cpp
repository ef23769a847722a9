#include "store/journal_writer.hpp"

#include "engine/facts/codec.hpp"
#include "store/memory_journal.hpp"
#include "tests/store/databases.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kaskad::store {
namespace {

using namespace testing;
using namespace std::chrono_literals;
using ::testing::ElementsAre;

using effects = std::vector<int>;
using writer = journal_writer<effects>;

// A journal that counts its syncs.
class counting_journal : public memory_journal {
  public:
    result<void> append(std::span<const journal_entry> entries) override {
        ++appends;
        return memory_journal::append(entries);
    }

    std::atomic<int> appends{0};
};

class JournalWriter : public ::testing::Test {
  protected:
    std::unique_ptr<writer> make(journal_writer_options options = {}) {
        return std::make_unique<writer>(
            journal_, options,
            journal_writer_events<effects>{.on_durable =
                                               [this](durable_group&& group, effects&& effects) {
                                                   // Nothing may leave that the journal does not hold.
                                                   EXPECT_LE(group.position, journal_.last_position());
                                                   gone_.insert(gone_.end(), effects.begin(), effects.end());
                                                   ++durable_;
                                               },
                                           .on_trouble = [this](const std::string&) { ++troubles_; },
                                           .on_recovered = [this] { ++recoveries_; }});
    }

    sealed_group<effects> sealed(int effect) { return {.group = groups_.make({}), .effects = {effect}}; }
    static sealed_group<effects> without_facts(int effect) { return {.group = {}, .effects = {effect}}; }

    static bool wait_for(const std::function<bool()>& condition) {
        for (int i = 0; i < 30'000; ++i) {
            if (condition()) return true;
            std::this_thread::sleep_for(1ms);
        }
        return false;
    }

    counting_journal journal_;
    group_maker groups_;
    effects gone_;
    std::atomic<int> durable_{0};
    std::atomic<int> troubles_{0};
    std::atomic<int> recoveries_{0};
};

TEST_F(JournalWriter, AppendsAllThatWaitsWithOneSyncAndThenLetsTheEffectsGo) {
    const auto writer = make();
    for (int i = 1; i <= 5; ++i)
        ASSERT_TRUE(writer->try_push(sealed(i)));
    EXPECT_THAT(gone_, ElementsAre());
    ASSERT_TRUE(writer->commit().value());
    EXPECT_EQ(journal_.appends, 1);
    EXPECT_EQ(writer->position(), 5);
    EXPECT_EQ(journal_.last_position(), 5);
    EXPECT_THAT(gone_, ElementsAre(1, 2, 3, 4, 5));
    EXPECT_FALSE(writer->commit().value());
}

TEST_F(JournalWriter, WritesGroupsThatDecodeAsTheyWere) {
    const auto writer = make();
    ASSERT_TRUE(writer->try_push({.group = groups_.make({put(facts::job{.id = 5})}, {7}), .effects = {}}));
    ASSERT_TRUE(writer->commit().value());
    ASSERT_TRUE(journal_.replay(1, [](const journal_entry& entry) {
        const auto group = facts::decode_group(entry.octets);
        ASSERT_TRUE(group.has_value());
        EXPECT_EQ(group->position, 1);
        EXPECT_EQ(group->facts[0].message.value, 7);
        EXPECT_EQ(std::get<facts::job>(group->facts[0].changes[0].after).id, 5);
    }));
}

TEST_F(JournalWriter, PassesGroupsWithoutFactsThroughInTheirPlace) {
    const auto writer = make();
    ASSERT_TRUE(writer->try_push(without_facts(1)));
    ASSERT_TRUE(writer->try_push(sealed(2)));
    ASSERT_TRUE(writer->try_push(without_facts(3)));
    ASSERT_TRUE(writer->commit().value());
    EXPECT_THAT(gone_, ElementsAre(1, 2, 3));
    EXPECT_EQ(journal_.last_position(), 1);

    ASSERT_TRUE(writer->try_push(without_facts(4)));
    ASSERT_TRUE(writer->commit().value());
    EXPECT_EQ(journal_.appends, 1);  // nothing to write, nothing to sync
}

TEST_F(JournalWriter, HoldsEffectsBackUntilARepeatedAppendIsConfirmed) {
    for (const auto fault : {journal_fault::refused, journal_fault::unknown_kept, journal_fault::unknown_part}) {
        const auto writer = make();
        gone_.clear();
        const auto before = journal_.last_position();
        journal_.fail_next(fault, 2);
        ASSERT_TRUE(writer->try_push(sealed(1)));
        ASSERT_TRUE(writer->try_push(sealed(2)));
        EXPECT_FALSE(writer->commit().has_value());
        ASSERT_TRUE(writer->try_push(sealed(3)));
        EXPECT_FALSE(writer->commit().has_value());
        EXPECT_THAT(gone_, ElementsAre());
        ASSERT_TRUE(writer->commit().value());
        EXPECT_THAT(gone_, ElementsAre(1, 2));  // the append that failed, as it was
        ASSERT_TRUE(writer->commit().value());
        EXPECT_THAT(gone_, ElementsAre(1, 2, 3));
        EXPECT_EQ(journal_.last_position(), before + 3);
    }
}

TEST_F(JournalWriter, SaysNoWhenFullAndLeavesTheValueAlone) {
    const auto writer = make({.groups_waiting_max = 2});
    ASSERT_TRUE(writer->try_push(sealed(1)));
    ASSERT_TRUE(writer->try_push(sealed(2)));
    auto third = sealed(3);
    ASSERT_FALSE(writer->try_push(std::move(third)));
    EXPECT_THAT(third.effects, ElementsAre(3));
    EXPECT_EQ(writer->fill_percent(), 100);
    ASSERT_TRUE(writer->commit().value());
    EXPECT_TRUE(writer->try_push(std::move(third)));
}

TEST_F(JournalWriter, EndsACommitAtItsLimit) {
    const auto writer = make({.groups_per_commit_max = 2});
    for (int i = 1; i <= 5; ++i)
        ASSERT_TRUE(writer->try_push(sealed(i)));
    while (writer->commit().value())
        continue;
    EXPECT_EQ(journal_.appends, 3);
}

TEST_F(JournalWriter, KeepsOrderOnItsThread) {
    const auto writer = make({.groups_waiting_max = 16});
    writer->start();
    effects expected;
    for (int i = 0; i < 2000; ++i) {
        auto value = i % 3 == 0 ? without_facts(i) : sealed(i);
        ASSERT_TRUE(wait_for([&] { return writer->try_push(std::move(value)); }));
        expected.push_back(i);
    }
    writer->stop();
    EXPECT_EQ(gone_, expected);
    EXPECT_EQ(writer->position(), journal_.last_position());
}

TEST_F(JournalWriter, RepeatsByItselfAndTellsOfIt) {
    const auto writer = make({.retry_delay_min = 1ms, .retry_delay_max = 2ms});
    journal_.fail_next(journal_fault::refused, 3);
    writer->start();
    ASSERT_TRUE(writer->try_push(sealed(1)));
    EXPECT_TRUE(wait_for([&] { return durable_ == 1; }));
    writer->stop();
    EXPECT_EQ(troubles_, 3);
    EXPECT_EQ(recoveries_, 1);
}

TEST_F(JournalWriter, GivesUpInsteadOfHangingWhenItStopsInTrouble) {
    const auto writer = make({.retry_delay_min = 1h, .retry_delay_max = 1h});
    journal_.fail_next(journal_fault::refused, 1'000'000);
    writer->start();
    ASSERT_TRUE(writer->try_push(sealed(1)));
    EXPECT_TRUE(wait_for([&] { return writer->is_in_trouble(); }));
    writer->stop();
    EXPECT_THAT(gone_, ElementsAre());
}

TEST_F(JournalWriter, TrimsWhenAsked) {
    const auto writer = make();
    writer->start();
    for (int i = 1; i <= 4; ++i)
        ASSERT_TRUE(writer->try_push(sealed(i)));
    EXPECT_TRUE(wait_for([&] { return durable_ == 4; }));
    const auto before = writer->journal_bytes();
    EXPECT_GT(before, 0);
    writer->trim(3);
    EXPECT_TRUE(wait_for([&] { return writer->journal_bytes() < before; }));
    writer->stop();
    EXPECT_EQ(journal_.first_position(), 4);
}

}  // namespace
}  // namespace kaskad::store
