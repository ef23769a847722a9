#include "smpp/receipt_mode.hpp"

#include <gtest/gtest.h>

#include <random>

namespace kaskad::smpp {

namespace {

receipted_parts only(size_t part, size_t parts) {
    return {.parts = parts, .receipted = 1, .has_first = part == 1, .has_last = part == parts};
}

receipted_parts all(size_t parts) {
    return {.parts = parts, .receipted = parts, .has_first = true, .has_last = true};
}

}  // namespace

TEST(SmppReceiptMode, NamesItsModes) {
    for (const auto mode :
         {receipt_mode::each, receipt_mode::first, receipt_mode::last, receipt_mode::one, receipt_mode::automatic})
        EXPECT_EQ(parse_receipt_mode(to_string(mode)), mode);
    EXPECT_EQ(to_string(receipt_mode::automatic), "auto");
    EXPECT_FALSE(parse_receipt_mode("none").has_value());
}

TEST(SmppReceiptMode, SaysWhoseReceiptIsForAll) {
    EXPECT_FALSE(is_for_all(receipt_mode::each, 1, 3));
    EXPECT_TRUE(is_for_all(receipt_mode::each, 1, 1));
    EXPECT_TRUE(is_for_all(receipt_mode::first, 1, 3));
    EXPECT_FALSE(is_for_all(receipt_mode::first, 3, 3));
    EXPECT_TRUE(is_for_all(receipt_mode::last, 3, 3));
    EXPECT_FALSE(is_for_all(receipt_mode::last, 1, 3));
    EXPECT_TRUE(is_for_all(receipt_mode::one, 2, 3));
    // Not known yet: nothing is concluded.
    EXPECT_FALSE(is_for_all(receipt_mode::automatic, 1, 3));
}

TEST(SmppReceiptMode, IsNotJudgedBeforeTwoHundredMessages) {
    receipt_mode_tally tally;
    for (uint32_t count = 1; count < receipt_mode_tally::SAMPLES; ++count) {
        tally.note(only(1, 3));
        ASSERT_FALSE(tally.take_verdict().has_value());
    }
    tally.note(only(1, 3));
    EXPECT_EQ(tally.take_verdict(), receipt_mode::first);
    EXPECT_EQ(tally.count(), 0U);
    EXPECT_FALSE(tally.take_verdict().has_value());
}

// Whatever the habit and the lengths, receipts lost now and then do not hide it.
TEST(SmppReceiptMode, IsFoundInTrafficThatLosesAFewReceipts) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random{seed};
    for (int round = 0; round < 400; ++round) {
        const auto habit = static_cast<receipt_mode>(random() % 4);
        receipt_mode_tally tally;
        for (uint32_t count = 0; count < receipt_mode_tally::SAMPLES; ++count) {
            const size_t parts = 3 + random() % 5;
            const bool is_lost = count % 25 == 0;  // 4 in a hundred
            receipted_parts sample = habit == receipt_mode::first  ? only(1, parts)
                                     : habit == receipt_mode::last ? only(parts, parts)
                                     : habit == receipt_mode::one  ? only(1 + random() % parts, parts)
                                                                   : all(parts);
            if (is_lost && habit == receipt_mode::each) sample = {.parts = parts, .receipted = parts - 1};
            if (is_lost && habit != receipt_mode::each) sample = {.parts = parts};
            tally.note(sample);
        }
        EXPECT_EQ(tally.take_verdict(), habit) << to_string(habit);
    }
}

// A link of two operators behind it, or of none that is steady: no state is ever invented.
TEST(SmppReceiptMode, OfAMixtureIsEach) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random{seed};
    for (int round = 0; round < 200; ++round) {
        receipt_mode_tally tally;
        for (uint32_t count = 0; count < receipt_mode_tally::SAMPLES; ++count)
            tally.note(count % 5 == 0 ? all(3) : only(1 + random() % 3, 3));
        EXPECT_EQ(tally.take_verdict(), receipt_mode::each);
    }
}

}  // namespace kaskad::smpp
