#include "tests/engine/shop.hpp"

#include <functional>

// A receipt says that an attempt has failed: over another link, or the end. Codes go over one other link by default.

namespace kaskad::engine::test {

namespace {

using core::message_class;
using facts::attempt_state;
using facts::message_state;
using facts::part_state;

constexpr uint32_t OK = 0;
constexpr uint32_t INVALID_LENGTH = 0x01;

facts::submit_message code(core::client_id client = SHOP, std::string text = "Hello") {
    auto command = shop::text(std::move(text), client);
    command.klass = message_class::otp;
    return command;
}

// Both links are bound; the code is with the cheap one, as "one".
class tried : public shop {
  public:
    explicit tried(facts::submit_message command = code(), rig_options options = {}) : shop{std::move(options)} {
        cheap = bind(CHEAP);
        dear = bind(DEAR);
        id = send(std::move(command));
        first = take_submit();
        EXPECT_EQ(first.bind.link, CHEAP);
        answer(first, OK, "one");
    }

    void fails(const facts::bind_ref& over, std::string key, std::string network = {}) {
        facts::receipt_received command;
        command.bind = over;
        command.keys = {std::move(key)};
        command.state = part_state::undelivered;
        command.stat = "UNDELIV";
        command.network = std::move(network);
        tell(std::move(command));
    }

    core::amount owed_to(core::link_id link) { return posted(billing::account_kind::payable, link.value); }
    core::amount left_of(core::client_id client) { return posted(billing::account_kind::client, client.value); }

    // What the client was told, in order.
    std::vector<facts::event_kind> told() const {
        std::vector<facts::event_kind> kinds;
        for (const auto& call : calls)
            kinds.push_back(call.value.kind);
        return kinds;
    }

