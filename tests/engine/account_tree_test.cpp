#include "engine/account_tree.hpp"

#include "engine/named.hpp"
#include "tests/engine/shop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Three levels: "shop" is a reseller of ours, "child" is its client at a tenth above, "grandchild" is the child's.

namespace kaskad::engine::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr core::currency EUR{{'E', 'U', 'R'}};
constexpr core::client_id CHILD{3};
constexpr core::client_id GRANDCHILD{4};

facts::declared_client below(std::string name, std::string parent) {
    facts::declared_client client;
    client.value.name = std::move(name);
    client.value.digest = "1";
    client.value.currency = EUR;
    client.value.default_sender = "Shop";
    client.value.opening_balance = amount("10");
    client.value.margin_min = price("-1");
    client.value.pricing = facts::pricing_rule::parent;
    client.parent = std::move(parent);
    return client;
}

facts::declare tree() {
    auto command = declaration();
    command.clients[0].value.digest = "2";
    command.clients[0].value.clients_max = 10;
    command.clients.push_back(below("child", "shop"));
    command.clients.push_back(below("grandchild", "child"));
    command.clients[2].value.markup_ppm = 100'000;
    command.clients[2].value.clients_max = 1;
    command.clients[3].value.markup = price("0.01");
    return command;
}

struct reseller : shop {
    reseller() {
        declare(tree());
        bound = bind(CHEAP, 100);
    }

    facts::bind_ref bound;

    const world& memory() const { return engine->memory(); }
    core::client_id client_named(std::string_view name) const { return find_named(memory().clients, name)->first; }
    facts::refusal refused() {
        const auto answer = take_answer();
        EXPECT_TRUE(std::holds_alternative<facts::refusal>(answer.value));
        const auto* refusal = std::get_if<facts::refusal>(&answer.value);
        return refusal ? *refusal : facts::refusal{};
    }
    std::vector<billing::posting> postings_of(core::message_id id) const {
        std::vector<billing::posting> rows;
        for (const auto& group : groups)
            for (const auto& fact : group.facts)
                for (const auto& change : fact.changes)
                    if (const auto* row = std::get_if<billing::posting>(&change.after); row && row->message == id)
                        rows.push_back(*row);
        // What operators are owed has rows of its own.
        std::erase_if(rows, [](const auto& row) { return row.transfers[0].side != billing::transfer_side::client; });
        return rows;
    }

    void redeclare(const facts::declare& command) {
        auto changed = command;
        for (auto& client : changed.clients)
            client.value.digest = "changed " + std::to_string(++changes_);
        declare(changed);
    }

    core::amount reserved(core::client_id client) {
        const auto* account =
            memory().accounts.find(billing::make_account_id(billing::account_kind::client, client.value, EUR));
        return account ? account->reserved : core::amount{};
    }
    // What each level pays for the message that was taken last, from its client upwards.
    std::vector<std::string> prices(core::message_id id) {
        std::vector<std::string> found;
        const auto value = message(id);
        for (size_t level = 0; level < facts::charge_levels(value); ++level)
            found.push_back(core::to_string(facts::charge_at(value, level).price));
        return found;
    }

  private:
    int changes_ = 0;
};

// 0.08 for the shop, a tenth more for the child, a cent more for the grandchild.
TEST(EngineAccountTree, EachLevelPaysThePriceOfTheOneAboveAndItsMargin) {
    reseller world;
    const auto id = world.send(world.text("Hello", GRANDCHILD));
    EXPECT_THAT(world.prices(id), ElementsAre("0.098", "0.088", "0.08"));
    EXPECT_EQ(world.message(id).sell_price, price("0.098"));
}

TEST(EngineAccountTree, AMessageMovesTheMoneyOfAllLevelsInOneRow) {
    reseller world;
    const auto id = world.send(world.text("Hello", GRANDCHILD));
    // On submit: the first part has left, so each pays whoever is above it; the highest pays us.
    EXPECT_EQ(world.message(id).state, facts::message_state::in_progress);
    EXPECT_EQ(world.posted(billing::account_kind::client, GRANDCHILD.value), amount("9.902"));
    EXPECT_EQ(world.posted(billing::account_kind::client, CHILD.value), amount("9.912"));
    EXPECT_EQ(world.posted(billing::account_kind::client, SHOP.value), amount("9.92"));
    EXPECT_EQ(world.posted(billing::account_kind::revenue, CHILD.value), amount("0.098"));
    EXPECT_EQ(world.posted(billing::account_kind::revenue, SHOP.value), amount("0.088"));
    EXPECT_EQ(world.posted(billing::account_kind::revenue, 0), amount("0.08"));
    const auto rows = world.postings_of(id);
    ASSERT_EQ(rows.size(), 2U);  // reserved, posted
    EXPECT_EQ(rows[0].transfers.size(), 3U);
    EXPECT_EQ(rows[1].transfers.size(), 3U);
}

TEST(EngineAccountTree, WhenOneLevelCannotPayNobodyDoesAndTheLevelIsNamed) {
    reseller world;
    auto command = tree();
    command.clients[2].value.opening_balance = {};
    command.clients[2].value.name = "poor";
    command.clients[2].parent = "shop";
    command.clients.push_back(below("its", "poor"));
    world.redeclare(command);
    const auto poor = world.client_named("poor");
    const auto its = world.client_named("its");
    world.tell(world.text("Hello", its));
    const auto refused = world.refused();
    EXPECT_EQ(refused.code, facts::refusal_code::reseller_no_money);
    EXPECT_THAT(refused.detail, HasSubstr("the account 1 above"));
    for (const auto client : {SHOP, poor, its})
        EXPECT_EQ(world.reserved(client), core::amount{}) << client.value;
}

