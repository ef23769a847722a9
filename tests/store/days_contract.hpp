#pragma once

#include "store/view.hpp"
#include "tests/store/database_contract.hpp"

// What every database keeps of days. Included by the files that include the rest of the contract.

namespace kaskad::store::testing {

// Two on one day, one on the next; the database is opened anew in between.
TEST_P(Database, KeepsTheRootOfEachDay) {
    constexpr int64_t DAY = 86'400'000;
    const auto book = [&](uint64_t sequence, int64_t utc_ms) {
        write({put(billing::posting{.sequence = sequence, .booked_utc_ms = utc_ms})});
    };
    book(1, 20'000 * DAY);
    subject_->reopen();
    book(2, 20'000 * DAY + 5);
    book(3, 20'001 * DAY);

    const auto view = database_->make_view();
    ASSERT_TRUE(view.has_value());
    const snapshot still{**view};
    const auto days = (*view)->days({});
    ASSERT_EQ(days.size(), 2);
    EXPECT_EQ(days[0].day, 20'000u);
    EXPECT_EQ(days[0].first, 1u);
    EXPECT_EQ(days[0].last, 2u);
    billing::merkle_tree tree;
    const auto stored = database_->rows(facts::table_of(facts::record{billing::posting{}}));
    for (size_t place = 0; place < 2; ++place)
        tree.add(std::get<billing::posting>(*facts::decode_record((*stored)[place].octets)).hash);
    EXPECT_EQ(days[0].root, tree.root());
    EXPECT_EQ(days[1].head, database_->state()->postings.hash);
    EXPECT_EQ(database_->state()->postings.day, days[1]);
    EXPECT_EQ((*view)->days({.from = 20'001, .to = 20'001}), std::vector{days[1]});
    EXPECT_TRUE((*view)->days({.from = 20'002}).empty());
}

TEST_P(Database, TakesRootsOfDaysThatAreBookedAlready) {
    write({put(billing::posting{.sequence = 1, .booked_utc_ms = 5})});
    auto day = database_->state()->postings.day;
    day.day = 7;
    ASSERT_TRUE(database_->put_days(std::vector{day}).has_value());
    EXPECT_EQ(database_->state()->postings.day, day);
    EXPECT_EQ(database_->state()->position, 1u);
}

}  // namespace kaskad::store::testing
