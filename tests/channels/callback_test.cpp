#include "tests/channels/channel_fixture.hpp"

#include <gtest/gtest.h>

// Callbacks of providers: read, told to the engine, and answered when all of it is durable.

namespace kaskad::channels {

class ChannelsCallback : public ChannelFixture {
  protected:
    // The engine's answer to the commands that carry this callback's token.
    void done(facts::token token, facts::reply reply = facts::done{}) {
        set().handle_answer({.reply_to = token, .value = std::move(reply)});
    }
    facts::token token_of(size_t report) { return engine_.all<facts::channel_reported>().at(report).reply_to; }
};

TEST_F(ChannelsCallback, IsAnsweredWhenAllOfItIsDurable) {
    publish(terms());
    callback("++?");
    ASSERT_EQ(engine_.count<facts::channel_reported>(), 2U);
    ASSERT_EQ(engine_.count<facts::channel_heard>(), 1U);
    const auto token = token_of(0);
    EXPECT_EQ(token >> 48, 0x8001U) << "by which the answer finds its way back";
    EXPECT_EQ(token_of(1), token);
    EXPECT_EQ(engine_.all<facts::channel_heard>()[0].reply_to, token);
    EXPECT_EQ(engine_.all<facts::channel_reported>()[0].account, VIBER);
    EXPECT_EQ(engine_.all<facts::channel_heard>()[0].account, VIBER);
    EXPECT_EQ(engine_.all<facts::channel_reported>()[0].evidence, "++?");
    done(token);
    done(token);
    EXPECT_TRUE(answers_.empty());
    done(token, facts::refusal{facts::refusal_code::not_found, "", ""});
    ASSERT_EQ(answered(), 200) << "whatever the engine says: it is done with";
    EXPECT_EQ(answers_[0]->body, "thanks");
    done(token);
    EXPECT_EQ(answers_.size(), 1U) << "once";
    EXPECT_EQ(counts().callbacks, 1U);
    EXPECT_EQ(counts().reports, 2U);
    EXPECT_EQ(counts().heard, 1U);
}

TEST_F(ChannelsCallback, OneThatTellsNothingIsAnsweredAtOnce) {
    publish(terms());
    callback("");
    EXPECT_EQ(answered(), 200);
    EXPECT_EQ(counts().unknown_states, 1U);
}

TEST_F(ChannelsCallback, AForgedOneIsRefusedAndCounted) {
    publish(terms());
    callback("+", "bad");
    callback("!");
    EXPECT_EQ(answered(0), 401);
    EXPECT_EQ(answered(1), 400);
    EXPECT_EQ(engine_.count<facts::channel_reported>(), 0U);
    EXPECT_EQ(counts().callbacks_forged, 1U);
    EXPECT_EQ(counts().callbacks_unreadable, 1U);
    EXPECT_EQ(counts().callbacks, 0U);
}

TEST_F(ChannelsCallback, OneWithoutTheAccountsKeyFindsNothing) {
    auto link = terms();
    link.settings.push_back({.name = "callback_key", .sealed = "0123456789abcdef"});
    publish(link);
    callback("+");
    EXPECT_EQ(answered(), 404);
    EXPECT_EQ(counts().callbacks_forged, 1U);
}

TEST_F(ChannelsCallback, WhileTheEngineIsFullItIsToComeAgain) {
    publish(terms());
    engine_.is_full = true;
    callback("+");
    EXPECT_EQ(answered(), 503);
    EXPECT_EQ(counts().callbacks_put_off, 1U);
}

TEST_F(ChannelsCallback, OneThatFindsTheMailboxFullHalfwayIsToComeAgainToo) {
    publish(terms());
    settle();
    engine_.on_told = [this] { engine_.is_full = engine_.count<facts::channel_reported>() == 2; };
    callback("+++");
    EXPECT_EQ(answered(), 503);
    EXPECT_EQ(engine_.count<facts::channel_reported>(), 2U);
    done(token_of(0));
    EXPECT_EQ(answers_.size(), 1U);
}

TEST_F(ChannelsCallback, WhatTheEngineHasNoPlaceForIsToComeAgain) {
    publish(terms());
    callback("++");
    done(token_of(0), facts::refusal{facts::refusal_code::overloaded, "", ""});
    EXPECT_EQ(answered(), 503);
    done(token_of(0));
    EXPECT_EQ(answers_.size(), 1U);
}

TEST_F(ChannelsCallback, WithoutAnAnswerInTimeItIsToComeAgain) {
    options_.callbacks.deadline = std::chrono::milliseconds{20};
    publish(terms());
    callback("+");
    callback("+");
    done(token_of(1));
    EXPECT_EQ(answered(0), 200);
    ASSERT_TRUE(until([this] { return answers_.size() == 2; }));
    EXPECT_EQ(answered(1), 503);
    EXPECT_EQ(counts().callbacks_put_off, 1U);
}

TEST_F(ChannelsCallback, SoManyAreOpenAndNoMore) {
    options_.callbacks.open_max = 2;
    options_.callbacks.commands_max = 5;
    publish(terms());
    callback("++");
    callback("++++");
    EXPECT_EQ(answered(0), 503) << "six commands would be open";
    callback("+++");
    EXPECT_EQ(answers_.size(), 1U);
    callback("+");
    EXPECT_EQ(answered(1), 503) << "two are open";
    done(token_of(0));
    done(token_of(0));
    EXPECT_EQ(answered(2), 200);
    callback("++");
    EXPECT_EQ(answers_.size(), 3U) << "there is room again";
}

TEST_F(ChannelsCallback, WhatIsOpenAtTheEndIsToComeAgain) {
    publish(terms());
    callback("+");
    bool is_over = false;
    set().stop(PATIENCE, [&] { is_over = true; });
    ASSERT_TRUE(until([&] { return is_over; }));
    EXPECT_EQ(answered(), 503);
}

}  // namespace kaskad::channels