TEST(EngineAccountTree, WhatIsNotDeliveredIsFreeOnTheLevelsThatPayOnDelivery) {
    reseller world;
    auto command = tree();
    command.clients[2].value.charge = billing::charge_rule::on_delivered;
    world.redeclare(command);
    const auto id = world.send(world.text("Hello", GRANDCHILD));
    world.answer(world.take_submit(), 0, "id1");
    EXPECT_EQ(world.reserved(CHILD), amount("0.088"));
    world.receipt(world.bound, "id1", facts::part_state::undelivered);
    EXPECT_EQ(world.message(id).state, facts::message_state::failed);
    EXPECT_EQ(world.posted(billing::account_kind::client, CHILD.value), amount("10"));
    EXPECT_EQ(world.posted(billing::account_kind::client, GRANDCHILD.value), amount("9.902"));
    EXPECT_EQ(world.posted(billing::account_kind::client, SHOP.value), amount("9.92"));
    EXPECT_EQ(world.reserved(CHILD), core::amount{});
}

// What was agreed on when a message was taken holds, whatever the client's rule is by the time it ends.
TEST(EngineAccountTree, ARuleThatChangesMidwayChangesNoMessageThatWasTaken) {
    reseller world;
    auto command = tree();
    command.clients[2].value.charge = billing::charge_rule::on_delivered;
    world.redeclare(command);
    const auto id = world.send(world.text("Hello", GRANDCHILD));
    world.answer(world.take_submit(), 0, "id1");
    world.declare(tree());  // the child pays on submit again
    world.receipt(world.bound, "id1", facts::part_state::delivered);
    EXPECT_EQ(world.message(id).state, facts::message_state::delivered);
    EXPECT_EQ(world.posted(billing::account_kind::client, CHILD.value), amount("9.912"));
    EXPECT_EQ(world.reserved(CHILD), core::amount{});
}

TEST(EngineAccountTree, AListThatSellsForLessThanItsParentPaysIsRefused) {
    reseller world;
    auto command = tree();
    command.clients[2].value.pricing = facts::pricing_rule::list;
    facts::declared_price own = priced("", "0.07999999");
    own.client = "child";
    command.prices.push_back(own);
    world.redeclare(command);
    world.tell(world.text("Hello", CHILD));
    EXPECT_EQ(world.refused().code, facts::refusal_code::below_cost);
    command.prices.back().row.price = price("0.08");
    world.redeclare(command);
    EXPECT_THAT(world.prices(world.send(world.text("Hello", CHILD))), ElementsAre("0.08", "0.08"));
    command.clients[2].value.earn_min = price("0.00000001");
    world.redeclare(command);
    world.redeclare(command);
    world.tell(world.text("Hello", CHILD));
    EXPECT_EQ(world.refused().code, facts::refusal_code::below_cost);
}

TEST(EngineAccountTree, ADisabledResellerStopsAllBelowIt) {
    reseller world;
    auto command = tree();
    command.clients[0].value.enabled = false;
    world.declare(command);
    world.tell(world.text("Hello", GRANDCHILD));
    const auto refused = world.refused();
    EXPECT_EQ(refused.code, facts::refusal_code::reseller_disabled);
    EXPECT_THAT(refused.detail, HasSubstr("the account 2 above"));
}

TEST(EngineAccountTree, TreesThatCannotStandAreRefusedAndChangeNothing) {
    const auto why = [](const std::function<void(facts::declare&)>& change) {
        reseller world;
        auto command = tree();
        for (auto& client : command.clients)
            client.value.digest = "3";
        change(command);
        world.answers.clear();
        world.tell(command);
        const auto refused = world.refused();
        EXPECT_EQ(refused.code, facts::refusal_code::invalid_declaration);
        EXPECT_EQ(world.memory().clients.at(CHILD).digest, "1");
        return refused.detail;
    };
    EXPECT_THAT(why([](auto& all) { all.clients[2].parent = "nobody"; }), HasSubstr("no client \"nobody\""));
    EXPECT_THAT(why([](auto& all) { all.clients[0].parent = "grandchild"; }), HasSubstr("stands above itself"));
    EXPECT_THAT(why([](auto& all) { all.clients[2].parent.clear(); }), HasSubstr("its price is its parent's"));
    EXPECT_THAT(why([](auto& all) { all.clients[0].value.unit = facts::charge_unit::message; }),
                HasSubstr("pays for something else"));
    EXPECT_THAT(why([](auto& all) { all.clients[2].value.lookup_price = price("0.01"); }), HasSubstr("look-ups"));
    EXPECT_THAT(why([](auto& all) { all.clients.push_back(below("one more", "child")); }),
                HasSubstr("2 clients below it, and clients_max is 1"));
    EXPECT_THAT(why([](auto& all) {
                    for (auto& client : all.clients)
                        client.value.clients_max = 10;
                    std::string last = "grandchild";
                    for (int level = 4; level <= 7; ++level)
                        all.clients.push_back(below("level" + std::to_string(level),
                                                    std::exchange(last, "level" + std::to_string(level))));
                }),
                HasSubstr("more than 6 levels"));
}

}  // namespace
}  // namespace kaskad::engine::test
