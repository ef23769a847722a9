#include "tests/engine/account_shop.hpp"

// What a client may take back, what it costs, and what it hears of it.

namespace kaskad::engine::test {

using facts::event_kind;
using facts::message_state;
using facts::refusal_code;

namespace {

constexpr uint8_t SENT_AND_ENDED = 0x11;

facts::message_claim claim_of(core::message_id id) {
    return {.client = SHOP, .message = id};
}

// No link is bound, so that everything waits.
struct waiting_shop : shop {
    explicit waiting_shop(rig_options options = {}) : shop{std::move(options)} { declare(with_account(10)); }

    facts::reply cancel(facts::message_claim claim) {
        tell(facts::cancel_message{.claim = std::move(claim)});
        return take_answer().value;
    }
    facts::reply cancel(core::message_id id) { return cancel(claim_of(id)); }

    core::amount reserved() {
        return engine->memory()
            .accounts.find(billing::make_account_id(billing::account_kind::client, 1, euro))
            ->reserved;
    }
};

refusal_code code_of(const facts::reply& reply) {
    const auto* refused = std::get_if<facts::refusal>(&reply);
    EXPECT_NE(refused, nullptr);
    return refused ? refused->code : refusal_code::overloaded;
}

message_state state_in(const facts::reply& reply) {
    const auto* status = std::get_if<facts::message_status>(&reply);
    EXPECT_NE(status, nullptr);
    return status ? status->state : message_state::unknown;
}

}  // namespace

TEST(EngineCancellation, AQueuedMessageIsTakenBackUnchargedAndItsReceiptSaysSo) {
    waiting_shop world;
    const auto id = world.send(account_shop::submit());
    EXPECT_EQ(world.reserved(), amount("0.08"));
    EXPECT_EQ(state_in(world.cancel(id)), message_state::cancelled);
    EXPECT_EQ(world.reserved(), amount("0"));
    EXPECT_EQ(world.posted(billing::account_kind::client, 1), amount("10"));
    const auto stored = world.message(id);
    EXPECT_EQ(stored.reason, core::reason::cancelled_by_client);
    EXPECT_EQ(stored.charge.state, billing::reservation_state::voided);
    EXPECT_EQ(stored.attempts[0].state, facts::attempt_state::cancelled);
    ASSERT_EQ(world.calls.size(), 1U);
    EXPECT_EQ(world.calls[0].value.kind, event_kind::cancelled);
    world.bind(CHEAP);
    EXPECT_TRUE(world.submits.empty()) << "it stands in no queue any more";
}

TEST(EngineCancellation, AScheduledMessageIsTakenBackAlsoFromTheDatabase) {
    rig_options options;
    options.limits.messages_hot = 1;
    waiting_shop world{options};
    auto command = account_shop::submit();
    command.send_at_utc = world.now.utc_ms + 86'400'000;
    const auto id = world.send(std::move(command));
    for (int number = 0; number < 5; ++number) {
        auto other = shop::text();
        other.send_at_utc = world.now.utc_ms + 86'400'000;
        world.send(std::move(other));
    }
    ASSERT_FALSE(world.engine->memory().find(id).has_value()) << "it is cold";
    EXPECT_EQ(state_in(world.cancel(id)), message_state::cancelled);
    EXPECT_EQ(world.message(id).state, message_state::cancelled);
    world.pass(2 * 86'400'000);
    EXPECT_EQ(world.message(id).state, message_state::cancelled);
    world.restart();
    EXPECT_EQ(world.reserved(), amount("0")) << "the others have expired";
}

TEST(EngineCancellation, WhatIsOnTheWireOrHasEndedStays) {
    account_shop world;
    const auto id = world.send(account_shop::submit());
    const auto submit = world.take_submit();
    const auto cancel = [&] {
        world.tell(facts::cancel_message{.claim = claim_of(id)});
        return code_of(world.take_answer().value);
    };
    EXPECT_EQ(cancel(), refusal_code::not_cancellable) << "submitting";
    world.answer(submit, 0, "op");
    EXPECT_EQ(cancel(), refusal_code::not_cancellable) << "accepted";
    world.receipt(world.bound, "op", facts::part_state::delivered);
    EXPECT_EQ(cancel(), refusal_code::not_cancellable) << "delivered";
}

TEST(EngineCancellation, WhatMayHaveLeftStays) {
    account_shop world;
    const auto id = world.send(account_shop::submit());
    const auto submit = world.take_submit();
    world.tell(facts::submit_unanswered{submit.bind, submit.part});
    world.tell(facts::cancel_message{.claim = claim_of(id)});
    EXPECT_EQ(code_of(world.take_answer().value), refusal_code::not_cancellable);
}

TEST(EngineCancellation, WhatTheOperatorRefusedForNowIsTakenBack) {
    account_shop world;
    const auto id = world.send(account_shop::submit());
    world.answer(world.take_submit(), 0x14);  // ESME_RMSGQFUL
    world.tell(facts::cancel_message{.claim = claim_of(id)});
    EXPECT_EQ(state_in(world.take_answer().value), message_state::cancelled);
    world.pass(600'000);
    EXPECT_TRUE(world.submits.empty());
}

TEST(EngineCancellation, OthersMessagesAndUnknownOnesAreNotThere) {
    waiting_shop world;
    const auto id = world.send(account_shop::submit());
    EXPECT_EQ(code_of(world.cancel({.client = BANK, .message = id})), refusal_code::not_found);
    EXPECT_EQ(code_of(world.cancel(core::message_id{id.value + 1})), refusal_code::not_found);
    EXPECT_EQ(world.message(id).state, message_state::accepted);
}

TEST(EngineCancellation, SenderAndRecipientMustBeTheMessages) {
    waiting_shop world;
    const auto id = world.send(account_shop::submit());
    auto claim = claim_of(id);
    claim.sender = "Bank";
    EXPECT_EQ(code_of(world.cancel(claim)), refusal_code::not_found);
    claim.sender = "";  // the default one, as in the submit
    claim.recipient = "+4915199999";
    EXPECT_EQ(code_of(world.cancel(claim)), refusal_code::not_found);
    claim.recipient = "+49 151 2345678";
    EXPECT_EQ(state_in(world.cancel(claim)), message_state::cancelled);
}

TEST(EngineCancellation, AnAliasNamesItsMessageAlsoFromTheDatabase) {
    rig_options options;
    options.limits.messages_hot = 1;
    waiting_shop world{options};
    std::vector<core::message_id> ids;
    for (int number = 0; number < 6; ++number) {
        auto command = account_shop::submit();
        command.wants_alias = true;
        command.send_at_utc = world.now.utc_ms + 86'400'000;
        ids.push_back(world.send(std::move(command)));
    }
    ASSERT_FALSE(world.engine->memory().find(ids[0]).has_value());
    EXPECT_EQ(state_in(world.cancel({.client = SHOP, .alias = 1})), message_state::cancelled);
    EXPECT_EQ(world.message(ids[0]).state, message_state::cancelled);
    EXPECT_EQ(world.message(ids[1]).state, message_state::scheduled);
    EXPECT_EQ(code_of(world.cancel({.client = BANK, .alias = 2})), refusal_code::not_found);
    EXPECT_EQ(code_of(world.cancel({.client = SHOP, .alias = 77})), refusal_code::not_found);
    EXPECT_EQ(state_in(world.cancel({.client = SHOP, .alias = 6})), message_state::cancelled) << "of one in memory";
}

TEST(EngineCancellation, AllToOneRecipientFromOneSenderAreTakenBack) {
    rig_options options;
    options.limits.messages_hot = 2;
    waiting_shop world{options};
    std::vector<core::message_id> ids;
    for (int number = 0; number < 5; ++number) {
        auto command = account_shop::submit();
        if (number == 1) command.from = "Other";
        if (number == 2) command.to = "+491519999999";
        if (number > 2) command.send_at_utc = world.now.utc_ms + 86'400'000;
        ids.push_back(world.send(std::move(command)));
    }
    world.tell(facts::cancel_messages{.client = SHOP, .recipient = "+491512345678"});
    const auto told = std::get<facts::cancelled_messages>(world.take_answer().value);
    EXPECT_EQ(told.count, 3U);
    EXPECT_FALSE(told.last) << "that is all";
    for (const size_t place : {0U, 3U, 4U})
        EXPECT_EQ(world.message(ids[place]).state, message_state::cancelled) << place;
    EXPECT_EQ(world.message(ids[1]).state, message_state::accepted);
    EXPECT_EQ(world.message(ids[2]).state, message_state::accepted);
    world.tell(facts::cancel_messages{.client = SHOP, .recipient = "nobody"});
    EXPECT_EQ(std::get<facts::cancelled_messages>(world.take_answer().value).count, 0U);
}

TEST(EngineCancellation, ManyAreTakenBackPageByPage) {
    waiting_shop world;
    for (uint32_t number = 0; number < facts::CANCELLED_MAX + 3; ++number)
        world.send(shop::text());
    world.tell(facts::cancel_messages{.client = SHOP, .recipient = "+491512345678"});
    const auto first = std::get<facts::cancelled_messages>(world.take_answer().value);
    EXPECT_EQ(first.count, facts::CANCELLED_MAX);
    ASSERT_TRUE(first.last);
    world.tell(facts::cancel_messages{.client = SHOP, .recipient = "+491512345678", .after = first.last});
    const auto second = std::get<facts::cancelled_messages>(world.take_answer().value);
    EXPECT_EQ(second.count, 3U);
    EXPECT_FALSE(second.last);
    EXPECT_EQ(world.reserved(), amount("0"));
}

// The database trails: what it is asked about must be in it.
TEST(EngineCancellation, TheSearchWaitsForTheDatabase) {
    waiting_shop world{{.limits = {}, .project_at_once = false}};
    world.send(shop::text());
    world.tell(facts::cancel_messages{.client = SHOP, .recipient = "+491512345678"});
    EXPECT_TRUE(world.answers.empty());
    world.project();
    world.run();
    EXPECT_EQ(std::get<facts::cancelled_messages>(world.take_answer().value).count, 1U);
}

TEST(EngineClaim, AQueryTellsTheStateAndHowItEnded) {
    account_shop world;
    const auto id = world.deliver(account_shop::submit(), facts::part_state::undelivered);
    world.tell(facts::query_message{.claim = claim_of(id)});
    const auto status = std::get<facts::message_status>(world.take_answer().value);
    EXPECT_EQ(status.message, id);
    EXPECT_EQ(status.state, message_state::failed);
    EXPECT_EQ(status.final_utc, world.now.utc_ms);
    EXPECT_NE(status.reason, core::reason::none);
    world.tell(facts::query_message{.claim = {.client = BANK, .message = id}});
    EXPECT_EQ(code_of(world.take_answer().value), refusal_code::not_found);
}

TEST(EngineClaim, AnEndIsToldAgainOnDemandWithItsOwnTime) {
    account_shop world;
    const auto id = world.deliver(account_shop::submit());
    const auto end = world.now.utc_ms;
    ASSERT_EQ(world.calls.size(), 1U);
    world.tell(facts::callback_answered{.endpoint = ACCOUNT, .sequence = 1, .accepted = true});
    world.pass(3'600'000);
    world.tell(facts::repeat_event{.claim = claim_of(id)});
    EXPECT_EQ(std::get<facts::repeated_events>(world.take_answer().value).count, 1U);
    ASSERT_EQ(world.calls.size(), 2U);
    EXPECT_EQ(world.calls[1].value.kind, event_kind::delivered);
    EXPECT_EQ(world.calls[1].value.message, id);
    EXPECT_EQ(world.calls[1].value.utc, end);
    EXPECT_EQ(world.calls[1].value.sequence, 2U);
}

TEST(EngineClaim, WhatNobodyAskedForOrHasNotEndedIsNotToldAgain) {
    account_shop world;
    const auto silent = world.deliver(account_shop::submit(0));
    const auto open = world.send(account_shop::submit());
    for (const auto id : {silent, open}) {
        world.tell(facts::repeat_event{.claim = claim_of(id)});
        EXPECT_EQ(std::get<facts::repeated_events>(world.take_answer().value).count, 0U);
    }
    EXPECT_TRUE(world.calls.empty());
}

TEST(EngineSubmission, WhatHappensOnTheWayIsToldWhereItsBitIsSet) {
    account_shop world;
    world.deliver(account_shop::submit(SENT_AND_ENDED));
    ASSERT_EQ(world.calls.size(), 2U);
    EXPECT_EQ(world.calls[0].value.kind, event_kind::sent);
    EXPECT_EQ(world.calls[1].value.kind, event_kind::delivered);
    account_shop only;
    only.deliver(account_shop::submit(0x10));
    ASSERT_EQ(only.calls.size(), 1U) << "SMPP 3.4 section 5.2.17: bit 4 alone asks for nothing else";
    EXPECT_EQ(only.calls[0].value.kind, event_kind::sent);
}

TEST(EngineSubmission, ItsEventCarriesTheOperatorsOwnError) {
    account_shop world;
    const auto id = world.send(account_shop::submit());
    world.answer(world.take_submit(), 0, "op");
    facts::receipt_received receipt;
    receipt.bind = world.bound;
    receipt.keys = {"op"};
    receipt.state = facts::part_state::undelivered;
    receipt.err = "21b";
    receipt.recipient = "491512345678";
    world.tell(receipt);
    ASSERT_EQ(world.calls.size(), 1U);
    EXPECT_EQ(world.calls[0].value.message, id);
    EXPECT_EQ(world.calls[0].value.err, "21b");
}

}  // namespace kaskad::engine::test
