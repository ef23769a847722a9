#include "tests/engine/lookups.hpp"

// Look-ups for messages: what waits for them, and what goes by the plan.

namespace kaskad::engine::test {

namespace {

using billing::posting_code;
using facts::refusal_code;
using routing::network_rule;

}  // namespace

TEST(EngineLookup, AMessageIsTakenAtOnceAndGoesWhenItsNetworkIsKnown) {
    asked rig;
    const auto id = rig.send(asked::text());
    EXPECT_TRUE(rig.submits.empty());
    ASSERT_EQ(rig.lookups.size(), 1U);
    EXPECT_EQ(rig.lookups[0].number, NUMBER);
    EXPECT_EQ(rig.lookups[0].deadline_steady, rig.now.steady_ms + 1'500);
    EXPECT_EQ(rig.message(id).state, facts::message_state::accepted);
    rig.pass(300);
    rig.tell(answered(rig.take_lookup()));
    EXPECT_EQ(rig.take_submit().bind.link, DEAR) << "over Vodafone the cheap link is the dear one";
    const auto message = rig.message(id);
    EXPECT_EQ(message.network, "26202");
    EXPECT_EQ(message.network_rule, network_rule::lookup);
    EXPECT_EQ(message.network_utc, rig.now.utc_ms);
    EXPECT_EQ(message.sell_price, price("0.08")) << "as promised";
    EXPECT_FALSE(message.lookup);
    EXPECT_EQ(rig.booked(), (std::vector{posting_code::lookup_accrual}));
    EXPECT_EQ(rig.owed(), amount("0.004"));
    rig.expect_books();
}

TEST(EngineLookup, WithoutAnAnswerInTimeAMessageGoesByThePlan) {
    asked rig;
    const auto id = rig.send(asked::text());
    const auto lookup = rig.take_lookup();
    rig.pass(1'499);
    EXPECT_TRUE(rig.submits.empty());
    rig.pass(1);
    EXPECT_EQ(rig.take_submit().bind.link, CHEAP);
    EXPECT_EQ(rig.message(id).network_rule, network_rule::prefix);
    // A late answer is paid for and of use to the next one.
    rig.tell(answered(lookup));
    EXPECT_EQ(rig.owed(), amount("0.004"));
    EXPECT_TRUE(rig.submits.empty());
    rig.send(asked::text("Next"));
    EXPECT_TRUE(rig.lookups.empty());
    EXPECT_EQ(rig.take_submit().bind.link, DEAR);
}

TEST(EngineLookup, ARefusedLookupLetsItsMessageGoAtOnceAndOwesNothing) {
    asked rig;
    rig.send(asked::text());
    rig.tell(unanswered(rig.take_lookup()));
    EXPECT_EQ(rig.take_submit().bind.link, CHEAP);
    EXPECT_EQ(rig.owed(), core::amount{});
    EXPECT_TRUE(rig.booked().empty());
}

TEST(EngineLookup, MessagesToOneNumberWaitForOneAnswer) {
    asked rig;
    for (size_t count = 0; count < LOOKUP_MESSAGES_MAX; ++count)
        rig.send(asked::text("n " + std::to_string(count)));
    EXPECT_EQ(rig.lookups.size(), 1U);
    rig.send(asked::text("One more"));
    EXPECT_EQ(rig.lookups.size(), 2U) << "whose wake would make the answer's command too long";
    rig.tell(answered(rig.take_lookup()));
    EXPECT_EQ(rig.submits.size(), LOOKUP_MESSAGES_MAX);
    rig.tell(answered(rig.take_lookup()));
    EXPECT_EQ(rig.submits.size(), LOOKUP_MESSAGES_MAX + 1);
}

TEST(EngineLookup, OnlyWhoWantsItWaits) {
    asked rig;
    rig.send(asked::text("Hello", BANK));
    EXPECT_TRUE(rig.lookups.empty());
    EXPECT_EQ(rig.submits.size(), 1U);
}

TEST(EngineLookup, AScheduledMessageAsksWhenItsTimeHasCome) {
    asked rig;
    auto command = asked::text();
    command.send_at_utc = rig.now.utc_ms + 60'000;
    rig.send(command);
    EXPECT_TRUE(rig.lookups.empty());
    rig.pass(60'000);
    EXPECT_TRUE(rig.submits.empty());
    rig.tell(answered(rig.take_lookup()));
    EXPECT_EQ(rig.take_submit().bind.link, DEAR);
}

TEST(EngineLookup, BeyondTheLimitOfOpenOnesMessagesGoByThePlan) {
    auto options = with_provider();
    options.limits.lookup.open_max = 1;
    asked rig{options};
    rig.send(asked::text());
    auto other = asked::text();
    other.to = "+491512345679";
    rig.send(other);
    EXPECT_EQ(rig.lookups.size(), 1U);
    EXPECT_EQ(rig.submits.size(), 1U);
    rig.ask("+491512345680");
    EXPECT_EQ(rig.refused(), refusal_code::overloaded);
}

TEST(EngineLookup, AfterARestartWaitingMessagesGoByThePlan) {
    asked rig;
    const auto id = rig.send(asked::text());
    const auto lookup = rig.take_lookup();
    rig.restart();
    rig.bind(CHEAP);
    rig.pass(2'000);
    EXPECT_EQ(rig.take_submit().bind.link, CHEAP);
    rig.tell(answered(lookup));  // of the life before
    EXPECT_EQ(rig.owed(), core::amount{});
    EXPECT_EQ(rig.message(id).network_rule, network_rule::prefix);
}

TEST(EngineLookup, ACancelledMessageStaysWhereItIs) {
    asked rig;
    const auto id = rig.send(asked::text());
    rig.tell(facts::cancel_message{1, {.client = SHOP, .message = id}});
    EXPECT_EQ(rig.take<facts::message_status>().state, facts::message_state::cancelled);
    rig.tell(answered(rig.take_lookup()));
    EXPECT_TRUE(rig.submits.empty());
    rig.expect_books();
}

// The answer to what the text before had asked is none of the new one's business, which goes an hour later.
TEST(EngineLookup, AReplacedMessageKeepsItsNewTime) {
    asked rig;
    auto command = asked::text();
    command.submissions = {facts::submission{}};
    const auto id = rig.send(command);
    rig.tell(facts::replace_message{
        .claim = {.client = SHOP, .message = id}, .text = "Later", .send_at_utc = rig.now.utc_ms + 3'000'000});
    rig.take<facts::message_status>();
    rig.tell(answered(rig.take_lookup()));
    EXPECT_TRUE(rig.submits.empty());
    rig.pass(3'000'000);
    EXPECT_EQ(rig.take_submit().bind.link, DEAR);
    rig.expect_books();
}

}  // namespace kaskad::engine::test
