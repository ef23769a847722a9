#include "engine/sender_types.hpp"
#include "tests/engine/shop.hpp"

#include <gtest/gtest.h>

// Of which type a sender is, to a client and to each supplier, and what that does to prices.

namespace kaskad::engine::test {
namespace {

using enum routing::sender_type;

TEST(EngineSenderType, TheFirstRuleThatFitsCounts) {
    facts::message value;
    value.sender = "Shop";
    value.network = "26201";
    value.country = "DE";
    value.operator_group = "telekom-de";
    struct {
        std::vector<facts::sender_rule> rules;
        routing::sender_type type;
    } const table[] = {
        {{}, any},
        {{{"Shop", "", paid}}, paid},
        {{{"Bank", "", paid}}, any},
        {{{"", "", free}}, free},
        {{{"Shop", "26201", national}}, national},
        {{{"Shop", "telekom-de", national}}, national},
        {{{"Shop", "DE", national}}, national},
        {{{"Shop", "26202", national}, {"Shop", "", paid}, {"", "", free}}, paid},
    };
    for (const auto& each : table)
        EXPECT_EQ(sender_type_of(each.rules, value), each.type);
    value.operator_group.clear();
    value.network.clear();
    EXPECT_EQ(sender_type_of({{"", "26201", paid}}, value), any);
}

facts::declared_price for_type(facts::declared_price price, routing::sender_type type) {
    price.row.senders = type;
    return price;
}

TEST(EngineSenderType, ALinkAsksThePriceOfItsOwnType) {
    shop world;
    auto command = declaration();
    command.links[0].digest = "2";
    command.links[0].senders = {{"Shop", "DE", international}};
    // To the second link the same sender is a paid one.
    command.links[1].digest = "2";
    command.links[1].senders = {{"Shop", "26201", paid}};
    command.prices.push_back(for_type(priced("cheap", "0.09"), international));
    command.prices.push_back(for_type(priced("dear", "0.06"), paid));
    world.declare(command);
    world.bind(CHEAP);
    world.bind(DEAR);
    const auto id = world.send(shop::text());
    const auto attempt = world.message(id).attempts.front();
    EXPECT_EQ(attempt.link, DEAR);
    EXPECT_EQ(attempt.buy_price, price("0.06"));
}

TEST(EngineSenderType, AClientPaysByItsOwnType) {
    shop world;
    auto command = declaration();
    command.clients[0].value.digest = "2";
    command.clients[0].value.senders = {{"Shop", "26201", paid}, {"", "", free}};
    command.prices.push_back(for_type(priced("", "0.10"), paid));
    command.prices.push_back(for_type(priced("", "0.11"), free));
    world.declare(command);
    world.bind(CHEAP);
    struct {
        const char* sender;
        core::client_id client;
        routing::sender_type type;
        const char* price;
    } const table[] = {{"Shop", SHOP, paid, "0.1"}, {"Other", SHOP, free, "0.11"}, {"Shop", BANK, any, "0.08"}};
    for (const auto& each : table) {
        auto text = shop::text("Hello", each.client);
        text.from = each.sender;
        const auto message = world.message(world.send(text));
        EXPECT_EQ(message.sender_type, each.type);
        EXPECT_EQ(core::to_string(message.sell_price), each.price);
    }
    world.restart();
}

}  // namespace
}  // namespace kaskad::engine::test
