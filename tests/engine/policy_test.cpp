#include "tests/engine/shop.hpp"

// Which link a client's routing takes, and what takes a link away from it.

namespace kaskad::engine::test {

namespace {

using routing::policy_kind;

facts::declare with_policy(policy_kind kind, std::vector<facts::policy_link> links = {}, uint8_t klass = 0) {
    auto command = declaration();
    facts::route_policy policy;
    policy.kind = kind;
    policy.links = std::move(links);
    policy.klass = klass;
    command.clients[0].value.policies = {policy};
    command.clients[0].value.digest = "2";
    return command;
}

class routed : public shop {
  public:
    explicit routed(const facts::declare& command) {
        declare(command);
        bind(CHEAP, 10'000);
        bind(DEAR, 10'000);
    }

    core::link_id link_of(facts::submit_message command) {
        send(std::move(command));
        return take_submit().bind.link;
    }
};

facts::refusal refusal_of(shop& rig, facts::submit_message command) {
    rig.tell(std::move(command));
    return std::get<facts::refusal>(rig.take_answer().value);
}

}  // namespace

TEST(EnginePolicy, FixedOnesTakeTheLinksTheyName) {
    EXPECT_EQ(routed{with_policy(policy_kind::least_cost)}.link_of(shop::text()), CHEAP);
    EXPECT_EQ(routed{with_policy(policy_kind::forced, {{"dear"}})}.link_of(shop::text()), DEAR);
    routed chain{with_policy(policy_kind::chain, {{"dear"}, {"cheap"}})};
    EXPECT_EQ(chain.link_of(shop::text()), DEAR);
    routed weighted{with_policy(policy_kind::weighted, {{"cheap", 1}, {"dear", 3}})};
    int dear = 0;
    for (int round = 0; round < 400; ++round) {
        weighted.pass(1);
        if (weighted.link_of(shop::text()) == DEAR) ++dear;
        if (round % 100 == 99) weighted.tell(top_up("shop", "10"));
        while (!weighted.answers.empty())
            weighted.answers.pop_front();
    }
    EXPECT_NEAR(dear, 300, 4 * 8.7);  // four deviations
}

TEST(EnginePolicy, OneOfAClassGoesBeforeTheOneForAll) {
    auto command =
        with_policy(policy_kind::forced, {{"dear"}}, 1 + static_cast<uint8_t>(core::message_class::marketing));
    facts::route_policy rest;
    rest.kind = policy_kind::least_cost;
    command.clients[0].value.policies.push_back(rest);
    routed rig{command};
    EXPECT_EQ(rig.link_of(shop::of_class(core::message_class::marketing)), DEAR);
    EXPECT_EQ(rig.link_of(shop::text()), CHEAP);
}

TEST(EnginePolicy, AForcedLinkThatFailsHasNoOther) {
    routed rig{with_policy(policy_kind::forced, {{"dear"}})};
    const auto id = rig.send(shop::text());
    rig.answer(rig.take_submit(), 0x45);
    EXPECT_EQ(rig.message(id).state, facts::message_state::failed);
    EXPECT_EQ(rig.message(id).attempts.size(), 1u);
}

TEST(EnginePolicy, ListsOfTheClientLeaveLinksOut) {
    auto command = declaration();
    command.clients[0].value.digest = "2";
    command.clients[0].value.links_denied = {"cheap"};
    EXPECT_EQ(routed{command}.link_of(shop::text()), DEAR);
    command.clients[0].value.links_denied = {};
    command.clients[0].value.links_allowed = {"dear"};
    EXPECT_EQ(routed{command}.link_of(shop::text()), DEAR);
}

TEST(EnginePolicy, WhatASupplierTakesNot) {
    const auto with = [](auto change) {
        auto command = declaration();
        command.links[0].digest = "2";
        change(command.links[0]);
        return command;
    };
    const auto link = [&](auto change) { return routed{with(change)}.link_of(shop::text()); };
    EXPECT_EQ(link([](auto& cheap) { cheap.networks = {"26202"}; }), DEAR);
    EXPECT_EQ(link([](auto& cheap) { cheap.networks = {"26201"}; }), CHEAP);
    EXPECT_EQ(link([](auto& cheap) { cheap.classes = {0}; }), DEAR);
    EXPECT_EQ(link([](auto& cheap) { cheap.sender_kinds = {static_cast<uint8_t>(core::sender_kind::numeric)}; }), DEAR);
    EXPECT_EQ(link([](auto& cheap) { cheap.owner = "shop"; }), DEAR);
    EXPECT_EQ(link([](auto& cheap) { cheap.owner = "bank"; }), CHEAP);
}

// 0.05 a part: two parts reach a limit of 0.10, and a new day begins anew.
TEST(EngineLimits, WhatMayBeBoughtInADay) {
    auto command = declaration();
    command.links[0].digest = "2";
    command.links[0].daily_limit = amount("0.10");
    routed rig{command};
    rig.pass(100);  // the day begins with a tick
    const auto send_one = [&] {
        rig.send(shop::text());
        const auto submit = rig.take_submit();
        rig.answer(submit, 0, "op" + std::to_string(submit.part.message.value));
        return submit.bind.link;
    };
    EXPECT_EQ(send_one(), CHEAP);
    EXPECT_EQ(send_one(), CHEAP);
    EXPECT_EQ(send_one(), DEAR);
    rig.restart();
    rig.bind(CHEAP);
    rig.bind(DEAR);
    EXPECT_EQ(send_one(), DEAR);
    rig.pass(86'400'000);
    EXPECT_EQ(send_one(), CHEAP);
}

TEST(EngineLimits, WhatMayBeOwedToASupplier) {
    auto command = declaration();
    command.links[0].digest = "2";
    command.links[0].credit = amount("0.05");
    routed rig{command};
    rig.send(shop::text());
    const auto first = rig.take_submit();
    EXPECT_EQ(first.bind.link, CHEAP);
    rig.answer(first, 0, "op");
    EXPECT_EQ(rig.link_of(shop::text()), DEAR);
}

// Sold at 0.08, bought at 0.05 and 0.07.
TEST(EngineMargin, ALinkThatWouldLoseMoneyIsLeftOut) {
    auto command = declaration();
    command.clients[0].value.digest = "2";
    command.clients[0].value.margin_min = price("0.02");
    routed rig{command};
    EXPECT_EQ(rig.link_of(shop::text()), CHEAP);
    rig.send(shop::text());
    rig.answer(rig.take_submit(), 0x45);
    EXPECT_TRUE(rig.submits.empty());  // the dear one earns 0.01 only
    command.clients[0].value.margin_min = price("0.04");
    command.clients[0].value.digest = "3";
    rig.declare(command);
    EXPECT_EQ(refusal_of(rig, shop::text()).code, facts::refusal_code::no_route);
    command.clients[0].value.loss_until_utc = rig.now.utc_ms + 1'000;
    command.clients[0].value.digest = "4";
    rig.declare(command);
    EXPECT_EQ(rig.link_of(shop::text()), CHEAP);
    rig.pass(1'000);
    EXPECT_EQ(refusal_of(rig, shop::text()).code, facts::refusal_code::no_route);
}

// The bank pays for what is delivered only: the guard looks at how likely that is.
TEST(EngineMargin, LooksAtDeliveryWhereTheClientPaysOnDelivery) {
    auto command = declaration();
    for (auto& client : command.clients) {
        client.value.digest = "2";
        client.value.margin_min = {};
    }
    routed rig{command};
    const auto bank = [] { return shop::text("Hello", BANK); };
    int taken = 0;
    for (; taken < 80; ++taken) {
        rig.tell(bank());
        if (std::holds_alternative<facts::refusal>(rig.take_answer().value)) break;
        const auto submit = rig.take_submit();
        const auto name = "op" + std::to_string(taken);
        rig.answer(submit, 0, name);
        rig.pass(1'000);
        rig.receipt(submit.bind, name, facts::part_state::undelivered);
    }
    EXPECT_GT(taken, 5);
    EXPECT_LT(taken, 80);
    // 0.08 times half of them is less than 0.05.
    EXPECT_EQ(refusal_of(rig, bank()).code, facts::refusal_code::no_route);
    EXPECT_EQ(rig.link_of(shop::text()), CHEAP);
}

TEST(EngineDecision, SaysWhatItWasMadeFrom) {
    routed rig{declaration()};
    const auto id = rig.send(shop::text());
    rig.project();
    const auto view = (*rig.database.make_reader())->read_message(id);
    ASSERT_TRUE(view);
    ASSERT_EQ(view->decisions.size(), 1u);
    const auto& decision = view->decisions[0].decision;
    EXPECT_EQ(decision.sell_price, price("0.08"));
    EXPECT_FALSE(decision.pays_on_delivery);
    ASSERT_EQ(decision.candidates.size(), 2u);
    EXPECT_EQ(decision.candidates[0].margin, price("0.03"));
    EXPECT_EQ(decision.candidates[1].margin, price("0.01"));
    EXPECT_EQ(decision.candidates[0].delivery, 8'500);
    EXPECT_EQ(decision.candidates[0].share, 1'000'000u);
}

TEST(EnginePreview, AnOperatorSeesTheDecisionAlsoWhereThereIsNone) {
    routed rig{declaration()};
    rig.tell(facts::preview_message{shop::text(), true, "shop"});
    const auto shown = std::get<facts::previewed>(rig.take_answer().value);
    ASSERT_TRUE(shown.decision.has_value());
    EXPECT_EQ(shown.decision->link, CHEAP);
    auto command = declaration();
    command.clients[0].value.digest = "2";
    command.clients[0].value.links_denied = {"cheap", "dear"};
    rig.declare(command);
    rig.tell(facts::preview_message{shop::text(), true, "shop"});
    const auto refused = std::get<facts::previewed>(rig.take_answer().value);
    ASSERT_TRUE(refused.decision.has_value());
    EXPECT_EQ(refused.decision->outcome, routing::route_outcome::refused);
    EXPECT_EQ(refused.decision->candidates[0].verdict, core::reason::link_not_allowed);
    rig.tell(facts::preview_message{shop::text(), false, ""});
    EXPECT_EQ(std::get<facts::refusal>(rig.take_answer().value).code, facts::refusal_code::no_route);
    rig.tell(facts::preview_message{shop::text(), true, "nobody"});
    EXPECT_EQ(std::get<facts::refusal>(rig.take_answer().value).code, facts::refusal_code::client_disabled);
}

}  // namespace kaskad::engine::test
