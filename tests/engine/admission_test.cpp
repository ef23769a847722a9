#include "engine/admission.hpp"

#include "tests/engine/shop.hpp"

// Every "no" of admission changes nothing; a repeat by Idempotency-Key is answered as before.

namespace kaskad::engine::test {

using facts::refusal_code;
using facts::submit_message;

namespace {

struct refused {
    const char* name;
    void (*change)(submit_message&);
    refusal_code code;
    const char* field;
};

const refused REFUSED[] = {
    {"no such client", [](auto& m) { m.client = {99}; }, refusal_code::client_disabled, ""},
    {"letters in the number", [](auto& m) { m.to = "call me"; }, refusal_code::invalid_recipient, "to"},
    {"too short a number", [](auto& m) { m.to = "+4915"; }, refusal_code::invalid_recipient, "to"},
    {"too long a sender", [](auto& m) { m.from = "TwelveLetter"; }, refusal_code::invalid_sender, "from"},
    {"no text", [](auto& m) { m.text.clear(); }, refusal_code::empty_text, "text"},
    {"bad UTF-8", [](auto& m) { m.text = "\xC3("; }, refusal_code::invalid_text, "text"},
    {"nine parts", [](auto& m) { m.text.assign(153 * 8 + 1, 'x'); }, refusal_code::too_many_parts, "text"},
    {"more than 255 parts", [](auto& m) { m.text.assign(153 * 256, 'x'); }, refusal_code::too_many_parts, "text"},
    {"negative validity", [](auto& m) { m.validity_s = -1; }, refusal_code::invalid_validity, "validity"},
    {"validity of 8 days", [](auto& m) { m.validity_s = 8 * 86'400; }, refusal_code::invalid_validity, "validity"},
    {"in two years", [](auto& m) { m.send_at_utc = 1'767'225'600'000 + 731 * 86'400'000LL; },
     refusal_code::invalid_send_at, "send_at"},
    {"long client_ref", [](auto& m) { m.client_ref.assign(65, 'x'); }, refusal_code::invalid_client_ref, "client_ref"},
    {"undeclared callback", [](auto& m) { m.callback_url = "https://other.example/sms"; },
     refusal_code::invalid_callback_url, "callback_url"},
    {"callback beside the endpoint", [](auto& m) { m.callback_url = "https://shop.example/smsx"; },
     refusal_code::invalid_callback_url, "callback_url"},
    {"no network", [](auto& m) { m.to = "+33612345678"; }, refusal_code::no_network, "to"},
};

}  // namespace

TEST(EngineAdmission, EachRefusalNamesTheFieldAndChangesNothing) {
    shop world;
    const auto groups = world.groups.size();
    for (const auto& row : REFUSED) {
        SCOPED_TRACE(row.name);
        auto command = shop::text();
        row.change(command);
        world.tell(command);
        const auto answer = world.take_answer();
        const auto* refusal = std::get_if<facts::refusal>(&answer.value);
        ASSERT_NE(refusal, nullptr);
        EXPECT_EQ(refusal->code, row.code) << refusal->detail;
        EXPECT_EQ(refusal->field, row.field);
    }
    EXPECT_EQ(world.groups.size(), groups);
    EXPECT_TRUE(world.engine->memory().messages.empty());
}

TEST(EngineAdmission, EightPartsAreTakenAndACallbackUnderTheEndpoint) {
    shop world;
    auto command = shop::text(std::string(153 * 8, 'x'));
    command.callback_url = "https://shop.example/sms/orders?id=7";
    EXPECT_TRUE(world.send(command));
}

TEST(EngineAdmission, MoneyIsTheLimit) {
    shop world;
    for (int number = 0; number < 125; ++number)
        world.send(shop::text());  // 125 x 0.08 = 10
    world.tell(shop::text());
    const auto answer = world.take_answer();
    ASSERT_TRUE(std::holds_alternative<facts::refusal>(answer.value));
    EXPECT_EQ(std::get<facts::refusal>(answer.value).code, refusal_code::insufficient_balance);
    world.tell(facts::query_balance{0, SHOP});
    EXPECT_EQ(std::get<facts::balance>(world.take_answer().value).available, amount("0"));
    world.tell(top_up("shop", "0.08"));
    world.take_answer();
    EXPECT_TRUE(world.send(shop::text()));
    world.expect_balanced();
}

TEST(EngineAdmission, ARepeatedKeyIsAnsweredAsBeforeAndAnotherBodyRefused) {
    shop world;
    auto command = shop::text();
    command.idempotency_key = "order-1";
    command.body_hash = "hash";
    const auto id = world.send(command);
    for (int round = 0; round < 3; ++round) {
        world.tell(command);
        const auto answer = world.take_answer();
        const auto* repeated = std::get_if<facts::accepted_item>(&answer.value);
        ASSERT_NE(repeated, nullptr);
        EXPECT_EQ(repeated->message, id);
        EXPECT_TRUE(repeated->repeated);
        EXPECT_EQ(repeated->price, amount("0.08"));
        if (round == 0) world.project();  // now it is cold
        if (round == 1) world.restart();
    }
    command.body_hash = "other";
    world.tell(command);
    EXPECT_EQ(std::get<facts::refusal>(world.take_answer().value).code, refusal_code::idempotency_mismatch);
    world.pass(86'400'001);
    command.body_hash = "other";
    EXPECT_NE(world.send(command), id);
}

TEST(EngineAdmission, ItemsOfAnInterruptedArrayAreNotTakenTwice) {
    shop world;
    auto command = shop::text();
    command.idempotency_key = "batch";
    command.body_hash = "hash";
    const auto first = world.send(command);
    world.restart();
    const auto again = world.send(command);
    EXPECT_EQ(again, first);
    command.item = 1;
    EXPECT_NE(world.send(command), first);
}

// While item 0's record was in memory and item 1's was not, a repeat took item 1 for new.
TEST(EngineAdmission, EveryItemOfARepeatedArrayIsFoundThoughOnlySomeAreInMemory) {
    shop world;
    auto command = shop::text();
    command.idempotency_key = "batch";
    command.body_hash = "hash";
    std::vector<core::message_id> ids;
    for (command.item = 0; command.item < 3; ++command.item)
        ids.push_back(world.send(command));
    world.restart();
    for (command.item = 0; command.item < 3; ++command.item)
        EXPECT_EQ(world.send(command), ids[command.item]);
    world.restart();
    command.item = 2;
    EXPECT_EQ(world.send(command), ids[2]);
    command.body_hash = "other";
    command.item = 3;
    world.tell(command);
    EXPECT_EQ(std::get<facts::refusal>(world.take_answer().value).code, refusal_code::idempotency_mismatch);
}

TEST(EngineAdmission, AFreshArrayWithAKeyAsksTheDatabaseNothing) {
    shop world;
    auto command = shop::text();
    command.idempotency_key = "fresh";
    command.body_hash = "hash";
    const auto fetches = world.engine->counters().fetches;
    for (command.item = 0; command.item < 20; ++command.item)
        world.engine->handle(command, world.now);
    world.run();
    EXPECT_EQ(world.engine->counters().fetches, fetches);
    EXPECT_EQ(world.answers.size(), 20U);
}

TEST(EngineAdmission, UnderPressureTheLowerClassesAreRefusedFirstAndTheRestGoesOn) {
    shop world;
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::text());
    const auto submit = world.take_submit();
    for (size_t index = 0; index < core::MESSAGE_CLASS_COUNT; ++index) {
        auto command = shop::text();
        command.klass = static_cast<core::message_class>(index);
        world.engine->set_pressure(ADMISSION_PERCENT[index] - 1);
        EXPECT_TRUE(world.send(command));
        world.engine->set_pressure(ADMISSION_PERCENT[index]);
        world.tell(command);
        EXPECT_EQ(std::get<facts::refusal>(world.take_answer().value).code, refusal_code::overloaded);
    }
    world.engine->set_pressure(100);
    world.answer(submit, 0, "a");
    world.receipt(bind, "a", facts::part_state::delivered);
    EXPECT_EQ(world.message(id).state, facts::message_state::delivered);
}

TEST(EngineAdmission, APreviewPricesAndTakesNothing) {
    shop world;
    const auto groups = world.groups.size();
    world.tell(facts::preview_message{.message = shop::text("Привет, это длинное сообщение")});
    const auto answer = world.take_answer();
    const auto* preview = std::get_if<facts::previewed>(&answer.value);
    ASSERT_NE(preview, nullptr);
    EXPECT_EQ(preview->encoding, facts::text_encoding::ucs2);
    EXPECT_EQ(preview->parts, 1);
    EXPECT_EQ(preview->units, 29U);
    EXPECT_EQ(preview->network, "26201");
    EXPECT_EQ(preview->price, amount("0.08"));
    EXPECT_EQ(world.groups.size(), groups);
}

TEST(EngineAdmission, WithoutAnyLinkThatIsNotBoundItWaitsForTheCheapest) {
    shop world;
    const auto id = world.send(shop::text());
    EXPECT_TRUE(world.submits.empty());
    EXPECT_EQ(world.message(id).queue_link, CHEAP);
    world.bind(CHEAP);
    EXPECT_EQ(world.take_submit().part.message, id);
}

TEST(EngineAdmission, AQueueOfALinkThatStaysDownGoesToAnother) {
    shop world;
    const auto bind = world.bind(CHEAP, 0);
    const auto id = world.send(shop::text());
    EXPECT_EQ(world.message(id).queue_link, CHEAP);
    world.bind(DEAR);
    world.tell(facts::link_down{bind});
    world.pass(4'900);
    EXPECT_TRUE(world.submits.empty());
    world.pass(200);
    const auto submit = world.take_submit();
    EXPECT_EQ(submit.part.message, id);
    EXPECT_EQ(submit.bind.link, DEAR);
    EXPECT_TRUE(world.engine->memory().jobs.empty());
}

// A message that was refused for the moment once stayed on its dead link for good.
TEST(EngineAdmission, WhatWasRefusedForTheMomentLeavesADeadLinkToo) {
    shop world;
    const auto bind = world.bind(CHEAP, 1);
    const auto id = world.send(shop::text());
    world.answer(world.take_submit(), static_cast<uint32_t>(smpp::command_status::rthrottled));
    world.tell(facts::link_down{bind});
    world.bind(DEAR);
    world.pass(5'100);
    const auto submit = world.take_submit();
    EXPECT_EQ(submit.part, (facts::part_ref{id, 2, 1}));
    EXPECT_EQ(submit.bind.link, DEAR);
    EXPECT_FALSE(world.message(id).possible_duplicate);
}

// So did an otp that was in doubt when no other link was bound yet.
TEST(EngineAdmission, AnOtpInDoubtLeavesADeadLinkWhenAnotherIsBound) {
    shop world;
    world.bind(CHEAP);
    auto command = shop::text();
    command.klass = core::message_class::otp;
    const auto id = world.send(command);
    world.take_submit();
    world.restart();
    world.pass(10);
    EXPECT_TRUE(world.submits.empty());
    const auto bind = world.bind(DEAR);
    world.pass(5'100);
    EXPECT_EQ(world.take_submit().part, (facts::part_ref{id, 2, 1}));
    EXPECT_TRUE(world.message(id).possible_duplicate);
    // The first attempt still listens.
    world.receipt({CHEAP, 0, bind.epoch + 1}, "late", facts::part_state::delivered);
    EXPECT_EQ(world.message(id).state, facts::message_state::delivered);
}

}  // namespace kaskad::engine::test
