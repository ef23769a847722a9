#include "engine/message_charge.hpp"

#include "tests/engine/shop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

// What a message costs its client, by the client's rules. The bank pays 0.08 a part and has 10.

namespace kaskad::engine::test {
namespace {

using billing::charge_rule;
using facts::charge_unit;
using facts::message_state;
using facts::part_state;

constexpr int64_t HOUR = 3'600'000;
const std::string LONG(400, 'x');  // three parts

struct bank : shop {
    explicit bank(const std::function<void(facts::client&)>& change) {
        auto command = declaration();
        command.clients[1].value.digest = "2";
        change(command.clients[1].value);
        declare(command);
        bound = bind(CHEAP, 100);
        answers.clear();
    }

    core::amount left() const { return account().posted; }
    core::amount held() const { return account().reserved; }
    // Takes all parts that wait for an answer; their ids at the operator count on.
    void take_parts() {
        while (!submits.empty())
            answer(take_submit(), 0, "id" + std::to_string(++ids_));
    }
    void receipt_of(int part, part_state state) { receipt(bound, "id" + std::to_string(part), state); }

    facts::bind_ref bound;

  private:
    billing::account account() const {
        return *engine->memory().accounts.find(
            billing::make_account_id(billing::account_kind::client, BANK.value, euro));
    }

