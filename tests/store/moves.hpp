#pragma once

#include "store/table_move.hpp"
#include "tests/store/databases.hpp"
#include "tests/store/random_groups.hpp"

#include <gtest/gtest.h>

// What one database must be after everything of another was moved into it.

namespace kaskad::store::testing {

inline bool go_on(const database_tally&) {
    return true;
}

// Moves, counts what came, and lets it count.
inline void move(view& from, const database_state& state, any_database& into, view& copy) {
    const auto moved = move_tables(from, *into, go_on);
    ASSERT_TRUE(moved.has_value()) << moved.error().text;
    const auto counted = tally(copy, go_on);
    ASSERT_TRUE(counted.has_value()) << counted.error().text;
    EXPECT_EQ(difference(*moved, *counted), std::nullopt);
    ASSERT_TRUE(finish_move(*into, state).has_value());
}

inline std::string postings_of(database& from) {
    const auto reader = from.make_reader();
    std::string text;
    for (uint64_t message = 1; message <= 20; ++message) {
        for (const auto& posting : *(*reader)->read_postings({message}))
            text += std::to_string(message) + " " + std::to_string(posting.sequence) + "\n";
    }
    return text;
}

// The same in all that can be asked, and still so when the same groups come to both.
inline void expect_equal(database& left, database& right, random_groups& source) {
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(canonical_of(left), canonical_of(right));
        EXPECT_EQ(postings_of(left), postings_of(right));
        const auto one = left.load_start();
        const auto other = right.load_start();
        ASSERT_TRUE(one.has_value() && other.has_value());
        EXPECT_EQ(one->idempotency, other->idempotency);
        EXPECT_EQ(one->queues.size(), other->queues.size());
        EXPECT_EQ(one->in_flight.size(), other->in_flight.size());
        const auto groups = source.next(40);
        write(left, groups);
        write(right, groups);
    }
}

}  // namespace kaskad::store::testing
