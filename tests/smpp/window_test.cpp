#include "smpp/window.hpp"

#include "smpp/sequence.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>

namespace kaskad::smpp {

namespace {

window::request request(uint32_t sequence_number, int64_t deadline_ms = 0) {
    return {sequence_number, command_id::submit_sm, uint64_t{sequence_number} * 10, 0, 0, deadline_ms};
}

}  // namespace

TEST(SmppWindow, HoldsExactlyItsCapacity) {
    window requests{3};
    for (uint32_t number = 1; number <= 3; ++number) {
        EXPECT_FALSE(requests.is_full());
        requests.add(request(number));
    }
    EXPECT_TRUE(requests.is_full());
    EXPECT_EQ(requests.size(), 3U);
    EXPECT_TRUE(requests.take(2).has_value());
    EXPECT_FALSE(requests.is_full());
}

TEST(SmppWindow, GivesBackTheTokenOfASequenceNumberOnce) {
    window requests{2};
    requests.add(request(7));
    const auto taken = requests.take(7);
    ASSERT_TRUE(taken.has_value());
    EXPECT_EQ(taken->token, 70U);
    EXPECT_FALSE(requests.take(7).has_value());
}

TEST(SmppWindow, RejectsUnknownSequenceNumber) {
    window requests{2};
    requests.add(request(1));
    EXPECT_FALSE(requests.take(2).has_value());
    EXPECT_FALSE(requests.take(0).has_value());
    EXPECT_FALSE(requests.take(0xFFFFFFFF).has_value());
    EXPECT_TRUE(requests.contains(1));
}

TEST(SmppWindow, ExpiresTheOldestFirstAndOnlyWhenDue) {
    window requests{3};
    requests.add(request(1, 100));
    requests.add(request(2, 100));
    requests.add(request(3, 200));
    EXPECT_EQ(requests.oldest_deadline(), 100);
    EXPECT_FALSE(requests.take_expired(99).has_value());
    EXPECT_EQ(requests.take_expired(150)->sequence_number, 1U);
    EXPECT_EQ(requests.take_expired(150)->sequence_number, 2U);
    EXPECT_FALSE(requests.take_expired(150).has_value());
    EXPECT_EQ(requests.oldest_deadline(), 200);
    EXPECT_TRUE(requests.take(3).has_value());
    EXPECT_FALSE(requests.oldest_deadline().has_value());
}

TEST(SmppWindow, BreaksOnWhatItsOwnerMustNotDo) {
    window requests{1};
    requests.add(request(1, 100));
    EXPECT_DEATH(requests.add(request(2, 100)), "is_full");
    window two{2};
    two.add(request(1, 100));
    EXPECT_DEATH(two.add(request(1, 100)), "contains");
    EXPECT_DEATH(two.add(request(2, 99)), "deadline_ms");
}

// Against a plain list, with numbers that collide in the index.
TEST(SmppWindow, AgreesWithAListUnderRandomUse) {
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random{seed};
    constexpr size_t CAPACITY = 13;
    window requests{CAPACITY};
    std::deque<uint32_t> expected;
    for (int step = 0; step < 50'000; ++step) {
        const auto number = static_cast<uint32_t>(random() % 24 * (random() % 3 == 0 ? 32 : 1));
        const auto known = std::ranges::find(expected, number);
        if (random() % 2 == 0 && known == expected.end() && expected.size() < CAPACITY) {
            requests.add(request(number, step));
            expected.push_back(number);
        } else if (random() % 4 == 0 && !expected.empty()) {
            ASSERT_EQ(requests.take_oldest()->sequence_number, expected.front());
            expected.pop_front();
        } else {
            ASSERT_EQ(requests.take(number).has_value(), known != expected.end());
            if (known != expected.end()) expected.erase(known);
        }
        ASSERT_EQ(requests.size(), expected.size());
        for (const uint32_t held : expected)
            ASSERT_TRUE(requests.contains(held));
    }
}

TEST(SmppWindow, ASmallerCapacityLeavesWhatIsUnderWayAndTakesNoMore) {
    window requests{3};
    for (const uint32_t number : {1, 2, 3})
        requests.add({number, command_id::submit_sm, number, number, 0, 100});
    requests.change_capacity(2);
    EXPECT_TRUE(requests.is_full());
    EXPECT_EQ(requests.size(), 3U);
    EXPECT_TRUE(requests.take(2));
    EXPECT_TRUE(requests.is_full());
    EXPECT_TRUE(requests.take(1));
    EXPECT_FALSE(requests.is_full());
    EXPECT_TRUE(requests.contains(3));
}

TEST(SmppWindow, ALargerCapacityKeepsOrderAndDeadlines) {
    window requests{2};
    requests.add({5, command_id::submit_sm, 50, 1, 0, 100});
    requests.add({9, command_id::submit_sm, 90, 2, 0, 200});
    requests.change_capacity(100);
    EXPECT_EQ(requests.capacity(), 100U);
    requests.add({7, command_id::submit_sm, 70, 3, 0, 300});
    EXPECT_EQ(requests.oldest_deadline(), 100);
    EXPECT_EQ(requests.newest_deadline(), 300);
    EXPECT_EQ(requests.take_oldest()->token, 50U);
    EXPECT_EQ(requests.take_oldest()->token, 90U);
    EXPECT_EQ(requests.take_oldest()->token, 70U);
}

TEST(SmppSequence, BeginsAtOneAndWrapsToOne) {
    sequence numbers;
    const auto none = [](uint32_t) { return false; };
    EXPECT_EQ(numbers.take(none), 1U);
    EXPECT_EQ(numbers.take(none), 2U);
    sequence last{0x7FFFFFFF};
    EXPECT_EQ(last.take(none), 0x7FFFFFFFU);
    EXPECT_EQ(last.take(none), 1U);
}

TEST(SmppSequence, SkipsNumbersStillOutstanding) {
    sequence numbers{0x7FFFFFFE};
    const auto is_outstanding = [](uint32_t number) { return number == 0x7FFFFFFE || number == 1 || number == 2; };
    EXPECT_EQ(numbers.take(is_outstanding), 0x7FFFFFFFU);
    EXPECT_EQ(numbers.take(is_outstanding), 3U);
}

}  // namespace kaskad::smpp
