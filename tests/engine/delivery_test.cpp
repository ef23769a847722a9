#include "tests/engine/shop.hpp"

// From the answer 202 to the receipt: what is recorded, what leaves, what it costs.

namespace kaskad::engine::test {

using facts::message_state;
using facts::part_state;

TEST(EngineDelivery, CarriesOneMessageAndChargesItOnce) {
    shop world;
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::text());
    const auto submit = world.take_submit();
    EXPECT_EQ(submit.bind, bind);
    EXPECT_EQ(submit.pdu.destination.addr, "491512345678");
    EXPECT_EQ(submit.pdu.source.addr, "Shop");
    EXPECT_EQ(submit.pdu.source.ton, smpp::ton::ALPHANUMERIC);
    EXPECT_EQ(submit.pdu.short_message, "Hello");
    EXPECT_EQ(submit.pdu.registered_delivery, smpp::registered::FINAL);
    EXPECT_EQ(world.posted(billing::account_kind::client, SHOP.value), amount("9.92"));

    world.answer(submit, 0, "id-1");
    world.receipt(bind, "id-1", part_state::delivered, "DELIVRD");
    const auto message = world.message(id);
    EXPECT_EQ(message.state, message_state::delivered);
    EXPECT_EQ(message.parts_confirmed, 1);
    EXPECT_EQ(message.due_steady, 0);
    EXPECT_EQ(world.posted(billing::account_kind::client, SHOP.value), amount("9.92"));
    EXPECT_EQ(world.posted(billing::account_kind::revenue, 0), amount("0.08"));
    EXPECT_EQ(world.posted(billing::account_kind::payable, CHEAP.value), amount("0.05"));
    EXPECT_EQ(world.deliver_answers.size(), 1U);
    world.expect_balanced();
}

TEST(EngineDelivery, AcceptAndFirstSubmittingShareAGroup) {
    shop world;
    world.bind(CHEAP);
    const auto before = world.groups.size();
    world.send(shop::text());
    ASSERT_EQ(world.groups.size(), before + 1);
    bool accepted = false;
    bool submitting = false;
    for (const auto& fact : world.groups.back().facts) {
        accepted = accepted || fact.kind == facts::fact_kind::message_accepted;
        submitting = submitting || fact.kind == facts::fact_kind::part_submitting;
    }
    EXPECT_TRUE(accepted);
    EXPECT_TRUE(submitting);
}

TEST(EngineDelivery, ChargesOnDeliveryOnlyWhenDelivered) {
    shop world;
    const auto bind = world.bind(CHEAP);
    world.send(shop::text("Hello", BANK));
    const auto delivered = world.take_submit();
    EXPECT_EQ(world.posted(billing::account_kind::client, BANK.value), amount("10"));
    world.answer(delivered, 0, "a");
    world.receipt(bind, "a", part_state::delivered);
    EXPECT_EQ(world.posted(billing::account_kind::client, BANK.value), amount("9.92"));

    world.send(shop::text("Hello", BANK));
    world.answer(world.take_submit(), 0, "b");
    world.receipt(bind, "b", part_state::undelivered);
    EXPECT_EQ(world.posted(billing::account_kind::client, BANK.value), amount("9.92"));
    const auto* account = world.engine->memory().accounts.find(
        billing::make_account_id(billing::account_kind::client, BANK.value, world.euro));
    EXPECT_EQ(account->reserved, amount("0"));
    world.expect_balanced();
}

TEST(EngineDelivery, SendsThePartsOfALongTextInOrderOverOneBind) {
    shop world;
    world.bind(CHEAP, 100, 0);
    world.bind(CHEAP, 100, 1);
    const auto id = world.send(shop::text(std::string(400, 'x')));
    ASSERT_EQ(world.submits.size(), 3U);
    const auto first_bind = world.submits.front().bind;
    for (uint8_t number = 1; number <= 3; ++number) {
        const auto submit = world.take_submit();
        EXPECT_EQ(submit.bind, first_bind);
        EXPECT_EQ(submit.part.part, number);
        EXPECT_EQ(submit.pdu.esm_class, smpp::esm::UDHI);
        EXPECT_EQ(static_cast<uint8_t>(submit.pdu.short_message[4]), 3);
        EXPECT_EQ(static_cast<uint8_t>(submit.pdu.short_message[5]), number);
        world.answer(submit, 0, "p" + std::to_string(number));
    }
    EXPECT_EQ(world.message(id).attempts.back().state, facts::attempt_state::accepted);
    EXPECT_EQ(world.posted(billing::account_kind::client, SHOP.value), amount("9.76"));
    EXPECT_EQ(world.posted(billing::account_kind::payable, CHEAP.value), amount("0.15"));
}

