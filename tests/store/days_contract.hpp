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

// One message in April and one in May; the clock's day goes with them, as generations do.
TEST_P(Database, DropsMessagesAndKeepsTheSeal) {
    constexpr int64_t MAY = 1'777'593'600'000;  // 2026-05-01
    const auto early = core::make_message_id(MAY - 5'000, 1, 0);
    const auto late = core::make_message_id(MAY + 5'000, 1, 0);
    for (const auto id : {early, late}) {
        auto group = groups_.make(
            {put(facts::message{.id = id, .recipient = "49151"}), put(facts::message_text{.id = id, .text = "hi"}),
             put(facts::attempt_decision{.message = id, .attempt = 2}),
             put(facts::operator_message{.link = {3}, .key = "a", .message = id, .part = 1})},
            id);
        group.now.utc_ms = core::utc_ms_of(id);
        testing::write(*database_, std::move(group));
    }
    EXPECT_LE(database_->droppable(early)->value, early.value) << "nothing that is wanted";
    const auto before = database_->droppable(core::make_message_id(MAY, 0, 0));
    ASSERT_TRUE(before.has_value());
    EXPECT_GT(*before, early);
    EXPECT_LE(*before, core::make_message_id(MAY, 0, 0));
    const billing::seal seal{.number = 1, .before = *before, .totals = "a,b\r\n", .hash = {9}};
    ASSERT_TRUE(database_->drop_messages(seal).has_value());

    for (int round = 0; round < 2; ++round) {
        const auto gone = read(early);
        EXPECT_FALSE(gone.message.has_value());
        EXPECT_FALSE(gone.text.has_value());
        EXPECT_THAT(gone.history, IsEmpty());
        EXPECT_THAT(gone.decisions, IsEmpty());
        const auto kept = read(late);
        EXPECT_EQ(kept.text, "hi");
        EXPECT_EQ(kept.history.size(), 1 + static_cast<size_t>(round));
        EXPECT_EQ(fetched(*database_, facts::fetch_operator_id{{3}, {"a"}}).size(), 3);
        const auto view = database_->make_view();
        const snapshot still{**view};
        EXPECT_EQ((*view)->seals(), std::vector{seal});
        // It goes on, also about what is gone.
        if (round == 0) write({put(facts::message{.id = late, .parts = 2})}, late);
    }
    write({}, early);
    EXPECT_THAT(read(early).history, IsEmpty());
    EXPECT_EQ(read(late).message->parts, 2);
}

}  // namespace kaskad::store::testing
