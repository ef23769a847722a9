#include "engine/named.hpp"
#include "tests/engine/shop.hpp"

#include <gtest/gtest.h>

#include <functional>

// What a reseller may say of the clients below it, what of it is ours, and that its orders of money are its own.

namespace kaskad::engine::test {
namespace {

struct resale : shop {
    resale() {
        auto command = declaration();
        for (auto& client : command.clients) {
            client.value.digest = "2";
            client.value.clients_max = 10;
        }
        declare(command);
    }

    facts::put_client put(core::client_id seller, const std::string& name) const {
        facts::put_client command{.seller = seller, .value = {}, .parent = {}};
        command.value.name = name;
        command.value.currency = {{'E', 'U', 'R'}};
        command.value.pricing = facts::pricing_rule::parent;
        return command;
    }
    template <typename Answer>
    Answer ask(facts::command command) {
        tell(std::move(command));
        const auto answer = take_answer();
        const auto* value = std::get_if<Answer>(&answer.value);
        const auto* no = std::get_if<facts::refusal>(&answer.value);
        EXPECT_NE(value, nullptr) << (no ? no->detail : "");
        return value ? *value : Answer{};
    }
    std::string verdict(facts::command command) {
        tell(std::move(command));
        const auto answer = take_answer();
        const auto* no = std::get_if<facts::refusal>(&answer.value);
        return no ? std::string{facts::to_string(no->code)} + " " + no->field : "";
    }
    facts::order_money order(core::client_id seller, const std::string& client, const char* value) const {
        auto command = top_up(client, value);
        command.seller = seller;
        command.reference = "bank-1";
        return command;
    }
    size_t facts_so_far() const {
        size_t count = 0;
        for (const auto& group : groups)
            count += group.facts.size();
        return count;
    }
};

TEST(EngineReseller, MakesClientsBelowItself) {
    resale world;
    const auto made = world.ask<facts::client_standings>(world.put(SHOP, "child"));
    ASSERT_EQ(made.rows.size(), 1U);
    EXPECT_EQ(made.rows[0].parent, "shop");
    // The other reseller neither sees it nor may have its name.
    EXPECT_EQ(world.verdict(facts::query_clients{.seller = BANK, .name = "child"}), "not_found client");
    EXPECT_EQ(world.verdict(world.put(BANK, "child")), "already_exists name");
    EXPECT_EQ(world.verdict(facts::put_key{.seller = BANK, .client = "child", .key = {.name = "k", .sha256 = "1"}}),
              "not_found client");
    // Nor makes it keys for itself, or for one that is no client of its own.
    EXPECT_EQ(world.verdict(facts::put_key{.seller = SHOP, .client = "shop", .key = {.name = "k", .sha256 = "1"}}),
              "not_found client");
}

// The next key is there before the old one ends.
TEST(EngineReseller, AKeyEndsAtOnceOrLater) {
    resale world;
    world.ask<facts::client_standings>(world.put(SHOP, "child"));
    const auto key = [&](const char* name, const char* digest, int64_t expires = 0) {
        return facts::put_key{
            .seller = SHOP, .client = "child", .key = {.name = name, .sha256 = digest, .expires_utc = expires}};
    };
    world.ask<facts::client_standings>(key("old", "1"));
    world.ask<facts::client_standings>(key("next", "2"));
    const auto later = world.ask<facts::client_standings>(key("old", "", world.now.utc_ms + 1'000));
    ASSERT_EQ(later.rows.at(0).value.keys.size(), 2U);
    EXPECT_EQ(later.rows[0].value.keys[0].expires_utc, world.now.utc_ms + 1'000);
    EXPECT_EQ(later.rows[0].value.keys[0].sha256, "1");
    const auto at_once = world.ask<facts::client_standings>(key("old", ""));
    ASSERT_EQ(at_once.rows.at(0).value.keys.size(), 1U);
    EXPECT_EQ(at_once.rows[0].value.keys[0].name, "next");
    EXPECT_EQ(world.verdict(key("old", "", world.now.utc_ms + 1'000)), "not_found name");
}

// A change of one client is judged with the clients below it, as a declaration is: else the next one would be refused
// for what stands there already.
TEST(EngineReseller, IsJudgedWithTheClientsBelowIt) {
    resale world;
    auto agent = world.put({}, "agent");
    agent.value.pricing = facts::pricing_rule::list;
    agent.value.clients_max = 2;
    world.ask<facts::client_standings>(agent);
    for (const auto* name : {"one", "two"}) {
        auto below = world.put({}, name);
        below.parent = "agent";
        world.ask<facts::client_standings>(below);
    }
    agent.value.clients_max = 1;
    EXPECT_EQ(world.verdict(agent), "invalid_declaration parent");
    agent.value.clients_max = 2;
    agent.value.unit = facts::charge_unit::message;
    EXPECT_EQ(world.verdict(agent), "invalid_declaration parent");
    agent.value.unit = facts::charge_unit::part;
    world.ask<facts::client_standings>(agent);
}

TEST(EngineReseller, LeavesToUsWhatIsOurs) {
    resale world;
    using change = std::function<void(facts::client&)>;
    for (const auto& [what, apply] : {
             std::pair{"weight", change{[](auto& client) { client.weight = 100; }}},
             std::pair{"links", change{[](auto& client) { client.links_allowed = {"dear"}; }}},
             std::pair{"margin", change{[](auto& client) { client.margin_min = price("-1"); }}},
             std::pair{"spend", change{[](auto& client) { client.spend_max = price("1"); }}},
             std::pair{"sticky", change{[](auto& client) { client.sticky_s = 1; }}},
             std::pair{"pumping", change{[](auto& client) { client.pumping = facts::pumping_rule::watch; }}},
             std::pair{"allowance", change{[](auto& client) {
                           client.traffic_allowed = {{"", "49"}};
                       }}},
         }) {
        auto command = world.put(SHOP, "child");
        apply(command.value);
        const auto before = world.facts_so_far();
        EXPECT_EQ(world.verdict(command), "not_yours ") << what;
        EXPECT_EQ(world.facts_so_far(), before) << what;
        command.seller = {};
        command.parent = "shop";
        command.is_dry_run = true;
        EXPECT_EQ(world.verdict(command), "") << what << ": we may";
    }
}

// It would choose the price that we charge its reseller.
TEST(EngineReseller, GivesNoMoreThanItHas) {
    resale world;
    auto command = world.put(SHOP, "child");
    command.value.names_networks = true;
    EXPECT_EQ(world.verdict(command), "not_yours names_networks");
    command = world.put(SHOP, "child");
    command.value.clients_max = 11;
    EXPECT_EQ(world.verdict(command), "not_yours clients_max");
    command.value.clients_max = 10;
    EXPECT_EQ(world.verdict(command), "");
}

TEST(EngineReseller, HasReferencesOfItsOwn) {
    resale world;
    world.ask<facts::client_standings>(world.put(SHOP, "child"));
    world.ask<facts::client_standings>(world.put(BANK, "other"));
    const auto first = world.ask<facts::ordered>(world.order(SHOP, "child", "5"));
    EXPECT_EQ(first.value.reference, "shop/bank-1");
    // Another reseller's and our own are no repeats of it, and no clash.
    EXPECT_FALSE(world.ask<facts::ordered>(world.order(BANK, "other", "7")).is_repeat);
    EXPECT_FALSE(world.ask<facts::ordered>(world.order({}, "shop", "9")).is_repeat);
    EXPECT_TRUE(world.ask<facts::ordered>(world.order(SHOP, "child", "5")).is_repeat);
    EXPECT_EQ(world.verdict(world.order(SHOP, "child", "6")), "already_exists reference");
    EXPECT_EQ(world.verdict(world.order(SHOP, "other", "5")), "not_found client") << "of somebody else";
    world.restart();
    EXPECT_TRUE(world.ask<facts::ordered>(world.order(SHOP, "child", "5")).is_repeat);
    world.expect_balanced();
}

TEST(EngineReseller, ShowsWhatIsUsedOfThePeriodThatItIsNow) {
    resale world;
    world.bind(CHEAP);
    auto command = world.put(SHOP, "child");
    command.value.quotas = {{.unit = facts::quota_unit::parts, .country = "", .limit = 5}};
    command.value.default_sender = "Shop";
    world.ask<facts::client_standings>(command);
    world.ask<facts::ordered>(world.order(SHOP, "child", "5"));
    const auto child = find_named(world.engine->memory().clients, "child")->first;
    world.send(shop::text("Hello", child));
    const auto used = [&] {
        const auto told = world.ask<facts::client_standings>(facts::query_clients{.seller = SHOP, .name = "child"});
        return told.rows.at(0).used.at(0);
    };
    EXPECT_EQ(used().parts, 1);
    const auto day = used().begin_day;
    world.pass(86'400'000);
    EXPECT_EQ(used().parts, 0);
    EXPECT_EQ(used().begin_day, day + 1);
}

}  // namespace
}  // namespace kaskad::engine::test