// A message whose first part ended it went on with its second one: submitted after its end, it was in progress again,
// and a delivered one could end unknown, charged.
TEST(EngineDelivery, SendsNothingMoreOfAMessageThatHasEnded) {
    shop world;
    const auto bind = world.bind(CHEAP, 1);
    const auto id = world.send(shop::text(std::string(200, 'x')));
    world.answer(world.take_submit(), static_cast<uint32_t>(smpp::command_status::rinvdstadr));
    ASSERT_EQ(world.message(id).state, message_state::failed);
    world.tell(facts::grant_credits{bind, 5});
    EXPECT_TRUE(world.submits.empty());
    EXPECT_EQ(world.message(id).state, message_state::failed);
    world.expect_balanced();
}

TEST(EngineDelivery, AMultipartMessageIsDeliveredWhenEveryPartIs) {
    shop world;
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::text(std::string(200, 'x')));
    world.answer(world.take_submit(), 0, "p1");
    world.answer(world.take_submit(), 0, "p2");
    world.receipt(bind, "p2", part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::in_progress);
    EXPECT_EQ(world.message(id).parts_confirmed, 1);
    world.receipt(bind, "p1", part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    EXPECT_EQ(world.message(id).parts_confirmed, 2);
}

TEST(EngineDelivery, TakesTheCheapestBoundLinkAndFailsOverToTheNext) {
    shop world;
    world.bind(DEAR);
    const auto id = world.send(shop::text());
    EXPECT_EQ(world.take_submit().bind.link, DEAR);
    world.bind(CHEAP);
    world.send(shop::text());
    const auto cheap = world.take_submit();
    EXPECT_EQ(cheap.bind.link, CHEAP);
    world.answer(cheap, static_cast<uint32_t>(smpp::command_status::rsubmitfail));
    const auto second = world.take_submit();
    EXPECT_EQ(second.bind.link, DEAR);
    EXPECT_EQ(second.part.attempt, 2);
    EXPECT_NE(second.part.message, id);
    // Charged once, although two links tried; the refusing link bills nothing.
    EXPECT_EQ(world.posted(billing::account_kind::client, SHOP.value), amount("9.84"));
    EXPECT_EQ(world.posted(billing::account_kind::payable, CHEAP.value), amount("0"));
}

