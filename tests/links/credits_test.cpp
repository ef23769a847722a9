#include "tests/links/links_fixture.hpp"

// Credits, window and rate of a link over real connections.

namespace kaskad::gateway::links {

namespace {

using smpp::transport::steady_ms;

// Spends every credit at once, as long as it has messages.
class greedy_engine {
  public:
    greedy_engine(net::shard& home, recorded_engine& port, link_set& links, uint64_t messages)
        : home_{home}, links_{links}, left_{messages} {
        port.on_taken = [this](const facts::command& command) {
            if (const auto* grant = std::get_if<facts::grant_credits>(&command)) spend(*grant);
        };
    }

    uint64_t spent() const { return next_ - 1; }

  private:
    void spend(const facts::grant_credits& grant) {
        auto& spent = spent_[grant.bind];
        for (; spent < grant.total && left_ > 0; ++spent, --left_) {
            facts::submit_part effect{grant.bind, part(next_++), {}};
            effect.pdu.destination = {1, 1, "79001112233"};
            home_.post([this, effect]() { links_.handle(facts::submit_part{effect}); });
        }
    }

    net::shard& home_;
    link_set& links_;
    uint64_t left_;
    uint64_t next_ = 1;
    std::map<facts::bind_ref, uint64_t> spent_;
};

}  // namespace

class LinkCredits : public LinksFixture {};

TEST_F(LinkCredits, GrantsTheWindowOnceBound) {
    const auto bind = connect(declaration());
    EXPECT_EQ(bind.link, LINK);
    EXPECT_EQ(bind.bind, 0U);
    EXPECT_GT(bind.epoch, 0U);
    EXPECT_EQ(engine_.granted(bind), 4U);
    EXPECT_TRUE(std::holds_alternative<facts::link_bound>(engine_.commands.front()));
    ASSERT_EQ(script_.binds.size(), 1U);
    EXPECT_EQ(script_.binds[0].system_id, "kaskad");
    EXPECT_EQ(script_.binds[0].password, "secret");
    EXPECT_EQ(script_.binds[0].type, smpp::bind_type::transceiver);
}

TEST_F(LinkCredits, GrantsAnewOnlyWhenAResponseFreesASlot) {
    script_.answers = false;
    const auto bind = connect(declaration());
    for (uint64_t message = 1; message <= 4; ++message)
        submit(bind, part(message));
    ASSERT_TRUE(wait_for([&] { return script_.submissions.size() == 4; }));
    let_pass(50ms);
    EXPECT_EQ(engine_.granted(bind), 4U);
    script_.answer(0);
    ASSERT_TRUE(wait_for_grant(bind, 5));
    let_pass(20ms);
    EXPECT_EQ(engine_.granted(bind), 5U);
    EXPECT_EQ(engine_.count<facts::submit_answered>(), 1U);
}

TEST_F(LinkCredits, NeverExceedsTheWindow) {
    script_.answers = false;
    auto& set = links();
    const greedy_engine greedy{home_, engine_, set, 200};
    auto link = declaration();
    link.binds = 2;
    set.handle(facts::publish_link{link});
    size_t answered = 0;
    ASSERT_TRUE(wait_for([&] {
        if (answered < script_.submissions.size()) script_.answer(answered++);
        return answered == 200;
    }));
    EXPECT_LE(script_.most_at_once, 4U);
    EXPECT_TRUE(wait_for([&] { return engine_.count<facts::submit_answered>() == 200; }));
}

TEST_F(LinkCredits, TwoBindsShareTheRate) {
    constexpr uint32_t RATE = 60;
    constexpr uint32_t BURST = 6;
    auto& set = links();
    auto link = declaration();
    link.binds = 2;
    link.window = 50;
    link.rate = RATE;
    const auto start = steady_ms();
    const greedy_engine greedy{home_, engine_, set, 10'000};
    set.handle(facts::publish_link{link});
    uint64_t most_open = 0;
    int64_t ran_ms = 0;  // without the time in which the machine stood still
    auto seen_at = start;
    ASSERT_TRUE(wait_for([&] {
        for (const auto& counts : set.current_counts())
            most_open = std::max(most_open, counts.credits_open + counts.parts_waiting);
        const auto now = steady_ms();
        ran_ms += std::min<int64_t>(now - seen_at, 50);
        seen_at = now;
        return ran_ms >= 1'500;
    }));
    ASSERT_EQ(script_.connections.size(), 2U);
    for (size_t count = 1; count <= script_.submissions.size(); ++count) {
        const auto passed = script_.submissions[count - 1].at_ms - start;
        EXPECT_LE(count, static_cast<size_t>(RATE * passed / 1000 + BURST + 1));
    }
    // The engine's turn-around is short, so the rate is used.
    EXPECT_GE(script_.submissions.size(), RATE * 1500 / 1000 / 2);
    EXPECT_LE(most_open, BURST);
    // Both binds carried.
    EXPECT_GT(engine_.granted({LINK, 0, engine_.all<facts::link_bound>()[0].bind.epoch}), 0U);
    EXPECT_GT(engine_.granted({LINK, 1, engine_.all<facts::link_bound>()[1].bind.epoch}), 0U);
}

TEST_F(LinkCredits, PromisesOnlyWhatTheLookAheadBrings) {
    auto link = declaration();
    link.rate = 10;  // a bucket of one
    const auto bind = connect(link);
    let_pass(150ms);
    EXPECT_EQ(engine_.granted(bind), 1U);
    submit(bind, part(1));
    // The next token comes in 100 ms, and is promised about 50 ms before.
    ASSERT_TRUE(wait_for_grant(bind, 2));
    const auto counts = links().current_counts().front();
    EXPECT_EQ(counts.submits, 1U);
    EXPECT_EQ(counts.credits_open, 1U);
}

TEST_F(LinkCredits, SlowLinkStopsGrantsForThePause) {
    options_.link.throttle_pause = 300ms;
    auto link = declaration();
    link.rate = 100;
    const auto bind = connect(link);
    ASSERT_TRUE(wait_for_grant(bind, 4));
    const auto cut_at = steady_ms();
    links().handle(facts::slow_link{LINK});
    for (uint64_t message = 1; message <= 4; ++message)
        submit(bind, part(message));
    ASSERT_TRUE(wait_for([&] { return !script_.submissions.empty(); }));
    EXPECT_GE(script_.submissions[0].at_ms - cut_at, 300);
    ASSERT_TRUE(wait_for([&] { return script_.submissions.size() == 4; }));
    // Half the rate: four tokens take at least 60 ms more.
    EXPECT_GE(script_.submissions[3].at_ms - cut_at, 360);
    ASSERT_TRUE(wait_for_grant(bind, 5));
    EXPECT_LT(links().current_counts().front().rate_milli, 100'000);
}

TEST_F(LinkCredits, SlowLinkPausesAnUnlimitedLinkToo) {
    options_.link.throttle_pause = 200ms;
    const auto bind = connect(declaration());
    const auto cut_at = steady_ms();
    links().handle(facts::slow_link{LINK});
    submit(bind, part(1));
    ASSERT_TRUE(wait_for([&] { return !script_.submissions.empty(); }));
    EXPECT_GE(script_.submissions[0].at_ms - cut_at, 200);
}

TEST_F(LinkCredits, AFullMailboxStopsGrantsAndReadingAndLosesNothing) {
    script_.answers = false;
    const auto bind = connect(declaration());
    for (uint64_t message = 1; message <= 3; ++message)
        submit(bind, part(message));
    ASSERT_TRUE(wait_for([&] { return script_.submissions.size() == 3; }));
    engine_.room = engine_.commands.size();
    script_.answer(0);
    ASSERT_TRUE(wait_for([&] { return links().commands_waiting() == 1; }));
    // From here the operator's octets stay with the operator.
    script_.answer(1);
    script_.answer(2);
    let_pass(50ms);
    EXPECT_EQ(links().commands_waiting(), 1U);
    EXPECT_EQ(engine_.granted(bind), 4U);
    engine_.room = SIZE_MAX;
    ASSERT_TRUE(wait_for([&] { return engine_.count<facts::submit_answered>() == 3; }));
    ASSERT_TRUE(wait_for_grant(bind, 7));
    const auto answers = engine_.all<facts::submit_answered>();
    for (uint64_t index = 0; index < 3; ++index)
        EXPECT_EQ(answers[index].part.message.value, index + 1);
    EXPECT_EQ(links().commands_waiting(), 0U);
}

TEST_F(LinkCredits, APayloadTakesAsManyTokensAsItSays) {
    auto link = declaration();
    link.rate = 20;
    const auto bind = connect(link);
    facts::submit_part effect{bind, part(1), {}, 10};
    effect.pdu.destination = {1, 1, "79001112233"};
    effect.pdu.short_message = "long";
    links().handle(std::move(effect));
    ASSERT_TRUE(wait_for([&] { return script_.submissions.size() == 1; }));
    const auto sent_at = script_.submissions[0].at_ms;
    ASSERT_TRUE(wait_for_grant(bind, 2));
    submit(bind, part(2));
    ASSERT_TRUE(wait_for([&] { return script_.submissions.size() == 2; }));
    EXPECT_GE(script_.submissions[1].at_ms - sent_at, 350) << "it left when the bucket was full, and left a debt";
}

TEST_F(LinkCredits, ANewRateNeedsNoNewConnection) {
    auto link = declaration();
    link.rate = 1;
    const auto bind = connect(link);
    EXPECT_EQ(engine_.granted(bind), 1U);
    link.rate = 0;
    links().handle(facts::publish_link{link});
    EXPECT_TRUE(wait_for_grant(bind, 4));
    EXPECT_EQ(script_.connections.size(), 1U);
    EXPECT_EQ(engine_.count<facts::link_down>(), 0U);
}

}  // namespace kaskad::gateway::links