    int ids_ = 0;
};

TEST(EngineMessageCharge, OnAcceptanceIsWhenTheOperatorTookTheLastPart) {
    bank world{[](auto& client) { client.charge = charge_rule::on_accepted; }};
    world.send(world.text(LONG, BANK));
    EXPECT_EQ(world.held(), amount("0.24"));
    world.answer(world.take_submit(), 0, "a");
    world.answer(world.take_submit(), 0, "b");
    EXPECT_EQ(world.left(), amount("10"));
    world.answer(world.take_submit(), 0, "c");
    EXPECT_EQ(world.left(), amount("9.76"));
    EXPECT_EQ(world.held(), core::amount{});
    world.receipt(world.bound, "a", part_state::undelivered);
    EXPECT_EQ(world.left(), amount("9.76"));  // taken is paid for, whatever becomes of it
}

TEST(EngineMessageCharge, WhatNoOperatorTookIsFreeOnAcceptance) {
    bank world{[](auto& client) { client.charge = charge_rule::on_accepted; }};
    const auto id = world.send(world.text("Hello", BANK));
    world.answer(world.take_submit(), 0x0B);  // ESME_RINVDSTADR: final
    EXPECT_EQ(world.message(id).state, message_state::failed);
    EXPECT_EQ(world.left(), amount("10"));
    EXPECT_EQ(world.held(), core::amount{});
}

TEST(EngineMessageCharge, AMessageMayCostTheSameHoweverLongItIs) {
    bank world{[](auto& client) { client.unit = charge_unit::message; }};
    world.tell(facts::preview_message{.message = world.text(LONG, BANK)});
    EXPECT_EQ(std::get<facts::previewed>(world.take_answer().value).price, amount("0.08"));
    world.send(world.text(LONG, BANK));
    EXPECT_EQ(world.held(), amount("0.08"));
    world.take_parts();
    for (const int part : {1, 2, 3})
        world.receipt_of(part, part_state::delivered);
    EXPECT_EQ(world.left(), amount("9.92"));
}

// Two of three parts arrive: the message does not, and only who pays for delivered parts pays for them.
TEST(EngineMessageCharge, DeliveredPartsArePaidForByWhoPaysForThem) {
    for (const auto& [unit, expected] :
         {std::pair{charge_unit::part, "10"}, std::pair{charge_unit::delivered_part, "9.84"}}) {
        bank world{[unit](auto& client) { client.unit = unit; }};
        const auto id = world.send(world.text(LONG, BANK));
        world.take_parts();
        world.receipt_of(1, part_state::delivered);
        world.receipt_of(2, part_state::delivered);
        world.receipt_of(3, part_state::undelivered);
        EXPECT_EQ(world.message(id).state, message_state::failed);
        EXPECT_EQ(world.left(), amount(expected));
        EXPECT_EQ(world.held(), core::amount{});
    }
}

// Two days: the validity, an hour's grace, and nobody has said anything.
TEST(EngineMessageCharge, WhatNobodySpokeOfCostsItsShare) {
    for (const auto& [percent, expected] :
         {std::pair{0U, "10"}, std::pair{50U, "9.96"}, std::pair{33U, "9.9736"}, std::pair{100U, "9.92"}}) {
        bank world{[percent](auto& client) { client.without_receipt_percent = percent; }};
        const auto id = world.send(world.text("Hello", BANK));
        world.take_parts();
        world.pass(48 * HOUR);
        EXPECT_EQ(world.message(id).state, message_state::unknown);
        EXPECT_EQ(world.left(), amount(expected)) << percent;
        EXPECT_EQ(world.held(), core::amount{});
    }
}

TEST(EngineMessageCharge, ALateDeliveryIsChargedWithinItsWindowOnly) {
    for (const auto& [hours, expected] : {std::pair{30U, "9.92"}, std::pair{2U, "10"}}) {
        bank world{[hours](auto& client) { client.late_hours = hours; }};
        const auto id = world.send(world.text("Hello", BANK));
        world.take_parts();
        world.receipt_of(1, part_state::undelivered);
        ASSERT_EQ(world.message(id).state, message_state::failed);
        world.pass(10 * HOUR);
        world.receipt_of(1, part_state::delivered);
        EXPECT_EQ(world.message(id).state, message_state::delivered);
        EXPECT_TRUE(world.message(id).late);
        EXPECT_EQ(world.left(), amount(expected)) << hours;
    }
}

// A rule that changed while the message was under way let it end free: on submit nothing is due at the end.
TEST(EngineMessageCharge, ARuleOfTheMiddleOfTheWayIsNotThisMessages) {
    bank world{[](auto&) {}};
    const auto id = world.send(world.text("Hello", BANK));
    world.take_parts();
    auto command = declaration();
    command.clients[1].value.digest = "3";
    command.clients[1].value.charge = charge_rule::on_submit;
    world.declare(command);
    world.receipt_of(1, part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    EXPECT_EQ(world.left(), amount("9.92"));
}

TEST(EngineMessageCharge, ATestKeysMessageIsPricedAndGoesNowhere) {
    bank world{[](auto&) {}};
    auto command = world.text(LONG, BANK);
    command.is_test = true;
    world.tell(command);
    const auto taken = std::get<facts::accepted_item>(world.take_answer().value);
    EXPECT_EQ(taken.state, message_state::delivered);
    EXPECT_EQ(taken.price, amount("0.24"));
    EXPECT_EQ(taken.parts, 3);
    EXPECT_TRUE(world.message(taken.message).is_test);
    EXPECT_TRUE(world.submits.empty());
    EXPECT_EQ(world.left(), amount("10"));
    EXPECT_EQ(world.held(), core::amount{});
    ASSERT_FALSE(world.calls.empty());
    EXPECT_EQ(world.calls.back().value.kind, facts::event_kind::delivered);
    // What a real one is refused for, it is refused for.
    command.to = "+33 6 12 34 56 78";
    world.tell(command);
    EXPECT_EQ(std::get<facts::refusal>(world.take_answer().value).code, facts::refusal_code::no_network);
}

TEST(EngineMessageCharge, AClientsWordForANetworkCountsWhereItMayGiveIt) {
    bank trusted{[](auto& client) { client.names_networks = true; }};
    auto command = trusted.text("Hello", BANK);
    command.to = "+49 170 2345678";
    command.network = "26201";
    const auto id = trusted.send(command);
    EXPECT_EQ(trusted.message(id).network, "26201");
    EXPECT_EQ(trusted.message(id).network_rule, routing::network_rule::supplied);
    command.network = "2620";
    trusted.tell(command);
    EXPECT_EQ(std::get<facts::refusal>(trusted.take_answer().value).field, "network");
    bank other{[](auto&) {}};
    other.tell(command);
    EXPECT_EQ(std::get<facts::refusal>(other.take_answer().value).field, "network");
}

}  // namespace
}  // namespace kaskad::engine::test
