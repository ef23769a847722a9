#include "channels/channel_set.hpp"

#include "channels/channel_text.hpp"
#include "tests/channels/channel_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// What the engine hears of what goes over a channel account, over real sockets.

namespace kaskad::channels {

class ChannelsSet : public ChannelFixture {};

TEST_F(ChannelsSet, BindsAndGrantsItsWindow) {
    publish(terms());
    ASSERT_TRUE(until_granted(3));
    const auto bound = engine_.all<facts::link_bound>();
    ASSERT_EQ(bound.size(), 1U);
    EXPECT_EQ(bound[0].bind.link, VIBER);
    EXPECT_EQ(bound[0].bind.bind, 0U);
    EXPECT_EQ(epoch(), 1'700'000'000'000U);
    EXPECT_EQ(counts().state, account_state::up);
    EXPECT_EQ(counts().credits_open, 3U);
}

TEST_F(ChannelsSet, LeavesLinksOfOperatorsAlone) {
    auto link = terms();
    link.channel = core::channel::sms;
    facts::effect effect = facts::publish_link{link};
    EXPECT_FALSE(set().handle(effect));
    effect = facts::slow_link{VIBER};
    EXPECT_FALSE(set().handle(effect)) << "an account that it does not know";
    EXPECT_TRUE(set().current_counts().empty());
}

TEST_F(ChannelsSet, TellsWhatTheProviderAnswered) {
    publish(terms());
    ASSERT_TRUE(until_granted(3));
    send(5);
    ASSERT_TRUE(until_told<facts::channel_answered>());
    const auto told = engine_.all<facts::channel_answered>()[0];
    EXPECT_EQ(told.bind, (facts::bind_ref{VIBER, 0, epoch()}));
    EXPECT_EQ(told.part, (facts::part_ref{core::message_id{5}, 1, 1}));
    EXPECT_EQ(told.outcome, facts::channel_outcome::accepted);
    EXPECT_EQ(told.provider_id, "id-1");
    EXPECT_EQ(told.evidence, "id-1");
    ASSERT_EQ(asked_.size(), 1U);
    EXPECT_EQ(asked_[0].target, "/send");
    EXPECT_EQ(asked_[0].body, "5.1 hello");
    ASSERT_TRUE(until_granted(4)) << "the place is free again";
    EXPECT_EQ(counts().calls, 1U);
    EXPECT_EQ(counts().outcomes[0], 1U);
}

TEST_F(ChannelsSet, KeepsNoMoreOfAnAnswerThanItMay) {
    body_ = std::string(5'000, 'x');
    publish(terms());
    ASSERT_TRUE(until_granted(3));
    send(5);
    ASSERT_TRUE(until_told<facts::channel_answered>());
    EXPECT_EQ(engine_.all<facts::channel_answered>()[0].evidence.size(), EVIDENCE_MAX);
}

TEST_F(ChannelsSet, WhatTheAdapterWillNotHaveIsNeverSent) {
    publish(terms());
    ASSERT_TRUE(until_granted(3));
    send(5, "");
    ASSERT_TRUE(until_told<facts::channel_answered>());
    const auto told = engine_.all<facts::channel_answered>()[0];
    EXPECT_EQ(told.outcome, facts::channel_outcome::config);
    EXPECT_EQ(told.reason, core::reason::template_refused);
    EXPECT_EQ(told.text, "there is no text");
    EXPECT_TRUE(asked_.empty());
    EXPECT_EQ(counts().refused, 1U);
}

TEST_F(ChannelsSet, ACallThatCanNeverBeSentIsNoReasonToTryAgain) {
    publish(terms());
    ASSERT_TRUE(until_granted(3));
    send(5, "bad");
    ASSERT_TRUE(until_told<facts::channel_answered>());
    EXPECT_EQ(engine_.all<facts::channel_answered>()[0].outcome, facts::channel_outcome::config);
    EXPECT_EQ(engine_.all<facts::channel_answered>()[0].reason, core::reason::link_misconfigured);
}

TEST_F(ChannelsSet, ADoubtIsToldAsOne) {
    status_ = 500;
    publish(terms());
    ASSERT_TRUE(until_granted(3));
    send(5);
    ASSERT_TRUE(until_told<facts::submit_unanswered>());
    EXPECT_EQ(engine_.all<facts::submit_unanswered>()[0].part.message, core::message_id{5});
    EXPECT_EQ(engine_.count<facts::channel_answered>(), 0U);
}

TEST_F(ChannelsSet, ASilentProviderLeavesADoubtAtTheDeadline) {
    is_silent_ = true;
    options_.account.call_deadline = std::chrono::seconds{3};
    publish(terms());
    ASSERT_TRUE(until_granted(3));
    send(5);
    ASSERT_TRUE(until_told<facts::submit_unanswered>());
    EXPECT_EQ(asked_.size(), 1U);
    EXPECT_EQ(engine_.count<facts::submit_not_sent>(), 0U);
    ASSERT_TRUE(until_granted(4));
}

TEST_F(ChannelsSet, AnEpochThatIsOverHandsBack) {
    publish(terms());
    ASSERT_TRUE(until_granted(3));
    send_in(epoch() - 1, 5);
    ASSERT_TRUE(until_told<facts::submit_not_sent>());
    settle();
    EXPECT_TRUE(asked_.empty());
    EXPECT_EQ(counts().credits_open, 3U) << "no credit of this one is spent";
}

TEST_F(ChannelsSet, AnAccountThatNobodyKnowsHandsBack) {
    send_in(1, 5);
    handle(facts::revoke_over_channel{.account = VIBER, .part = {core::message_id{5}, 1, 1}});
    EXPECT_EQ(engine_.count<facts::submit_not_sent>(), 1U);
    ASSERT_EQ(engine_.count<facts::revoke_answered>(), 1U);
    EXPECT_EQ(engine_.all<facts::revoke_answered>()[0].result, facts::revocation::failed);
    auto link = terms();
    link.adapter = "of a later version";
    publish(link);
    settle();
    EXPECT_EQ(epoch(), 0U);
}

TEST_F(ChannelsSet, NeverMakesMoreCallsAtOnceThanItsWindow) {
    is_silent_ = true;
    publish(terms());
    ASSERT_TRUE(until_granted(3));
    for (uint64_t message = 1; message <= 3; ++message)
        send(message);
    ASSERT_TRUE(until([this] { return kept_.size() == 3; }));
    settle();
    EXPECT_EQ(granted(), 3U);
    EXPECT_EQ(counts().open, 3U);
    kept_[0].send({200, "", "id-2", {}});
    ASSERT_TRUE(until_granted(4));
    // A window that is made smaller grants again only when there is room in it.
    auto smaller = terms();
    smaller.window = 1;
    publish(smaller);
    send(4);
    settle();
    EXPECT_EQ(kept_.size(), 3U) << "what was granted before waits for a place";
    EXPECT_EQ(counts().waiting, 1U);
    kept_[1].send({200, "", "id-3", {}});
    kept_[2].send({200, "", "id-4", {}});
    ASSERT_TRUE(until([this] { return kept_.size() == 4; }));
    EXPECT_EQ(granted(), 4U);
}

TEST_F(ChannelsSet, GrantsNoMoreThanTheRateAllows) {
    auto link = terms();
    link.window = 100;
    link.rate = 10;
    publish(link);
    ASSERT_TRUE(until_granted(1));
    settle();
    EXPECT_EQ(granted(), 1U) << "a tenth of a second's worth";
    const auto began = net::clock::now();
    for (uint64_t message = 1; message <= 4; ++message) {
        ASSERT_TRUE(until_granted(message));
        send(message);
    }
    ASSERT_TRUE(until_told<facts::channel_answered>(4));
    EXPECT_GE(net::clock::now() - began, std::chrono::milliseconds{290}) << "three more, a tenth of a second each";
}

TEST_F(ChannelsSet, AThrottledAccountRests) {
    status_ = 429;
    body_ = "200";
    auto link = terms();
    link.rate = 1'000;
    publish(link);
    ASSERT_TRUE(until_granted(3));
    send(1);
    ASSERT_TRUE(until_told<facts::channel_answered>());
    EXPECT_EQ(engine_.all<facts::channel_answered>()[0].outcome, facts::channel_outcome::throttle);
    EXPECT_EQ(engine_.all<facts::channel_answered>()[0].retry_after_ms, 200);
    const auto cut = net::clock::now();
    EXPECT_EQ(counts().rate_milli, 500'000);
    status_ = 200;
    send(2);
    settle();
    EXPECT_EQ(counts().waiting, 1U);
    ASSERT_TRUE(until_told<facts::channel_answered>(2));
    EXPECT_GE(net::clock::now() - cut, std::chrono::milliseconds{150});
    EXPECT_EQ(engine_.count<facts::link_down>(), 0U) << "that was short";
}

TEST_F(ChannelsSet, ALongRestIsNotWaitedForWithMessagesInHand) {
    status_ = 429;
    body_ = "300";
    options_.account.hold_max_ms = 100;
    publish(terms());
    ASSERT_TRUE(until_granted(3));
    send(1);
    ASSERT_TRUE(until_told<facts::link_down>());
    send_in(epoch(), 2);
    ASSERT_TRUE(until_told<facts::submit_not_sent>());
    ASSERT_TRUE(until_told<facts::link_bound>(2)) << "after the rest";
    EXPECT_GT(epoch(), engine_.all<facts::link_down>()[0].bind.epoch);
}

TEST_F(ChannelsSet, ASlowedLinkRestsToo) {
    auto link = terms();
    link.rate = 100;
    publish(link);
    ASSERT_TRUE(until_granted(3));
    handle(facts::slow_link{VIBER});
    EXPECT_EQ(counts().rate_milli, 50'000);
}

TEST_F(ChannelsSet, TakesBackWhatTheProviderTakesBack) {
    publish(terms());
    ASSERT_TRUE(until_granted(3));
    const facts::part_ref part{core::message_id{5}, 1, 1};
    handle(facts::revoke_over_channel{.account = VIBER, .part = part, .provider_id = "id-1"});
    ASSERT_TRUE(until_told<facts::revoke_answered>());
    EXPECT_EQ(asked_.at(0).target, "/revoke/id-1");
    status_ = 409;
    handle(facts::revoke_over_channel{.account = VIBER, .part = part, .provider_id = "id-1"});
    ASSERT_TRUE(until_told<facts::revoke_answered>(2));
    handle(facts::revoke_over_channel{.account = VIBER, .part = part});
    ASSERT_TRUE(until_told<facts::revoke_answered>(3));
    const auto told = engine_.all<facts::revoke_answered>();
    EXPECT_EQ(told[0].result, facts::revocation::revoked);
    EXPECT_EQ(told[0].part, part);
    EXPECT_EQ(told[0].account, VIBER);
    EXPECT_EQ(told[1].result, facts::revocation::too_late);
    EXPECT_EQ(told[2].result, facts::revocation::failed) << "the adapter cannot";
    EXPECT_EQ(granted(), 3U) << "not in the way of what is sent";
    EXPECT_EQ(counts().revoked, 1U);
}

TEST_F(ChannelsSet, BeyondItsLimitARevocationHasFailed) {
    is_silent_ = true;
    publish(terms());
    ASSERT_TRUE(until_granted(3));
    for (uint64_t message = 1; message <= REVOCATIONS_MAX + 1; ++message)
        handle(facts::revoke_over_channel{
            .account = VIBER, .part = {core::message_id{message}, 1, 1}, .provider_id = "id"});
    ASSERT_EQ(engine_.count<facts::revoke_answered>(), 1U);
    EXPECT_EQ(engine_.all<facts::revoke_answered>()[0].part.message, core::message_id{REVOCATIONS_MAX + 1});
}

TEST_F(ChannelsSet, WhileTheEngineIsFullNothingIsGrantedAndNothingLost) {
    publish(terms());
    ASSERT_TRUE(until_granted(3));
    engine_.is_full = true;
    send(1);
    send(2);
    ASSERT_TRUE(until([this] { return counts().outcomes[0] == 2; }));
    settle();
    EXPECT_EQ(engine_.count<facts::channel_answered>(), 0U);
    EXPECT_EQ(granted(), 3U);
    engine_.is_full = false;
    ASSERT_TRUE(until_granted(5));
    EXPECT_EQ(engine_.count<facts::channel_answered>(), 2U);
}

}  // namespace kaskad::channels