    facts::bind_ref cheap;
    facts::bind_ref dear;
    facts::submit_part first;
    core::message_id id;
};

rig_options with_class(const std::function<void(class_options&)>& change) {
    rig_options options;
    change(options.limits.classes[static_cast<size_t>(message_class::otp)]);
    return options;
}

}  // namespace

TEST(EngineOtherLink, ACodeThatFailedGoesOverAnother) {
    tried world;
    world.fails(world.cheap, "one");
    const auto second = world.take_submit();
    EXPECT_EQ(second.bind.link, DEAR);
    EXPECT_EQ(second.part, (facts::part_ref{world.id, 2, 1}));
    EXPECT_EQ(world.message(world.id).state, message_state::in_progress);
    world.answer(second, OK, "two");
    EXPECT_EQ(world.told(), std::vector{facts::event_kind::sent});
    world.receipt(world.dear, "two", part_state::delivered);
    const auto message = world.message(world.id);
    EXPECT_EQ(message.state, message_state::delivered);
    EXPECT_EQ(message.attempts[0].state, attempt_state::undelivered);
    EXPECT_FALSE(message.late || message.possible_duplicate);
    EXPECT_EQ(world.told(), (std::vector{facts::event_kind::sent, facts::event_kind::delivered}));
    EXPECT_EQ(world.left_of(SHOP), amount("9.92"));
    EXPECT_EQ(world.owed_to(CHEAP), amount("0.05"));
    EXPECT_EQ(world.owed_to(DEAR), amount("0.07"));
    world.expect_balanced();
}

// Codes of 3GPP TS 29.002: 6 absent, 1 unknown, 13 barred, 31 busy, 34 the network's own failure; none at all.
TEST(EngineOtherLink, WhoIsToBlameDecides) {
    struct row {
        const char* network;
        bool again_after_subscriber;
        bool goes;
    };
    const row rows[] = {
        {"", false, true},      {"3:34", false, true}, {"3:33", false, true}, {"3:6", false, false},
        {"3:31", false, false}, {"3:6", true, true},   {"3:31", true, true},  {"3:1", false, false},
        {"3:1", true, false},   {"3:13", true, false},
    };
    for (const auto& row : rows) {
        tried world{code(), with_class([&](auto& otp) { otp.again_after_subscriber = row.again_after_subscriber; })};
        world.fails(world.cheap, "one", row.network);
        EXPECT_EQ(world.submits.size(), row.goes ? 1U : 0U) << row.network << row.again_after_subscriber;
        EXPECT_EQ(world.message(world.id).state, row.goes ? message_state::in_progress : message_state::failed);
    }
}

// A link's own map says that its "005" is about the sender: another link may take it; "006" about the text: none would.
TEST(EngineOtherLink, TheClientsSideOnlyWhereAnotherLinkHelps) {
    const auto goes = [](core::reason reason) {
        shop world;
        auto command = declaration();
        command.links[0].digest = "2";
        facts::reason_rule rule;
        rule.err = "005";
        rule.reason = reason;
        command.links[0].reasons = {rule};
        world.declare(command);
        const auto cheap = world.bind(CHEAP);
        world.bind(DEAR);
        world.send(code());
        world.answer(world.take_submit(), OK, "one");
        facts::receipt_received receipt;
        receipt.bind = cheap;
        receipt.keys = {"one"};
        receipt.state = part_state::undelivered;
        receipt.err = "005";
        world.tell(receipt);
        return world.submits.size() == 1;
    };
    EXPECT_TRUE(goes(core::reason::invalid_sender));
    EXPECT_TRUE(goes(core::reason::link_system_error));
    EXPECT_FALSE(goes(core::reason::content_rejected));
    EXPECT_FALSE(goes(core::reason::recipient_flooded));
}

TEST(EngineOtherLink, OnlyAsOftenAsTheClassSays) {
    tried world;
    world.fails(world.cheap, "one");
    world.answer(world.take_submit(), OK, "two");
    world.fails(world.dear, "two");
    const auto message = world.message(world.id);
    EXPECT_EQ(message.state, message_state::failed);
    EXPECT_EQ(message.reason, core::reason::undeliverable);
    EXPECT_EQ(message.attempts.size(), 2U);
    world.expect_balanced();

    auto command = code();
    command.klass = message_class::transactional;
    tried other{command};
    other.fails(other.cheap, "one");
    EXPECT_EQ(other.message(other.id).state, message_state::failed);
    EXPECT_TRUE(other.submits.empty());
}

TEST(EngineOtherLink, NotBehindItsValidityNorBeyondTheAttempts) {
    tried late;
    late.pass(300'000);  // valid for five minutes
    late.fails(late.cheap, "one");
    EXPECT_EQ(late.message(late.id).state, message_state::failed);

    rig_options options;
    options.limits.attempts_max = 1;
    tried once{code(), options};
    once.fails(once.cheap, "one");
    EXPECT_EQ(once.message(once.id).state, message_state::failed);
}

TEST(EngineOtherLink, ALinkThatIsDownIsNoOther) {
    tried world;
    world.tell(facts::link_down{world.dear});
    world.fails(world.cheap, "one");
    EXPECT_EQ(world.message(world.id).state, message_state::failed);
}

// A part costs 0.05 over the cheap link and 0.07 over the dear one: 0.12 for both.
TEST(EngineOtherLink, WhatAllAttemptsMayCostIsACap) {
    for (const bool is_enough : {true, false}) {
        shop world;
        auto command = declaration();
        command.clients[0].value.digest = "2";
        command.clients[0].value.spend_max = price(is_enough ? "0.12" : "0.11999999");
        world.declare(command);
        const auto cheap = world.bind(CHEAP);
        world.bind(DEAR);
        const auto id = world.send(code());
        world.answer(world.take_submit(), OK, "one");
        world.receipt(cheap, "one", part_state::undelivered);
        EXPECT_EQ(world.submits.size(), is_enough ? 1U : 0U);
        EXPECT_EQ(world.message(id).state, is_enough ? message_state::in_progress : message_state::failed);
    }
}

// The second waits for credits when the first turns out to have arrived: it never leaves.
TEST(EngineOtherLink, ALatePositiveWithdrawsWhatHasNotLeft) {
    shop world;
    const auto cheap = world.bind(CHEAP);
    const auto dear = world.bind(DEAR, 0);
    const auto id = world.send(code(BANK));
    world.answer(world.take_submit(), OK, "one");
    world.receipt(cheap, "one", part_state::undelivered);
    EXPECT_EQ(world.message(id).queue_link, DEAR);
    world.receipt(cheap, "one", part_state::delivered);
    const auto message = world.message(id);
    EXPECT_EQ(message.state, message_state::delivered);
    EXPECT_EQ(message.attempts[0].state, attempt_state::delivered);
    EXPECT_EQ(message.attempts[1].state, attempt_state::skipped);
    EXPECT_FALSE(message.possible_duplicate);
    world.tell(facts::grant_credits{dear, 100});
    EXPECT_TRUE(world.submits.empty());
    EXPECT_EQ(world.posted(billing::account_kind::client, BANK.value), amount("9.92"));
    EXPECT_EQ(world.posted(billing::account_kind::payable, DEAR.value), amount("0"));
    world.expect_balanced();
}

TEST(EngineOtherLink, BothDeliveredIsOneChargeAndMarked) {
    tried world{code(BANK)};
    world.fails(world.cheap, "one");
    world.answer(world.take_submit(), OK, "two");
    world.receipt(world.cheap, "one", part_state::delivered);
    EXPECT_EQ(world.message(world.id).state, message_state::delivered);
    EXPECT_TRUE(world.message(world.id).possible_duplicate);
    world.receipt(world.dear, "two", part_state::delivered);
    const auto message = world.message(world.id);
    EXPECT_EQ(message.attempts[0].state, attempt_state::delivered);
    EXPECT_EQ(message.attempts[1].state, attempt_state::delivered);
    EXPECT_EQ(world.left_of(BANK), amount("9.92"));
    EXPECT_EQ(world.owed_to(CHEAP), amount("0.05"));
    EXPECT_EQ(world.owed_to(DEAR), amount("0.07"));
    world.expect_balanced();
}

TEST(EngineOtherLink, ThePositiveOfTheFirstBehindTheSecondsMarksIt) {
    tried world;
    world.fails(world.cheap, "one");
    world.answer(world.take_submit(), OK, "two");
    world.receipt(world.dear, "two", part_state::delivered);
    EXPECT_FALSE(world.message(world.id).possible_duplicate);
    world.receipt(world.cheap, "one", part_state::delivered);
    EXPECT_TRUE(world.message(world.id).possible_duplicate);
    EXPECT_FALSE(world.message(world.id).late);
}

TEST(EngineOtherLink, APositiveBehindTheEndIsLateWhicheverAttemptItIsOf) {
    for (const bool is_first : {true, false}) {
        tried world{code(BANK)};
        world.fails(world.cheap, "one");
        world.answer(world.take_submit(), OK, "two");
        world.fails(world.dear, "two");
        EXPECT_EQ(world.left_of(BANK), amount("10"));
        world.receipt(is_first ? world.cheap : world.dear, is_first ? "one" : "two", part_state::delivered);
        EXPECT_EQ(world.message(world.id).state, message_state::delivered);
        EXPECT_TRUE(world.message(world.id).late);
        EXPECT_EQ(world.left_of(BANK), amount("9.92"));
        world.expect_balanced();
    }
}

// The second is on the wire when the first turns out to have arrived: what it costs is owed, and taken back if the
// operator refuses it.
TEST(EngineOtherLink, WhatFliesAtTheEndIsBilledByItsAnswer) {
    for (const uint32_t status : {OK, INVALID_LENGTH}) {
        tried world;
        world.fails(world.cheap, "one");
        const auto second = world.take_submit();
        world.receipt(world.cheap, "one", part_state::delivered);
        EXPECT_TRUE(world.message(world.id).possible_duplicate);
        EXPECT_EQ(world.owed_to(DEAR), amount("0.07"));  // in doubt is taken for billed
        world.answer(second, status, "two");
        EXPECT_EQ(world.owed_to(DEAR), status == OK ? amount("0.07") : amount("0"));
        EXPECT_EQ(world.message(world.id).state, message_state::delivered);
        world.expect_balanced();
    }
}

TEST(EngineOtherLink, ALongTextGoesAsAWhole) {
    tried world{code(SHOP, std::string(200, 'a'))};
    world.answer(world.take_submit(), OK, "one-b");
    world.receipt(world.cheap, "one", part_state::delivered);
    world.fails(world.cheap, "one-b");
    for (const uint8_t part : {uint8_t{1}, uint8_t{2}}) {
        const auto again = world.take_submit();
        EXPECT_EQ(again.part, (facts::part_ref{world.id, 2, part}));
        world.answer(again, OK, "two-" + std::to_string(part));
        world.receipt(world.dear, "two-" + std::to_string(part), part_state::delivered);
    }
    const auto message = world.message(world.id);
    EXPECT_EQ(message.state, message_state::delivered);
    EXPECT_EQ(message.parts_confirmed, 2);
    EXPECT_TRUE(message.possible_duplicate);  // the first part came twice
    EXPECT_EQ(world.left_of(SHOP), amount("9.84"));
    world.expect_balanced();
}

// The second attempt waits for a retry; the answer to what the first one left on the wire took its alarm away.
TEST(EngineOtherLink, AnAnswerToAnOlderAttemptLeavesTheAlarmOfTheNewer) {
    tried world{code(SHOP, std::string(200, 'a'))};
    const auto older = world.take_submit();
    world.fails(world.cheap, "one");
    constexpr uint32_t SYSTEM_ERROR = 8;
    const auto newer = world.take_submit();
    world.answer(world.take_submit(), OK, "two-2");
    world.answer(newer, SYSTEM_ERROR);
    world.answer(older, OK, "one-b");
    EXPECT_EQ(world.message(world.id).attempts[0].state, attempt_state::undelivered);
    world.pass(10'000);
    EXPECT_EQ(world.take_submit().part, newer.part);
}

TEST(EngineOtherLink, SurvivesARestartInTheQueueAndOnTheWire) {
    shop waiting;
    auto cheap = waiting.bind(CHEAP);
    waiting.bind(DEAR, 0);
    const auto queued = waiting.send(code());
    waiting.answer(waiting.take_submit(), OK, "one");
    waiting.receipt(cheap, "one", part_state::undelivered);
    waiting.restart();
    waiting.bind(DEAR);
    EXPECT_EQ(waiting.take_submit().part, (facts::part_ref{queued, 2, 1}));

    tried flying;
    flying.fails(flying.cheap, "one");
    flying.take_submit();
    flying.restart();
    cheap = flying.bind(CHEAP);
    EXPECT_EQ(flying.message(flying.id).attempts[1].parts[0].state, part_state::in_doubt);
    flying.receipt(cheap, "one", part_state::delivered);
    EXPECT_EQ(flying.message(flying.id).state, message_state::delivered);
    EXPECT_EQ(flying.left_of(SHOP), amount("9.92"));
    flying.expect_balanced();
}

// Of the first attempt one part is with its operator for ever; the second never leaves. That waited an hour for a
// receipt behind its validity, and would have gone out in it.
TEST(EngineOtherLink, AnAttemptThatFailedIsNotWaitedFor) {
    shop world;
    const auto cheap = world.bind(CHEAP);
    const auto dear = world.bind(DEAR, 0);
    const auto id = world.send(code(BANK, std::string(200, 'a')));
    world.answer(world.take_submit(), OK, "one");
    world.answer(world.take_submit(), OK, "one-b");
    world.receipt(cheap, "one", part_state::undelivered);
    EXPECT_EQ(world.message(id).queue_link, DEAR);
    world.pass(299'999);
    EXPECT_EQ(world.message(id).state, message_state::in_progress);
    world.pass(1);
    EXPECT_TRUE(facts::is_final(world.message(id).state));
    world.tell(facts::grant_credits{dear, 100});
    EXPECT_TRUE(world.submits.empty());
    EXPECT_EQ(world.posted(billing::account_kind::client, BANK.value), amount("10"));
    world.expect_balanced();
}

// The second part was on the wire when the first one's refusal ended the message: its positive response found nobody,
// and what it costs was not owed.
TEST(EngineOtherLink, AFlyingPartOfAMessageThatEndedIsBilledByItsAnswer) {
    for (const uint32_t status : {OK, INVALID_LENGTH}) {
        shop world;
        const auto cheap = world.bind(CHEAP);
        const auto id = world.send(shop::text(std::string(200, 'a'), BANK));
        const auto one = world.take_submit();
        const auto two = world.take_submit();
        world.answer(one, INVALID_LENGTH);
        EXPECT_EQ(world.message(id).state, message_state::failed);
        world.answer(two, status, "two");
        EXPECT_EQ(world.posted(billing::account_kind::payable, CHEAP.value),
                  status == OK ? amount("0.05") : amount("0"));
        EXPECT_EQ(world.message(id).state, message_state::failed);
        EXPECT_EQ(world.message(id).due_steady, 0);
        world.expect_balanced();
        world.tell(facts::link_down{cheap});
        world.expect_balanced();
    }
}

TEST(EngineOtherLink, WhatNeverLeftOfAMessageThatEndedIsNotOwed) {
    shop world;
    const auto cheap = world.bind(CHEAP);
    const auto id = world.send(shop::text(std::string(200, 'a')));
    const auto one = world.take_submit();
    const auto two = world.take_submit();
    world.answer(one, INVALID_LENGTH);
    world.tell(facts::submit_not_sent{cheap, two.part});
    EXPECT_EQ(world.posted(billing::account_kind::payable, CHEAP.value), amount("0"));
    EXPECT_EQ(world.message(id).state, message_state::failed);
    EXPECT_EQ(world.message(id).attempts[0].parts[1].state, part_state::unknown);
    world.bind(CHEAP);
    world.pass(600'000);
    EXPECT_TRUE(world.submits.empty());
    world.expect_balanced();
}

}  // namespace kaskad::engine::test
