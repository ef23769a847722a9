#include "core/id.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <unordered_set>

namespace kaskad::core {

namespace {

constexpr int64_t SOME_TIME = MESSAGE_EPOCH_MS + 12'345'678;

uint32_t node_of(message_id id) {
    return static_cast<uint32_t>(id.value >> 12) & NODE_MAX;
}

}  // namespace

TEST(CoreId, ZeroIsNone) {
    EXPECT_FALSE(client_id{});
    EXPECT_TRUE(client_id{1});
}

TEST(CoreMessageId, HoldsTimeNodeAndSequence) {
    const auto id = make_message_id(SOME_TIME, 5, 77);
    EXPECT_EQ(id.value, uint64_t{12'345'678} << 22 | 5u << 12 | 77u);
    EXPECT_EQ(utc_ms_of(id), SOME_TIME);
    EXPECT_EQ(node_of(id), 5u);
}

TEST(CoreMessageId, UsesAllBitsAndNoMore) {
    constexpr int64_t LAST_TIME = MESSAGE_EPOCH_MS + (int64_t{1} << 41) - 1;
    const auto last = make_message_id(LAST_TIME, NODE_MAX, SEQUENCE_MAX);
    EXPECT_EQ(last.value, uint64_t{std::numeric_limits<int64_t>::max()});
    EXPECT_EQ(utc_ms_of(last), LAST_TIME);
    EXPECT_EQ(parse_message_id(to_string(last)), last);
}

// A clock that stands before 2025 must not give the id 0 or a negative time.
TEST(CoreMessageId, ATimeBeforeTheEpochIsTheFirstMillisecond) {
    for (const int64_t utc_ms : {MESSAGE_EPOCH_MS, MESSAGE_EPOCH_MS - 1, int64_t{0}, int64_t{-5}}) {
        EXPECT_EQ(utc_ms_of(make_message_id(utc_ms, 0, 0)), MESSAGE_EPOCH_MS + 1);
    }
}

TEST(CoreMessageIdDeathTest, NodeAndSequenceAreBounded) {
    EXPECT_DEATH((void)make_message_id(SOME_TIME, NODE_MAX + 1, 0), "NODE_MAX");
    EXPECT_DEATH((void)make_message_id(SOME_TIME, 0, SEQUENCE_MAX + 1), "SEQUENCE_MAX");
    EXPECT_DEATH((void)make_message_id(MESSAGE_EPOCH_MS + (int64_t{1} << 41), 0, 0), "assertion failed");
}

TEST(CoreMessageId, ReadsItsOwnDecimalForm) {
    const auto id = make_message_id(SOME_TIME, 1, 2);
    EXPECT_EQ(parse_message_id(to_string(id)), id);
    EXPECT_EQ(parse_message_id("1"), message_id{1});
}

TEST(CoreMessageId, RefusesWhatIsNone) {
    for (const auto text :
         {"", "0", "01", "-1", "+1", " 1", "1 ", "1a", "0x10", "9223372036854775808", "12345678901234567890", "1.0"}) {
        EXPECT_FALSE(parse_message_id(text).has_value()) << text;
    }
    EXPECT_EQ(parse_message_id("9223372036854775807")->value, uint64_t{std::numeric_limits<int64_t>::max()});
}

TEST(CoreMessageIdSource, RisesWhateverTheClockDoes) {
    message_id_source source{3};
    message_id last;
    for (const int64_t step : {0, 0, 1, -5000, 0, 7, -1, 60'000, 0, -60'000, 0}) {
        const auto next = source.next(SOME_TIME + step);
        EXPECT_GT(next, last) << "step " << step;
        EXPECT_EQ(node_of(next), 3u);
        EXPECT_EQ(source.last(), next);
        last = next;
    }
    EXPECT_EQ(utc_ms_of(last), SOME_TIME + 60'000);
}

TEST(CoreMessageIdSource, BorrowsTheNextMillisecondWhenTheSequenceIsUsedUp) {
    message_id_source source{3};
    message_id last;
    std::unordered_set<message_id> seen;
    for (uint32_t count = 0; count < 3 * (SEQUENCE_MAX + 1); ++count) {
        last = source.next(SOME_TIME);
        EXPECT_EQ(node_of(last), 3u);
        EXPECT_TRUE(seen.insert(last).second);
    }
    EXPECT_EQ(utc_ms_of(last), SOME_TIME + 2);
    EXPECT_EQ(source.next(SOME_TIME + 3), make_message_id(SOME_TIME + 3, 3, 0));
}

TEST(CoreMessageIdSource, GoesOnAfterTheLastIdOfARestart) {
    const auto last = make_message_id(SOME_TIME, 3, 9);
    message_id_source source{3, last};
    EXPECT_EQ(source.next(SOME_TIME - 1000), make_message_id(SOME_TIME, 3, 10));
}

}  // namespace kaskad::core
