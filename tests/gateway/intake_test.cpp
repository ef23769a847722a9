#include "gateway/intake.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace kaskad::gateway {
namespace {

using core::message_class;
using ::testing::ElementsAre;

class Intake : public ::testing::Test {
  protected:
    void add(message_class klass, uint32_t client, const std::string& text) {
        intake_.add({klass, {client}}, facts::submit_message{.client = {client}, .text = text});
    }
    void add_many(message_class klass, uint32_t client, size_t count) {
        for (size_t i = 0; i < count; ++i)
            add(klass, client, std::to_string(client) + "." + std::to_string(i));
    }
    std::vector<std::string> take(size_t count_max) {
        std::vector<facts::command> commands;
        EXPECT_EQ(intake_.take(commands, count_max), commands.size());
        std::vector<std::string> texts;
        for (const auto& command : commands)
            texts.push_back(std::get<facts::submit_message>(command).text);
        return texts;
    }

    intake intake_;
};

TEST_F(Intake, TakesAnOtpBeforeWhatCameEarlierInALowerClass) {
    add_many(message_class::marketing, 1, 1'000);
    add(message_class::transactional, 1, "order");
    add(message_class::otp, 2, "code");
    EXPECT_THAT(take(3), ElementsAre("code", "order", "1.0"));
    EXPECT_EQ(intake_.size(), 999U);
}

TEST_F(Intake, ServesTheClientsOfAClassInTurn) {
    add_many(message_class::otp, 1, 1'000);
    add_many(message_class::otp, 2, 2);
    add(message_class::otp, 3, "3.0");
    EXPECT_THAT(take(7), ElementsAre("1.0", "2.0", "3.0", "1.1", "2.1", "1.2", "1.3"));
}

TEST_F(Intake, KeepsTheOrderOfAClientWithinAClass) {
    std::vector<std::string> taken;
    size_t next = 0;
    for (size_t round = 0; round < 200; ++round) {
        for (size_t i = 0; i < round % 7; ++i)
            add(message_class::service, 1, std::to_string(next++));
        std::ranges::move(take(round % 5), std::back_inserter(taken));
    }
    std::ranges::move(take(SIZE_MAX), std::back_inserter(taken));
    ASSERT_EQ(taken.size(), next);
    for (size_t i = 0; i < next; ++i)
        EXPECT_EQ(taken[i], std::to_string(i));
    EXPECT_TRUE(intake_.is_empty());
}

TEST_F(Intake, LeavesTheLowerClassesTheirFloor) {
    add_many(message_class::otp, 1, 1'000);
    add_many(message_class::service, 2, 1'000);
    add_many(message_class::marketing, 3, 1);
    size_t services = 0;
    size_t marketings = 0;
    for (const auto& text : take(64)) {
        services += text.starts_with("2.") ? 1 : 0;
        marketings += text.starts_with("3.") ? 1 : 0;
    }
    EXPECT_EQ(services, intake::FLOOR);
    EXPECT_EQ(marketings, 1U);
}

TEST_F(Intake, TakesNoMoreThanAskedForAndAllThereIs) {
    EXPECT_THAT(take(10), ElementsAre());
    add_many(message_class::otp, 1, 3);
    add_many(message_class::transactional, 1, 3);
    add_many(message_class::service, 1, 3);
    add_many(message_class::marketing, 1, 3);
    EXPECT_EQ(take(2).size(), 2U);
    EXPECT_EQ(take(100).size(), 10U);
    EXPECT_TRUE(intake_.is_empty());
}

}  // namespace
}  // namespace kaskad::gateway
