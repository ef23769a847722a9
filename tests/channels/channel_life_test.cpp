#include "tests/channels/channel_fixture.hpp"

#include <gtest/gtest.h>

// When a channel account can be used, and what becomes of it when it cannot, over real sockets.

namespace kaskad::channels {

class ChannelsLife : public ChannelFixture {};

TEST_F(ChannelsLife, AProviderThatIsNotThereTakesTheAccountDownAndIsTriedAgain) {
    auto link = terms();
    provider_.reset();
    settle();
    publish(link);
    ASSERT_TRUE(until_granted(3));
    uint64_t sent = 0;
    // One call at a time once one has failed: three in a row are enough.
    while (engine_.count<facts::link_down>() == 0 && sent < 20) {
        const auto total = granted();
        if (total > sent) send(++sent);
        ASSERT_TRUE(until([&] { return granted() > sent || engine_.count<facts::link_down>() > 0; }));
    }
    EXPECT_EQ(engine_.count<facts::link_down>(), 1U);
    EXPECT_EQ(engine_.all<facts::link_down>()[0].bind.epoch, epoch());
    EXPECT_EQ(engine_.count<facts::submit_not_sent>(), sent);
    EXPECT_EQ(engine_.count<facts::submit_unanswered>(), 0U);
    EXPECT_EQ(counts().downs, 1U);
    ASSERT_TRUE(until_told<facts::link_bound>(2));
    ASSERT_TRUE(until_granted(1));
    settle();
    EXPECT_EQ(granted(), 1U) << "it is tried with one call";
}

TEST_F(ChannelsLife, AProviderThatNeedsATokenIsBoundWhenThereIsOne) {
    token_status_ = 503;
    auto link = terms();
    link.settings.push_back({.name = "with_token", .value = "yes"});
    publish(link);
    ASSERT_TRUE(until([this] { return asked_.size() >= 2; })) << "asked again after a pause";
    EXPECT_EQ(epoch(), 0U);
    EXPECT_EQ(counts().state, account_state::waiting);
    EXPECT_GE(counts().token_failures, 1U);
    token_status_ = 200;
    ASSERT_TRUE(until_granted(3));
    send(1);
    ASSERT_TRUE(until_told<facts::channel_answered>());
    EXPECT_EQ(asked_.back().header("Authorization"), "Bearer token");
}

TEST_F(ChannelsLife, ATokenThatIsRefusedIsAskedForAnew) {
    auto link = terms();
    link.settings.push_back({.name = "with_token", .value = "yes"});
    publish(link);
    ASSERT_TRUE(until_granted(3));
    status_ = 401;
    send(1);
    ASSERT_TRUE(until_told<facts::link_down>());
    ASSERT_TRUE(until_told<facts::link_bound>(2));
    EXPECT_EQ(asked_.size(), 3U) << "a token, a call, a token";
}

TEST_F(ChannelsLife, AnAccountWhoseSecretCannotBeOpenedIsNotUsed) {
    options_.open_secret = [](std::string_view) { return std::optional<std::string>{}; };
    auto link = terms();
    link.settings.push_back({.name = "key", .sealed = "of another key file"});
    publish(link);
    settle();
    EXPECT_EQ(epoch(), 0U);
    EXPECT_EQ(counts().state, account_state::broken);
    callback("+");
    EXPECT_EQ(answered(), 503);
    // Declared anew with a secret that can be.
    publish(terms());
    EXPECT_TRUE(until_granted(3));
}

TEST_F(ChannelsLife, OneThatIsDisabledFinishesWhatItHasAndStillHearsReports) {
    is_silent_ = true;
    publish(terms());
    ASSERT_TRUE(until_granted(3));
    send(1);
    ASSERT_TRUE(until([this] { return kept_.size() == 1; }));
    auto disabled = terms();
    disabled.enabled = false;
    publish(disabled);
    settle();
    EXPECT_EQ(engine_.count<facts::link_down>(), 0U) << "its call would be in doubt";
    send(2);
    ASSERT_TRUE(until_told<facts::submit_not_sent>());
    kept_[0].send({200, "", "id-2", {}});
    ASSERT_TRUE(until_told<facts::link_down>());
    EXPECT_EQ(engine_.all<facts::link_down>()[0].reason, core::reason::link_disabled);
    EXPECT_EQ(engine_.count<facts::channel_answered>(), 1U);
    callback("+");
    EXPECT_EQ(engine_.count<facts::channel_reported>(), 1U);
    publish(terms());
    ASSERT_TRUE(until_told<facts::link_bound>(2));
    EXPECT_EQ(epoch(), 1'700'000'000'001U) << "a new epoch, though the clock stands";
}

TEST_F(ChannelsLife, OneThatIsGoneIsForgotten) {
    publish(terms());
    ASSERT_TRUE(until_granted(3));
    publish(terms(), true);
    ASSERT_TRUE(until([this] { return set().current_counts().empty(); }));
    EXPECT_EQ(engine_.count<facts::link_down>(), 1U);
    callback("+");
    EXPECT_EQ(answered(), 404);
}

TEST_F(ChannelsLife, AStopWaitsForAnswers) {
    is_silent_ = true;
    publish(terms());
    ASSERT_TRUE(until_granted(3));
    send(1);
    ASSERT_TRUE(until([this] { return kept_.size() == 1; }));
    bool is_over = false;
    set().stop(PATIENCE, [&] { is_over = true; });
    send(2);
    settle();
    EXPECT_FALSE(is_over);
    kept_[0].send({200, "", "id-2", {}});
    ASSERT_TRUE(until([&] { return is_over; }));
    EXPECT_EQ(engine_.count<facts::channel_answered>(), 1U);
    EXPECT_EQ(engine_.count<facts::submit_not_sent>(), 1U);
    EXPECT_EQ(engine_.count<facts::link_down>(), 1U);
    send(3);
    EXPECT_EQ(engine_.count<facts::submit_not_sent>(), 2U) << "and after the end";
}

TEST_F(ChannelsLife, AStopEndsAtItsLimit) {
    is_silent_ = true;
    publish(terms());
    ASSERT_TRUE(until_granted(3));
    send(1);
    ASSERT_TRUE(until([this] { return kept_.size() == 1; }));
    bool is_over = false;
    set().stop(std::chrono::milliseconds{30}, [&] { is_over = true; });
    EXPECT_TRUE(until([&] { return is_over; }));
}

TEST_F(ChannelsLife, ItsNumbersAreThereForOtherThreads) {
    EXPECT_TRUE(set().counts()->empty());
    options_.counts_interval = std::chrono::milliseconds{5};
    set_.reset();
    publish(terms());
    ASSERT_TRUE(until([this] { return !set().counts()->empty() && set().counts()->at(0).credits_open == 3; }));
    EXPECT_EQ(set().counts()->at(0).name, "viber");
}

}  // namespace kaskad::channels
