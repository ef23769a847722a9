#include "billing/day_root.hpp"

#include <gtest/gtest.h>

// Days' roots, made posting by posting, against trees over all of a day's postings at once.

namespace kaskad::billing {

namespace {

constexpr int64_t DAY_MS = 86'400'000;
constexpr uint32_t MONDAY = 20'000;

class chain {
  public:
    posting book(int64_t utc_ms) {
        const transfer line{.currency = core::currency{{'E', 'U', 'R'}}, .amount = {5}};
        const auto row = make_posting(head_, utc_ms, {}, {line});
        head_ = head_of(row);
        return row;
    }

  private:
    chain_head head_;
};

std::vector<posting> booked(const std::vector<int64_t>& times) {
    chain books;
    std::vector<posting> rows;
    for (const auto at : times)
        rows.push_back(books.book(at));
    return rows;
}

int64_t at(uint32_t day, int64_t ms = 0) {
    return day * DAY_MS + ms;
}

std::vector<day_root> made(const std::vector<posting>& rows) {
    day_roots days{day_root{}};
    for (const auto& row : rows)
        days.take(row);
    return days.finish();
}

digest root_of(const std::vector<posting>& rows, size_t from, size_t to) {
    merkle_tree tree;
    for (size_t place = from; place < to; ++place)
        tree.add(rows[place].hash);
    return tree.root();
}

}  // namespace

TEST(BillingDayRoot, EachDayHasTheTreeOfItsPostings) {
    const auto rows = booked({at(MONDAY), at(MONDAY, DAY_MS - 1), at(MONDAY, 7), at(MONDAY + 1), at(MONDAY + 4, 5)});
    const auto days = made(rows);
    ASSERT_EQ(days.size(), 3u);
    EXPECT_EQ(days[0].day, MONDAY);
    EXPECT_EQ(days[0].first, 1u);
    EXPECT_EQ(days[0].last, 3u);
    EXPECT_EQ(days[0].postings(), 3u);
    EXPECT_EQ(days[0].head, rows[2].hash);
    EXPECT_EQ(days[0].root, root_of(rows, 0, 3));
    EXPECT_EQ(days[1].root, root_of(rows, 3, 4));
    EXPECT_EQ(days[2].day, MONDAY + 4);
    EXPECT_EQ(days[2].first, 5u);
}

TEST(BillingDayRoot, AClockThatWasSetBackOpensNoDayAgain) {
    const auto days = made(booked({at(MONDAY + 1), at(MONDAY, 5), at(MONDAY + 1, 9)}));
    ASSERT_EQ(days.size(), 1u);
    EXPECT_EQ(days[0].day, MONDAY + 1);
    EXPECT_EQ(days[0].postings(), 3u);
}

// However often it stops and goes on from what is kept of the open day.
TEST(BillingDayRoot, GoesOnInTheOpenDay) {
    std::vector<int64_t> times;
    for (int64_t count = 0; count < 40; ++count)
        times.push_back(at(MONDAY, count * DAY_MS / 15));
    const auto rows = booked(times);
    const auto whole = made(rows);
    ASSERT_EQ(whole.size(), 3u);
    for (size_t step = 1; step <= 20; ++step) {
        std::vector<day_root> last_of_each(3);
        day_root open;
        for (size_t from = 0; from < rows.size(); from += step) {
            day_roots days{open};
            for (size_t place = from; place < std::min(rows.size(), from + step); ++place)
                days.take(rows[place]);
            for (const auto& day : days.finish())
                last_of_each.at(day.day - MONDAY) = open = day;
        }
        EXPECT_EQ(last_of_each, whole) << step;
    }
}

TEST(BillingDayRoot, TellsOnlyOfDaysThatChanged) {
    const auto rows = booked({at(MONDAY), at(MONDAY)});
    day_roots days{day_root{}};
    EXPECT_TRUE(days.finish().empty());
    days.take(rows[0]);
    EXPECT_EQ(days.finish().size(), 1u);
    EXPECT_TRUE(days.finish().empty());
    days.take(rows[1]);
    EXPECT_EQ(days.finish().at(0).postings(), 2u);
}

TEST(BillingDayRoot, AWildClockHasADayToo) {
    EXPECT_EQ(day_of(-5), 0u);
    EXPECT_EQ(day_of(INT64_MAX), UINT32_MAX);
}

TEST(BillingDayRoot, SaysWhatIsWrongWithAKeptOne) {
    const auto day = made(booked({at(MONDAY), at(MONDAY)})).at(0);
    EXPECT_EQ(difference(day, day), "");
    auto kept = day;
    kept.last = 3;
    EXPECT_EQ(difference(kept, day), "the kept root of 2024-10-04 is of postings 1 to 3, that day has postings 1 to 2");
    kept = day;
    kept.head[0] ^= 1;
    EXPECT_EQ(difference(kept, day), "the kept root of 2024-10-04 names another last posting than the day has");
    kept = day;
    kept.root[0] ^= 1;
    EXPECT_EQ(difference(kept, day), "postings 1 to 2 of 2024-10-04 make the root " + to_string(day.root) +
                                         ", kept is " + to_string(kept.root));
    kept = day;
    kept.peaks[0][0] ^= 1;
    EXPECT_EQ(difference(kept, day), "the kept root of 2024-10-04 would go on from another tree");
}

}  // namespace kaskad::billing
