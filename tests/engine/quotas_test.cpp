#include "engine/quotas.hpp"

#include "engine/named.hpp"
#include "tests/engine/shop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace kaskad::engine::test {
namespace {

using facts::quota_period;
using facts::quota_unit;
using facts::refusal_code;
using testing::HasSubstr;

// A day that is an hour shorter than the clock says, so that a test sees that the calendar was asked.
class short_days final : public billing::calendar {
  public:
    static constexpr int64_t LENGTH_MS = 23 * 3'600'000LL;

    billing::local_period day(std::string_view zone, int64_t utc_ms) const override {
        if (zone.empty()) return plain_.day(zone, utc_ms);
        const auto number = utc_ms / LENGTH_MS;
        return {static_cast<uint32_t>(number), number * LENGTH_MS, (number + 1) * LENGTH_MS};
    }
    billing::local_period month(std::string_view zone, int64_t utc_ms) const override {
        return plain_.month(zone, utc_ms);
    }

  private:
    billing::utc_calendar plain_;
};

struct limited : shop {
    explicit limited(const std::function<void(facts::client&)>& change) {
        auto command = declaration();
        for (auto& client : command.clients)
            client.value.digest = "2";
        change(command.clients[0].value);
        declare(command);
        bound = bind(CHEAP, 100);
        answers.clear();
    }

    refusal_code refused(facts::submit_message command = text()) {
        tell(std::move(command));
        const auto answer = take_answer();
        const auto* why = std::get_if<facts::refusal>(&answer.value);
        EXPECT_NE(why, nullptr);
        detail = why ? why->detail : "";
        return why ? why->code : refusal_code::overloaded;
    }
    std::vector<facts::quota_use> used() const { return engine->memory().quotas.of_client(SHOP); }
    std::vector<std::string> told() const {
        std::vector<std::string> found;
        std::set<uint64_t> seen;  // what nobody has answered is called again
        for (const auto& call : calls)
            if (call.value.kind >= facts::event_kind::balance_low && seen.insert(call.value.sequence).second)
                found.push_back(std::string{facts::to_string(call.value.kind)} + " " + call.value.subject + " " +
                                call.value.amount + " of " + call.value.limit);
        return found;
    }

