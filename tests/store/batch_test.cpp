#include "store/batch.hpp"

#include "store/record_access.hpp"
#include "tests/store/databases.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace kaskad::store {
namespace {

using namespace testing;

std::vector<facts::group> groups_of(facts::group first, facts::group second) {
    std::vector<facts::group> groups;
    groups.push_back(std::move(first));
    groups.push_back(std::move(second));
    return groups;
}

batch folded(const std::vector<facts::group>& groups, const billing::books_end& head) {
    return *fold(to_durable(groups), head);
}

TEST(Batch, KeepsTheLastValueOfEachKey) {
    group_maker groups;
    auto first = groups.make({put(facts::job{.id = 1, .done = 1}), put(facts::job{.id = 2, .done = 5})});
    auto second = groups.make({put(facts::job{.id = 1, .done = 2}), put(facts::job{.id = 1, .done = 3})});
    const auto made = folded(groups_of(std::move(first), std::move(second)), {});
    EXPECT_EQ(made.first_position, 1);
    EXPECT_EQ(made.position, 2);
    EXPECT_EQ(made.now.steady_ms, 2);
    ASSERT_EQ(made.rows.size(), 2);
    EXPECT_EQ(decode_as<facts::job>(made.rows[0].record).done, 3);
    EXPECT_EQ(decode_as<facts::job>(made.rows[1].record).done, 5);
}

TEST(Batch, NeverWritesARowThatWasBornAndIsGone) {
    group_maker groups;
    auto first = groups.make({put(facts::event{.endpoint = {1}, .sequence = 1})});
    auto second = groups.make({gone(facts::event{.endpoint = {1}, .sequence = 1})});
    const auto made = folded(groups_of(std::move(first), std::move(second)), {});
    ASSERT_EQ(made.rows.size(), 1);
    EXPECT_TRUE(made.rows[0].gone);
}

TEST(Batch, WritesARowThatIsGoneAndBackAgain) {
    group_maker groups;
    auto first = groups.make({gone(facts::job{.id = 1})});
    auto second = groups.make({put(facts::job{.id = 1, .done = 9})});
    const auto made = folded(groups_of(std::move(first), std::move(second)), {});
    ASSERT_EQ(made.rows.size(), 1);
    EXPECT_EQ(decode_as<facts::job>(made.rows[0].record).done, 9);
}

TEST(Batch, SortsByTableAndKey) {
    group_maker groups;
    const auto made = folded(
        groups_of(groups.make({put(facts::node{.number = 1}), put(facts::message{.id = {300}})}),
                  groups.make({put(facts::message{.id = {2}}), put(facts::job{.id = 256}), put(facts::job{.id = 3})})),
        {});
    EXPECT_TRUE(std::ranges::is_sorted(made.rows, {}, [](const row& row) { return std::pair{row.table, row.key}; }));
    EXPECT_EQ(decode_as<facts::message>(made.rows[0].record).id.value, 2);
}

TEST(Batch, TellsOneKeyInTwoTablesApart) {
    group_maker groups;
    std::vector<facts::group> one;
    one.push_back(groups.make({put(facts::message{.id = {1}}), put(facts::message_text{.id = {1}})}));
    EXPECT_EQ(folded(std::move(one), {}).rows.size(), 2);
}

TEST(Batch, KeepsEveryFactOfAMessageInOrder) {
    group_maker groups;
    auto made = folded(groups_of(groups.make({}, {9}), groups.make({}, {8})), {});
    ASSERT_EQ(made.history.size(), 2);
    EXPECT_EQ(made.history[0].message.value, 8);
    made = folded(groups_of(groups.make({}, {9}), groups.make({}, {9})), {});
    ASSERT_EQ(made.history.size(), 1);
    const auto history = facts::decode_history(made.history[0].facts);
    ASSERT_EQ(history->entries.size(), 2);
    EXPECT_EQ(history->entries[1].note, "step 4");
}

TEST(Batch, ChainsPostingsOnToTheHead) {
    group_maker groups;
    const auto first = billing::make_posting({}, 1, {1}, {billing::transfer{}});
    auto made = folded(groups_of(groups.make({put(billing::posting{.sequence = 2})}),
                                 groups.make({put(billing::posting{.sequence = 3})})),
                       {billing::head_of(first), {}});
    std::vector<billing::posting> rows{first};
    for (const auto& row : made.rows)
        rows.push_back(decode_as<billing::posting>(row.record));
    const auto head = billing::verify_chain({}, rows);
    ASSERT_TRUE(head.has_value());
    EXPECT_EQ(*head, made.postings);
}

TEST(BatchDeathTest, StopsAtAGapInThePostings) {
    group_maker groups;
    std::vector<facts::group> one;
    one.push_back(groups.make({put(billing::posting{.sequence = 2})}));
    EXPECT_DEATH(folded(one, {}), "sequence");
}

}  // namespace
}  // namespace kaskad::store