// SMPP 5.0 §4.7.6, ESME_RDELIVERYFAILURE: the operator tried, and the handset was not there.
TEST(EngineDelivery, ARefusalThatTheSupplierBillsIsAccruedForEachSubmit) {
    rig_options options;
    options.limits.retry_delay_ms = 1'000;
    options.limits.retries_max = 1;
    shop world{options};
    world.bind(CHEAP);
    world.send(shop::text());
    const auto status = static_cast<uint32_t>(smpp::command_status::rdeliveryfailure);
    const auto price = [&] { return world.posted(billing::account_kind::payable, CHEAP.value); };
    world.answer(world.take_submit(), status);
    EXPECT_EQ(price(), amount("0.05"));
    world.pass(1'000);
    world.answer(world.take_submit(), status);
    EXPECT_EQ(price(), amount("0.1"));
    world.expect_balanced();
}

TEST(EngineDelivery, AFinalRefusalEndsTheMessageWithItsReason) {
    shop world;
    world.bind(CHEAP);
    world.bind(DEAR);
    const auto id = world.send(shop::text());
    world.answer(world.take_submit(), static_cast<uint32_t>(smpp::command_status::rinvdstadr));
    const auto message = world.message(id);
    EXPECT_EQ(message.state, message_state::failed);
    EXPECT_EQ(message.reason, core::reason::invalid_recipient);
    EXPECT_TRUE(world.submits.empty());
}

TEST(EngineDelivery, RetriesASystemErrorLaterAndThenElsewhere) {
    shop world{{.limits = {.retries_max = 2, .retry_delay_ms = 1'000}}};
    world.bind(CHEAP);
    world.bind(DEAR);
    world.send(shop::text());
    const auto rsyserr = static_cast<uint32_t>(smpp::command_status::rsyserr);
    world.answer(world.take_submit(), rsyserr);
    EXPECT_TRUE(world.submits.empty());
    world.pass(999);
    EXPECT_TRUE(world.submits.empty());
    world.pass(1);
    world.answer(world.take_submit(), rsyserr);
    world.pass(1'999);
    EXPECT_TRUE(world.submits.empty());
    world.pass(1);
    const auto third = world.take_submit();
    EXPECT_EQ(third.bind.link, CHEAP);
    world.answer(third, rsyserr);
    EXPECT_EQ(world.take_submit().bind.link, DEAR);
}

TEST(EngineDelivery, AThrottledLinkSlowsAndKeepsItsMessagesInOrder) {
    shop world;
    const auto bind = world.bind(CHEAP, 3);
    std::vector<core::message_id> ids;
    for (int number = 0; number < 4; ++number) {
        auto message = shop::text("one of four");
        message.to = "+4915100000" + std::to_string(100 + number);
        ids.push_back(world.send(message));
    }
    for (int number = 0; number < 3; ++number) {
        EXPECT_TRUE(world.slowed.empty()) << number;
        world.answer(world.take_submit(), static_cast<uint32_t>(smpp::command_status::rthrottled));
    }
    ASSERT_EQ(world.slowed.size(), 1U) << "three recipients within a second";
    world.pass(1'000);
    world.tell(facts::grant_credits{bind, 7});
    for (const auto id : ids)
        EXPECT_EQ(world.take_submit().part.message, id);
    EXPECT_EQ(world.message(ids[0]).attempts.back().retries, 0);
}

// One number answered ESME_RMSGQFUL for ever once slowed the link for the thousands behind it.
TEST(EngineDelivery, ANumberThatIsRefusedForEverDoesNotSlowTheLink) {
    for (const auto status : {smpp::command_status::rmsgqful, smpp::command_status::rthrottled}) {
        shop world;
        world.bind(CHEAP, 100'000);
        auto refused = shop::text("refused");
        refused.to = "+4915100000000";
        const auto id = world.send(refused);
        size_t taken = 0;
        for (int number = 0; number < 100; ++number) {
            world.send(shop::text("goes"));
            while (!world.submits.empty()) {
                const auto submit = world.take_submit();
                const bool is_its = submit.part.message == id;
                world.answer(submit, is_its ? static_cast<uint32_t>(status) : 0, "id" + std::to_string(++taken));
            }
            world.pass(200);
        }
        EXPECT_TRUE(world.slowed.empty());
        EXPECT_GE(world.message(id).attempts.back().throttled, 2);
        EXPECT_EQ(world.message(id).attempts.back().retries, 0);
    }
}

TEST(EngineDelivery, AFullQueueOfOneRecipientHoldsOnlyThatRecipient) {
    shop world;
    world.bind(CHEAP, 1000);
    for (int number = 0; number < 4; ++number)
        world.send(shop::text("warm up"));
    auto held = shop::text("held");
    held.to = "+4915100000000";
    const auto id = world.send(held);
    for (int number = 0; number < 4; ++number)
        world.answer(world.take_submit(), 0, "w" + std::to_string(number));
    world.answer(world.take_submit(), static_cast<uint32_t>(smpp::command_status::rmsgqful));
    EXPECT_TRUE(world.slowed.empty());
    world.send(shop::text("goes"));
    EXPECT_NE(world.take_submit().part.message, id);
    world.pass(5'000);
    EXPECT_EQ(world.take_submit().part.message, id);
}

TEST(EngineDelivery, AMessagePastItsClassDeadlineExpiresUncharged) {
    shop world;
    auto command = shop::text();
    command.klass = core::message_class::otp;
    const auto id = world.send(command);
    EXPECT_TRUE(world.submits.empty());
    world.pass(119'999);
    EXPECT_EQ(world.message(id).state, message_state::accepted);
    world.pass(1);
    EXPECT_EQ(world.message(id).state, message_state::expired);
    EXPECT_EQ(world.message(id).reason, core::reason::deadline_passed);
    EXPECT_EQ(world.posted(billing::account_kind::client, SHOP.value), amount("10"));
    world.bind(CHEAP);
    EXPECT_TRUE(world.submits.empty());
}

TEST(EngineDelivery, WithoutAReceiptItEndsUnknownAndAClientOnDeliveryPaysNothing) {
    shop world;
    world.bind(CHEAP);
    auto command = shop::text("Hello", BANK);
    command.validity_s = 60;
    const auto id = world.send(command);
    world.answer(world.take_submit(), 0, "a");
    world.pass(60'000 + 3'600'000);
    EXPECT_EQ(world.message(id).state, message_state::unknown);
    EXPECT_EQ(world.message(id).reason, core::reason::no_receipt);
    EXPECT_EQ(world.posted(billing::account_kind::client, BANK.value), amount("10"));
    world.expect_balanced();
}

TEST(EngineDelivery, WhatOperatorsOnlyRefusedExpiresAtItsValidity) {
    shop world;
    const auto bind = world.bind(CHEAP, 1);
    auto command = shop::text();
    command.validity_s = 60;
    const auto id = world.send(command);
    world.answer(world.take_submit(), static_cast<uint32_t>(smpp::command_status::rthrottled));
    world.pass(59'999);
    EXPECT_EQ(world.message(id).state, message_state::in_progress);
    world.pass(1);
    EXPECT_EQ(world.message(id).state, message_state::expired);
    world.tell(facts::grant_credits{bind, 10});
    EXPECT_TRUE(world.submits.empty());
}

// Longer limits after a restart once met a message at its old time, and an assertion.
TEST(EngineDelivery, LimitsChangedWhileAMessageWaitsAreTakenAsTheyAre) {
    shop world{{.limits = {.receipt_grace_ms = 1'000}}};
    world.bind(CHEAP);
    auto command = shop::text();
    command.validity_s = 60;
    const auto id = world.send(command);
    world.answer(world.take_submit(), 0, "a");
    world.change_limits([](auto& limits) { limits.receipt_grace_ms = 100'000; });
    world.restart();
    world.pass(61'000);
    EXPECT_EQ(world.message(id).state, message_state::in_progress);
    world.pass(100'000);
    EXPECT_EQ(world.message(id).state, message_state::unknown);
}

// A message whose third part was refused for good once went on with its fourth, and was in progress again.
TEST(EngineDelivery, APartRefusedForGoodHoldsBackThoseBehindIt) {
    shop world;
    const auto bind = world.bind(CHEAP, 2);
    const auto id = world.send(shop::text(std::string(500, 'x')));
    const auto first = world.take_submit();
    world.answer(world.take_submit(), static_cast<uint32_t>(smpp::command_status::rinvdstadr));
    EXPECT_EQ(world.message(id).state, message_state::failed);
    world.tell(facts::grant_credits{bind, 10});
    EXPECT_TRUE(world.submits.empty());
    world.answer(first, 0, "a");
    EXPECT_EQ(world.message(id).state, message_state::failed);
}

// Its other part was on the wire when the first was refused: carried by both operators, it did not say so.
TEST(EngineDelivery, APartOnTheWireMakesTheNextAttemptAPossibleDuplicate) {
    shop world;
    world.bind(CHEAP, 2);
    world.bind(DEAR, 2);
    const auto id = world.send(shop::text(std::string(200, 'x')));
    const auto first = world.take_submit();
    const auto second = world.take_submit();
    world.answer(first, static_cast<uint32_t>(smpp::command_status::rsubmitfail));
    world.answer(second, 0, "a");
    EXPECT_EQ(world.take_submit().bind.link, DEAR);
    EXPECT_TRUE(world.message(id).possible_duplicate);
}

TEST(EngineDelivery, AScheduledMessageWaitsForItsTime) {
    shop world;
    world.bind(CHEAP);
    auto command = shop::text();
    command.send_at_utc = world.now.utc_ms + 600'000;
    const auto id = world.send(command);
    EXPECT_EQ(world.message(id).state, message_state::scheduled);
    world.pass(599'999);
    EXPECT_TRUE(world.submits.empty());
    world.pass(1);
    EXPECT_EQ(world.take_submit().part.message, id);
}

}  // namespace kaskad::engine::test
