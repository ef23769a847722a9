#include "engine/exchange.hpp"

#include "engine/named.hpp"
#include "tests/engine/shop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

// A shop that pays in dollars for what is bought in euros.

namespace kaskad::engine::test {
namespace {

using facts::refusal_code;
using testing::HasSubstr;

constexpr int64_t DAY = 86'400'000;

struct dollars : shop {
    dollars() {
        auto command = declaration();
        auto& shop = command.clients[0].value;
        shop.name = "yank";
        shop.currency = {{'U', 'S', 'D'}};
        shop.margin_min = {};
        auto own = priced("", "0.08");
        own.client = "yank";
        own.row.currency = shop.currency;
        command.prices.push_back(own);
        declare(command);
        yank = find_named(engine->memory().clients, "yank")->first;
        bind(CHEAP);
        bind(DEAR);
        answers.clear();
    }

    uint32_t today() const { return static_cast<uint32_t>(now.utc_ms / DAY); }
    facts::reply import(std::vector<facts::exchange_rate> rows) {
        tell(facts::import_exchange_rates{.rows = std::move(rows)});
        return take_answer().value;
    }
    facts::exchange_rate rate(std::string base, std::string quote, const char* value, uint32_t day) const {
        return {.base = std::move(base),
                .quote = std::move(quote),
                .day = day,
                .rate_e8 = price(value).e8,
                .source = "ecb.csv",
                .by = {}};
    }
    // Which link would take a message now; nothing: why none.
    std::string route() {
        tell(facts::preview_message{.message = text("Hello", yank), .wants_decision = true});
        const auto answer = take_answer();
        const auto& shown = std::get<facts::previewed>(answer.value).decision.value();
        if (shown.outcome == routing::route_outcome::refused)
            return std::string{core::to_string(shown.candidates.at(0).verdict)};
        return engine->memory().links.at(shown.link).name;
    }

    core::client_id yank;
};

TEST(EngineExchange, WithoutAnyRateTheMarginCannotBeLookedAt) {
    dollars world;
    EXPECT_EQ(world.route(), "cheap");
}

// 0.08 USD are 0.0727 EUR at 1.1: both links earn. At 1.5 they are 0.0533: the dear one, at 0.07, loses. At 1.7 both
// do.
TEST(EngineExchange, MarginsAreReckonedAtTheRateOfTheDay) {
    dollars world;
    const auto at = [&](const char* rate) {
        EXPECT_TRUE(std::holds_alternative<facts::exchange_rates>(
            world.import({world.rate("EUR", "USD", rate, world.today())})));
        return world.route();
    };
    EXPECT_EQ(at("1.1"), "cheap");
    EXPECT_EQ(at("1.7"), "link_loses_money");
    EXPECT_EQ(at("1.5"), "cheap");
    world.tell(facts::preview_message{.message = world.text("Hello", world.yank), .wants_decision = true});
    const auto answer = world.take_answer();
    const auto& shown = std::get<facts::previewed>(answer.value).decision.value();
    EXPECT_EQ(shown.sell_price.e8, 5'333'333);  // half to even, in the currency of buy prices
    EXPECT_EQ(shown.candidates.at(1).verdict, core::reason::link_loses_money);
}

TEST(EngineExchange, TheOtherWayRoundIsAsGood) {
    dollars world;
    world.import({world.rate("USD", "EUR", "0.58", world.today())});
    EXPECT_EQ(world.route(), "link_loses_money");
}

// A rate is of a whole day: of the first of a month it is three days old when the fourth is over.
TEST(EngineExchange, AnOldRateIsNoneAndSaysSo) {
    dollars world;
    world.pass(DAY - world.now.utc_ms % DAY);
    world.import({world.rate("EUR", "USD", "1.1", world.today())});
    world.pass(4 * DAY);
    world.bind(CHEAP);
    world.bind(DEAR);
    EXPECT_EQ(world.route(), "cheap");
    world.pass(1'000);
    EXPECT_EQ(world.route(), "link_without_rate");
    world.import({world.rate("EUR", "USD", "1.1", world.today())});
    EXPECT_EQ(world.route(), "cheap");
}

TEST(EngineExchange, AFileIsTakenWholeOrNotAtAll) {
    dollars world;
    const auto why = [&](facts::exchange_rate bad) {
        const auto answer = world.import({world.rate("EUR", "USD", "1.1", world.today()), bad});
        const auto* refused = std::get_if<facts::refusal>(&answer);
        EXPECT_NE(refused, nullptr);
        EXPECT_EQ(world.engine->memory().exchange_rates.size(), 0U);
        return refused ? refused->detail : "";
    };
    EXPECT_THAT(why(world.rate("EUR", "usd", "1.1", world.today())), HasSubstr("row 2: currencies are three"));
    EXPECT_THAT(why(world.rate("EUR", "EUR", "1", world.today())), HasSubstr("row 2: a currency is always worth 1"));
    EXPECT_THAT(why(world.rate("EUR", "GBP", "0", world.today())), HasSubstr("more than 0"));
    EXPECT_THAT(why(world.rate("EUR", "GBP", "1000000.1", world.today())), HasSubstr("at most 1000000"));
    EXPECT_THAT(why(world.rate("EUR", "GBP", "1", world.today() + 2)), HasSubstr("still to come"));
    EXPECT_THAT(why(world.rate("EUR", "USD", "1.2", world.today())), HasSubstr("come twice"));
}

TEST(EngineExchange, RatesOutliveARestartAndAreBounded) {
    dollars world;
    world.change_limits([](auto& limits) { limits.billing.rates_max = 2; });
    world.restart();
    world.import({world.rate("EUR", "USD", "1.7", world.today() - 1), world.rate("EUR", "USD", "1.1", world.today())});
    EXPECT_TRUE(std::holds_alternative<facts::refusal>(world.import({world.rate("EUR", "GBP", "1", world.today())})));
    // The rate of a day that is known takes no room.
    EXPECT_TRUE(
        std::holds_alternative<facts::exchange_rates>(world.import({world.rate("EUR", "USD", "1.7", world.today())})));
    world.restart();
    world.bind(CHEAP);
    EXPECT_EQ(world.route(), "link_loses_money");
    world.tell(facts::query_exchange_rates{.base = {}, .quote = {}});
    EXPECT_EQ(std::get<facts::exchange_rates>(world.take_answer().value).rows.size(), 1U);
    world.tell(facts::query_exchange_rates{.base = "EUR", .quote = "USD"});
    const auto all = std::get<facts::exchange_rates>(world.take_answer().value);
    ASSERT_EQ(all.rows.size(), 2U);
    EXPECT_EQ(all.rows[0].day, world.today());
}

}  // namespace
}  // namespace kaskad::engine::test
