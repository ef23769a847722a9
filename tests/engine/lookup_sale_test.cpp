#include "tests/engine/lookups.hpp"

// Look-ups that clients pay for, and what is left of them after a restart.

namespace kaskad::engine::test {

namespace {

using billing::posting_code;
using facts::lookup_state;
using facts::refusal_code;
using routing::network_rule;

}  // namespace

TEST(EngineLookup, AClientPaysForAnAnswer) {
    asked rig;
    rig.ask();
    EXPECT_EQ(rig.reserved(BANK), amount("0.01"));
    EXPECT_EQ(rig.lookups[0].deadline_steady, rig.now.steady_ms + 5'000);
    rig.tell(answered(rig.take_lookup()));
    const auto told = rig.take<facts::looked_up>();
    EXPECT_FALSE(told.is_cached);
    EXPECT_EQ(told.value.number, NUMBER);
    EXPECT_EQ(told.value.mccmnc, "26202");
    EXPECT_EQ(told.value.charge.charged, amount("0.01"));
    EXPECT_EQ(rig.balance(BANK), amount("9.99"));
    EXPECT_EQ(rig.reserved(BANK), core::amount{});
    EXPECT_EQ(rig.booked(),
              (std::vector{posting_code::lookup_reserve, posting_code::lookup_charge, posting_code::lookup_accrual}));
    rig.expect_books();
}

TEST(EngineLookup, ARepeatedRequestIsNotChargedAgain) {
    asked rig;
    rig.ask();
    rig.tell(answered(rig.take_lookup()));
    rig.take<facts::looked_up>();
    rig.pass(3'600'000);
    rig.ask("+49 151 2345678");
    EXPECT_TRUE(rig.take<facts::looked_up>().is_cached);
    EXPECT_EQ(rig.balance(BANK), amount("9.99"));
    rig.pass(1);
    rig.ask();
    rig.tell(answered(rig.take_lookup()));
    EXPECT_FALSE(rig.take<facts::looked_up>().is_cached);
    EXPECT_EQ(rig.balance(BANK), amount("9.98"));
    rig.expect_books();
}

TEST(EngineLookup, TwoRequestsAtOnceAreOneLookup) {
    asked rig;
    rig.ask();
    rig.ask(WRITTEN, BANK, 3);
    EXPECT_EQ(rig.lookups.size(), 1U);
    rig.tell(answered(rig.take_lookup()));
    EXPECT_EQ(rig.answers.size(), 2U);
    rig.take<facts::looked_up>();
    EXPECT_EQ(rig.answers.front().item, 3U);
    rig.take<facts::looked_up>();
    EXPECT_EQ(rig.balance(BANK), amount("9.99"));
}

// The provider is asked once; each client pays for what it is told.
TEST(EngineLookup, AnotherClientPaysForTheSameAnswer) {
    asked rig;
    rig.ask();
    rig.tell(answered(rig.take_lookup()));
    rig.take<facts::looked_up>();
    rig.ask(WRITTEN, SHOP);
    EXPECT_TRUE(rig.lookups.empty());
    EXPECT_EQ(rig.take<facts::looked_up>().value.mccmnc, "26202");
    EXPECT_EQ(rig.balance(SHOP), amount("9.99"));
    EXPECT_EQ(rig.owed(), amount("0.004"));
    rig.ask(WRITTEN, SHOP);
    EXPECT_TRUE(rig.take<facts::looked_up>().is_cached);
    EXPECT_EQ(rig.balance(SHOP), amount("9.99"));
    rig.expect_books();
}

TEST(EngineLookup, NoAnswerCostsNothing) {
    asked rig;
    rig.ask();
    rig.tell(unanswered(rig.take_lookup()));
    const auto why = rig.take<facts::refusal>();
    EXPECT_EQ(why.code, refusal_code::no_lookup);
    EXPECT_EQ(why.detail, "nobody could say: the provider answered 500");
    EXPECT_EQ(rig.balance(BANK), amount("10"));
    EXPECT_EQ(rig.reserved(BANK), core::amount{});
    EXPECT_EQ(rig.booked(), (std::vector{posting_code::lookup_reserve, posting_code::lookup_void}));
    rig.ask();
    EXPECT_EQ(rig.lookups.size(), 1U) << "it is asked again";
    rig.expect_books();
}

TEST(EngineLookup, AShellThatNeverAnswersIsNotWaitedFor) {
    asked rig;
    rig.ask();
    rig.pass(5'000 + LOOKUP_GRACE_MS - 1);
    EXPECT_TRUE(rig.answers.empty());
    rig.pass(100);
    EXPECT_EQ(rig.refused(), refusal_code::no_lookup);
    EXPECT_EQ(rig.reserved(BANK), core::amount{});
}

TEST(EngineLookup, ARestartVoidsWhatWasAsked) {
    asked rig;
    rig.ask();
    const auto lookup = rig.take_lookup();
    rig.restart();
    rig.pass(100);
    EXPECT_EQ(rig.reserved(BANK), core::amount{});
    rig.tell(answered(lookup));
    EXPECT_EQ(rig.balance(BANK), amount("10"));
    EXPECT_EQ(rig.owed(), core::amount{});
    rig.expect_books();
    EXPECT_EQ(rig.engine->memory().lookups.find(lookup)->state, lookup_state::failed);
}

TEST(EngineLookup, WhoMayNotOrCannotPayIsRefused) {
    asked rig;
    rig.ask("+49 151");
    EXPECT_EQ(rig.refused(), refusal_code::invalid_recipient);
    auto command = with_lookups();
    command.clients[1].value.lookup_price = price("100");
    command.clients[1].value.digest = "3";
    rig.declare(command);
    rig.ask();
    EXPECT_EQ(rig.refused(), refusal_code::insufficient_balance);
    command.clients[1].value.lookup_price = {};
    command.clients[1].value.digest = "4";
    rig.declare(command);
    rig.ask();
    EXPECT_EQ(rig.refused(), refusal_code::not_found);
    EXPECT_TRUE(rig.lookups.empty());
    EXPECT_EQ(rig.engine->memory().lookups.size(), 0U);
    rig.expect_books();
}

TEST(EngineLookup, WithoutAProviderNobodyIsAsked) {
    asked rig{rig_options{}};
    rig.ask();
    EXPECT_EQ(rig.refused(), refusal_code::no_lookup);
    rig.send(asked::text());
    EXPECT_EQ(rig.submits.size(), 1U);
}

TEST(EngineLookup, AnAnswerThatDiffersIsLearntWithItsRule) {
    asked rig;
    rig.ask();
    rig.tell(answered(rig.take_lookup()));
    const auto learnt = rig.engine->memory().numbers.find(NUMBER);
    ASSERT_TRUE(learnt);
    EXPECT_EQ(learnt->rule, network_rule::lookup);
    EXPECT_EQ(learnt->mccmnc, "26202");
}

TEST(EngineLookup, OldAnswersGoAndSoDoTheOldestBeyondTheLimit) {
    auto options = with_provider();
    options.limits.lookup.kept_max = 3;
    asked rig{options};
    for (int last = 1; last <= 5; ++last) {
        rig.ask("+49151234560" + std::to_string(last));
        rig.tell(answered(rig.take_lookup()));
        rig.take<facts::looked_up>();
        EXPECT_LE(rig.engine->memory().lookups.size(), 3U);
    }
    rig.restart();
    EXPECT_EQ(rig.engine->memory().lookups.size(), 3U) << "and in the database";
    rig.pass(3'600'001);
    EXPECT_EQ(rig.engine->memory().lookups.size(), 0U);
    rig.restart();
    EXPECT_EQ(rig.engine->memory().lookups.size(), 0U);
    rig.expect_books();
}

TEST(EngineLookup, AnAnswerTwiceIsChargedOnce) {
    asked rig;
    rig.ask();
    const auto lookup = rig.take_lookup();
    rig.tell(answered(lookup));
    rig.tell(answered(lookup));
    EXPECT_EQ(rig.balance(BANK), amount("9.99"));
    EXPECT_EQ(rig.owed(), amount("0.004"));
    rig.expect_books();
}

}  // namespace kaskad::engine::test