    facts::bind_ref bound;
    std::string detail;
};

facts::quota at_most(int64_t limit, quota_unit unit, quota_period period = quota_period::day,
                     std::string country = {}) {
    return {.period = period, .unit = unit, .country = std::move(country), .limit = limit};
}

const std::string LONG(200, 'x');  // two parts

TEST(EngineQuotas, MessagesPartsAndMoneyAreCountedEach) {
    limited world{[](auto& client) { client.quotas = {at_most(100, quota_unit::messages)}; }};
    world.send(world.text());
    world.send(world.text(LONG));
    ASSERT_EQ(world.used().size(), 1U);
    EXPECT_EQ(world.used()[0].messages, 2);
    EXPECT_EQ(world.used()[0].parts, 3);
    EXPECT_EQ(world.used()[0].money, amount("0.24"));
}

TEST(EngineQuotas, TheLastThatFitsIsTakenAndTheNextIsNot) {
    limited parts{[](auto& client) { client.quotas = {at_most(3, quota_unit::parts)}; }};
    parts.send(parts.text(LONG));
    EXPECT_EQ(parts.refused(parts.text(LONG)), refusal_code::quota_exceeded);
    EXPECT_THAT(parts.detail, HasSubstr("\"day parts\" is 3, of which 2 are used"));
    parts.send(parts.text());
    EXPECT_EQ(parts.refused(), refusal_code::quota_exceeded);
    limited money{[](auto& client) { client.quotas = {at_most(160'000, quota_unit::money)}; }};
    money.send(money.text());
    money.send(money.text());
    EXPECT_EQ(money.refused(), refusal_code::quota_exceeded);
    EXPECT_THAT(money.detail, HasSubstr("is 0.16, of which 0.16 are used"));
}

TEST(EngineQuotas, ACountryHasACapOfItsOwn) {
    limited world{[](auto& client) {
        client.quotas = {at_most(1, quota_unit::messages, quota_period::day, "DE"),
                         at_most(0, quota_unit::messages, quota_period::month, "FR")};
    }};
    world.send(world.text());
    EXPECT_EQ(world.refused(), refusal_code::quota_exceeded);
    EXPECT_THAT(world.detail, HasSubstr("day messages DE"));
}

TEST(EngineQuotas, ADayEndsWhereTheClientIsBilled) {
    limited world{[](auto& client) {
        client.zone = "short";
        client.quotas = {at_most(1, quota_unit::messages)};
    }};
    world.engine->use_calendar(std::make_shared<short_days>());
    world.send(world.text());
    const auto left = short_days::LENGTH_MS - world.now.utc_ms % short_days::LENGTH_MS;
    world.pass(left - 1);
    EXPECT_EQ(world.refused(), refusal_code::quota_exceeded);
    world.pass(1);
    world.send(world.text());
}

TEST(EngineQuotas, WhatIsVoidedIsGivenBackInItsOwnDayOnly) {
    limited world{[](auto& client) {
        client.charge = billing::charge_rule::on_delivered;
        client.quotas = {at_most(1, quota_unit::messages)};
    }};
    const auto fail = [&](const std::string& id) {
        world.answer(world.take_submit(), 0, id);
        world.receipt(world.bound, id, facts::part_state::undelivered);
    };
    world.send(world.text());
    EXPECT_EQ(world.refused(), refusal_code::quota_exceeded);
    fail("a");
    EXPECT_EQ(world.used().at(0).messages, 0);
    EXPECT_EQ(world.used().at(0).money, core::amount{});
    world.send(world.text());
    world.pass(24 * 3'600'000LL);
    world.send(world.text());
    fail("b");  // of the day before: nothing of today's is free because of it
    EXPECT_EQ(world.refused(), refusal_code::quota_exceeded);
}

TEST(EngineQuotas, OutliveARestart) {
    limited world{[](auto& client) { client.quotas = {at_most(1, quota_unit::messages)}; }};
    world.send(world.text());
    world.restart();
    EXPECT_EQ(world.refused(), refusal_code::quota_exceeded);
}

// Ten parts a second and five at once: after a rest five, then one each 100 ms. A longer text waits until all are
// there.
TEST(EngineQuotas, PartsComeAtTheirRate) {
    limited world{[](auto& client) {
        client.rate = 10;
        client.rate_burst = 5;
    }};
    for (int count = 0; count < 5; ++count)
        world.send(world.text());
    EXPECT_EQ(world.refused(), refusal_code::rate_exceeded);
    EXPECT_THAT(world.detail, HasSubstr("try again in 100 ms"));
    world.pass(100);
    world.send(world.text());
    EXPECT_EQ(world.refused(), refusal_code::rate_exceeded);
    world.pass(200);
    world.send(world.text(LONG));
    EXPECT_EQ(world.refused(), refusal_code::rate_exceeded);
}

TEST(EngineQuotas, DearAndDeniedDestinationsAreRefusedUntilAllowed) {
    limited dear{[](auto& client) { client.dear_price = price("0.07999999"); }};
    EXPECT_EQ(dear.refused(), refusal_code::destination_denied);
    EXPECT_THAT(dear.detail, HasSubstr("a part to DE costs 0.08, more than 0.07999999"));
    limited exactly{[](auto& client) { client.dear_price = price("0.08"); }};
    exactly.send(exactly.text());
    limited allowed{[](auto& client) {
        client.dear_price = price("0.01");
        client.countries_allowed = {"DE"};
    }};
    allowed.send(allowed.text());
    limited denied{[](auto& client) {
        client.countries_allowed = {"DE"};
        client.countries_denied = {"DE"};
    }};
    EXPECT_EQ(denied.refused(), refusal_code::destination_denied);
}

TEST(EngineQuotas, TheClientIsToldOnceAtItsMark) {
    limited world{[](auto& client) { client.quotas = {{.country = {}, .limit = 4, .warn_percent = 75}}; }};
    world.send(world.text());
    world.send(world.text());
    EXPECT_TRUE(world.told().empty());
    world.send(world.text());
    world.send(world.text());
    EXPECT_THAT(world.told(), testing::ElementsAre("quota.low day messages 3 of 4"));
}

TEST(EngineQuotas, ALowBalanceIsToldOnceAndAgainWhenItIsGood) {
    limited world{[](auto& client) { client.balance_low = amount("9.90"); }};
    world.send(world.text());  // 9.92 left
    EXPECT_TRUE(world.told().empty());
    world.send(world.text());  // 9.84
    world.send(world.text());
    EXPECT_THAT(world.told(), testing::ElementsAre("balance.low balance 9.84 of 9.9"));
    world.tell(top_up("shop", "0.2"));  // 9.96: above the mark, not by a tenth
    world.restart();
    EXPECT_EQ(world.told().size(), 1U);
    world.tell(top_up("shop", "1"));
    EXPECT_THAT(world.told(),
                testing::ElementsAre("balance.low balance 9.84 of 9.9", "balance.restored balance 10.96 of 9.9"));
}

}  // namespace
}  // namespace kaskad::engine::test
