#include "engine/lookups.hpp"
#include "tests/engine/shop.hpp"
#include "tests/invariants/charges.hpp"
#include "tests/invariants/reservations.hpp"

// Look-ups: what messages wait for, what clients pay for, and what is left of them after a restart.

namespace kaskad::engine::test {

namespace {

using billing::account_kind;
using billing::posting_code;
using facts::lookup_state;
using facts::refusal_code;
using routing::network_rule;

constexpr auto NUMBER = "491512345678";
constexpr auto WRITTEN = "+49 151 2345678";

rig_options with_provider() {
    rig_options options;
    auto& lookup = options.limits.lookup;
    lookup.enabled = true;
    lookup.price = price("0.004");
    lookup.currency = {{'E', 'U', 'R'}};
    lookup.deadline_ms = 1'500;
    lookup.request_deadline_ms = 5'000;
    lookup.cache_ms = 3'600'000;
    return options;
}

facts::declare with_lookups() {
    auto command = declaration();
    for (auto& client : command.clients) {
        client.value.lookup_price = price("0.01");
        client.value.digest = "2";
    }
    command.clients[0].value.looks_up = true;
    auto vodafone = priced("cheap", "0.08");
    vodafone.row.mccmnc = "26202";
    command.prices.push_back(vodafone);
    return command;
}

facts::lookup_answered answered(core::message_id id, std::string mccmnc = "26202") {
    return {.id = id,
            .has_answer = true,
            .mccmnc = std::move(mccmnc),
            .original = "26201",
            .is_ported = true,
            .reach = facts::lookup_reach::reachable,
            .error = {}};
}

facts::lookup_answered unanswered(core::message_id id) {
    return {.id = id, .mccmnc = {}, .original = {}, .error = "the provider answered 500"};
}

class asked : public shop {
  public:
    explicit asked(rig_options options = with_provider()) : shop{std::move(options)} {
        declare(with_lookups());
        bind(CHEAP);
        bind(DEAR);
    }

    void ask(std::string number = WRITTEN, core::client_id client = BANK, uint32_t item = 0) {
        tell(facts::look_up_number{5, client, std::move(number), item});
    }

    core::message_id take_lookup() {
        EXPECT_FALSE(lookups.empty());
        if (lookups.empty()) return {};
        const auto first = lookups.front();
        lookups.pop_front();
        return first.id;
    }

    template <typename Reply>
    Reply take() {
        const auto answer = take_answer();
        const auto* reply = std::get_if<Reply>(&answer.value);
        EXPECT_NE(reply, nullptr);
        return reply ? *reply : Reply{};
    }

    refusal_code refused() { return take<facts::refusal>().code; }
    core::amount balance(core::client_id client) { return posted(account_kind::client, client.value); }
    core::amount owed() { return posted(account_kind::payable, 0); }
    core::amount reserved(core::client_id client) {
        return engine->memory()
            .accounts.find(billing::make_account_id(account_kind::client, client.value, euro))
            ->reserved;
    }

    std::vector<posting_code> booked() const {
        std::vector<posting_code> result;
        for (const auto& group : groups) {
            for (const auto& fact : group.facts) {
                for (const auto& change : fact.changes) {
                    const auto* posting = std::get_if<billing::posting>(&change.after);
                    if (posting && posting->transfers[0].code >= posting_code::lookup_reserve)
                        result.push_back(posting->transfers[0].code);
                }
            }
        }
        return result;
    }

    // Each reservation ends once, nothing is charged twice.
    void expect_books() {
        invariants::reservations ends;
        invariants::charges once;
        invariants::complaints broken;
        for (const auto& group : groups) {
            for (const auto& fact : group.facts) {
                for (const auto& change : fact.changes) {
                    const auto* posting = std::get_if<billing::posting>(&change.after);
                    if (!posting) continue;
                    ends.take(*posting, broken);
                    once.take(*posting, broken);
                }
            }
        }
        EXPECT_TRUE(broken.empty()) << broken.front();
        expect_balanced();
    }
};

}  // namespace

// --- messages ----------------------------------------------------------------------------------------------------

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

// --- clients -----------------------------------------------------------------------------------------------------

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
