#include "tests/engine/shop.hpp"

// Links that take everything and deliver nothing, and what is done about them.

namespace kaskad::engine::test {

namespace {

using facts::part_state;

constexpr uint32_t OK = 0;
constexpr uint32_t SYSTEM_ERROR = 0x08;
constexpr uint32_t INVALID_SENDER = 0x0A;

// A third link, so that half of them may be left out; three senders of two clients. By cost, so the cheap one has it
// all.
class busy : public shop {
  public:
    explicit busy(rig_options options = {.project_at_once = false}) : shop{std::move(options)} {
        auto command = declaration();
        auto third = command.links[1];
        third.name = "third";
        command.links.push_back(third);
        command.prices.push_back(priced("third", "0.075"));
        for (auto& client : command.clients) {
            client.value.digest = "2";
            client.value.opening_balance = {};
            client.value.charge = billing::charge_rule::on_submit;
        }
        declare(command);
        for (uint32_t link = 1; link <= 3; ++link)
            binds.push_back(bind({link}, 100'000));
        for (const auto* client : {"shop", "bank"})
            tell(top_up(client, "1000"));
        answers.clear();
    }

    // One message, taken, and delivered after two seconds unless its link or sender is dead. Where it went.
    core::link_id one(core::client_id client, std::string sender) {
        auto command = text("Hello", client);
        command.from = std::move(sender);
        command.to = "+49 151 23" + std::to_string(10'000 + ++number_ % 80'000);
        tell(std::move(command));
        answers.clear();
        const auto submit = take_submit();
        const auto name = std::to_string(number_);
        answer(submit, OK, name);
        const bool is_refused_quietly = submit.bind.link == CHEAP && submit.pdu.source.addr == dead_sender;
        const bool is_lost = submit.bind.link == dead_link || is_refused_quietly;
        if (!is_lost) coming_.emplace_back(now.steady_ms + 2'000, submit.bind, name);
        while (!coming_.empty() && std::get<0>(coming_.front()) <= now.steady_ms) {
            const auto [at, bind, id] = coming_.front();
            coming_.pop_front();
            receipt(bind, id, part_state::delivered);
        }
        return submit.bind.link;
    }

    // Twenty messages a second in turn of three senders; how many of the last second went over the cheap link.
    int seconds(int count) {
        const std::pair<core::client_id, const char*> senders[] = {{SHOP, "Alpha"}, {SHOP, "Beta"}, {BANK, "Gamma"}};
        int over_cheap = 0;
        for (int second = 0; second < count; ++second) {
            over_cheap = 0;
            for (int each = 0; each < 20; ++each) {
                const auto& [client, sender] = senders[static_cast<size_t>(turn_++ % 3)];
                if (one(client, sender) == CHEAP) ++over_cheap;
                pass(50);
            }
        }
        return over_cheap;
    }

    health_counts counts() const {
        const auto& all = engine->counters().health;
        const auto found = all.find(CHEAP);
        return found == all.end() ? health_counts{} : found->second;
    }

    std::vector<facts::bind_ref> binds;
    core::link_id dead_link;
    std::string dead_sender = "-";

  private:
    int number_ = 0;
    int turn_ = 0;
    std::deque<std::tuple<int64_t, facts::bind_ref, std::string>> coming_;
};

}  // namespace

TEST(EngineHealth, ASilentBlackHoleLosesItsTraffic) {
    busy rig;
    EXPECT_EQ(rig.seconds(120), 20);
    rig.dead_link = CHEAP;
    int second = 0;
    while (second < 60 && rig.seconds(1) > 2)
        ++second;
    EXPECT_LE(second, 30);  // at twenty a second, by cost alone: the belief moves nobody
    EXPECT_EQ(rig.counts().ejected, 1u);
    EXPECT_LE(rig.seconds(20), 2);
}

TEST(EngineHealth, ALinkThatWorksIsLeftAlone) {
    busy rig;
    EXPECT_EQ(rig.seconds(120), 20);
    EXPECT_EQ(rig.counts().ejected + rig.counts().kept + rig.counts().senders_blocked, 0u);
}

// One client's sender is not registered there: it goes elsewhere, everybody else stays.
TEST(EngineHealth, OneSendersCollapseIsItsOwn) {
    busy rig;
    rig.seconds(120);
    rig.dead_sender = "Alpha";
    rig.seconds(90);
    EXPECT_EQ(rig.counts().ejected, 0u);
    EXPECT_GE(rig.counts().senders_blocked, 1u);
    EXPECT_NE(rig.one(SHOP, "Alpha"), CHEAP);
    EXPECT_EQ(rig.one(SHOP, "Beta"), CHEAP);
    EXPECT_EQ(rig.one(BANK, "Gamma"), CHEAP);
}

// At a hundred a second from one client: nobody else's traffic moves.
TEST(EngineHealth, RefusedSendersOfOneClientShiftNobodyElse) {
    busy rig;
    rig.seconds(30);
    for (int second = 0; second < 20; ++second) {
        for (int each = 0; each < 100; ++each) {
            auto command = shop::text("Hello", SHOP);
            command.from = "Forged";
            rig.tell(std::move(command));
            while (!rig.submits.empty())
                rig.answer(rig.take_submit(), INVALID_SENDER);
            rig.answers.clear();
        }
        EXPECT_EQ(rig.one(BANK, "Gamma"), CHEAP);
        EXPECT_EQ(rig.one(SHOP, "Beta"), CHEAP);
        rig.pass(1'000);
    }
    EXPECT_EQ(rig.counts().ejected, 0u);
    EXPECT_GE(rig.counts().senders_blocked, 1u);
}

TEST(EngineHealth, ErrorsOfTheLinkOpenItsBreaker) {
    busy rig;
    for (int each = 0; each < 5; ++each) {
        rig.tell(shop::text());
        rig.answer(rig.take_submit(), SYSTEM_ERROR);
    }
    rig.answers.clear();
    rig.submits.clear();
    EXPECT_NE(rig.one(BANK, "Gamma"), CHEAP);
    rig.pass(30'000);
    rig.submits.clear();
    EXPECT_EQ(rig.one(BANK, "Gamma"), CHEAP);  // the test that lets it come back
}

TEST(EngineSticky, ARecipientKeepsItsLinkForTheTimeOfTheClient) {
    auto command = declaration();
    command.clients[0].value.digest = "2";
    command.clients[0].value.sticky_s = 100;
    shop rig;
    rig.declare(command);
    const auto cheap = rig.bind(CHEAP);
    rig.tell(facts::link_down{cheap});
    rig.bind(DEAR);
    const auto link = [&] {
        rig.send(shop::text());
        return rig.take_submit().bind.link;
    };
    EXPECT_EQ(link(), DEAR);
    rig.bind(CHEAP);
    rig.pass(90'000);
    EXPECT_EQ(link(), DEAR);
    rig.pass(100'000);
    EXPECT_EQ(link(), CHEAP);
    EXPECT_EQ(link(), CHEAP);
}

TEST(EngineLoops, WhatCameBackFromASupplierIsRefused) {
    auto command = declaration();
    command.links[0].digest = "2";
    command.links[0].owner = "bank";
    shop rig;
    rig.declare(command);
    rig.bind(CHEAP);
    rig.bind(DEAR);
    rig.send(shop::text());
    EXPECT_EQ(rig.take_submit().bind.link, CHEAP);
    rig.tell(shop::text("Hello", BANK));  // the same sender, recipient and text
    EXPECT_EQ(std::get<facts::refusal>(rig.take_answer().value).code, facts::refusal_code::traffic_loops);
    rig.send(shop::text("Another", BANK));
    EXPECT_EQ(rig.take_submit().bind.link, DEAR);  // never over its own
    rig.pass(20 * 60'000);
    rig.send(shop::text("Hello", BANK));
}

// Codes to neighbouring numbers, far faster than ever before.
TEST(EnginePumping, IsHeldUnchargedUntilItIsAllowed) {
    auto command = declaration();
    command.clients[0].value.digest = "2";
    command.clients[0].value.pumping = facts::pumping_rule::guard;
    shop rig;
    rig.declare(command);
    rig.bind(CHEAP, 10'000);
    rig.tell(top_up("shop", "1000"));
    rig.answers.clear();
    const auto code_to = [](int number) {
        auto message = shop::of_class(core::message_class::otp);
        message.to = "+49 151 234" + std::to_string(50'000 + number);
        return message;
    };
    std::map<int, int> seen;  // by refusal code; -1 = taken
    for (int number = 0; number < 200; ++number) {
        rig.tell(code_to(number));
        const auto answer = rig.take_answer();
        const auto* no = std::get_if<facts::refusal>(&answer.value);
        ++seen[no ? static_cast<int>(no->code) : -1];
        rig.pass(1'000);
    }
    EXPECT_GT(seen[static_cast<int>(facts::refusal_code::traffic_held)], 50);
    EXPECT_GT(seen[-1], 50);
    const auto* account = rig.engine->memory().accounts.find(
        billing::make_account_id(billing::account_kind::client, SHOP.value, rig.euro));
    EXPECT_EQ(account->posted.e6 + account->reserved.e6 >= 0, true);
    rig.tell(facts::allow_traffic{
        .client = "shop", .sender = "Shop", .number = "+4915123450001", .until_utc_ms = rig.now.utc_ms + 3'600'000});
    EXPECT_TRUE(std::holds_alternative<facts::done>(rig.take_answer().value));
    rig.send(code_to(201));
    rig.tell(facts::allow_traffic{
        .client = "nobody", .sender = "Shop", .number = "+4915123450001", .until_utc_ms = rig.now.utc_ms + 1});
    EXPECT_TRUE(std::holds_alternative<facts::refusal>(rig.take_answer().value));
}

TEST(EnginePumping, IsNotLookedForWhereTheFileSaysSo) {
    const auto refusals = [](std::string sender, std::string prefix) {
        auto command = declaration();
        command.clients[0].value.digest = "2";
        command.clients[0].value.pumping = facts::pumping_rule::guard;
        command.clients[0].value.traffic_allowed = {{std::move(sender), std::move(prefix)}};
        shop rig;
        rig.declare(command);
        rig.bind(CHEAP, 10'000);
        rig.tell(top_up("shop", "1000"));
        rig.answers.clear();
        int refused = 0;
        for (int number = 0; number < 200; ++number) {
            auto message = shop::of_class(core::message_class::otp);
            message.to = "+49 151 234" + std::to_string(50'000 + number);
            rig.tell(std::move(message));
            refused += std::holds_alternative<facts::refusal>(rig.take_answer().value) ? 1 : 0;
            rig.pass(1'000);
        }
        return refused;
    };
    EXPECT_EQ(refusals("Shop", "49151"), 0);
    EXPECT_EQ(refusals("", "4915123"), 0);
    EXPECT_EQ(refusals("Shop", ""), 0);
    EXPECT_GT(refusals("Bank", ""), 50);
    EXPECT_GT(refusals("", "49152"), 50);
}

TEST(EngineProbes, AreCountedAndPaidFor) {
    rig_options options{.project_at_once = false};
    for (auto& each : options.limits.classes)
        each.policy = routing::policy_kind::cost_per_delivered;
    busy rig{options};
    rig.seconds(100);
    rig.tell(facts::query_routes{});
    const auto told = std::get<facts::route_beliefs>(rig.take_answer().value);
    EXPECT_EQ(told.attempts, 2'000u);
    EXPECT_LE(told.probes, 2'000u * 20 / 1'000 + 20);  // 2 %, and the twenty that may be kept
    EXPECT_EQ(told.currency, rig.euro);
}

}  // namespace kaskad::engine::test
