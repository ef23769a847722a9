#include "engine/contracts.hpp"
#include "tests/engine/clerk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

// A client whose account is in euros and whose price list is in dollars: at which rate its messages are charged.

namespace kaskad::engine::test {
namespace {

using facts::exchange_rule;
using facts::refusal_code;
using testing::HasSubstr;

constexpr core::currency DOLLAR{{'U', 'S', 'D'}};

struct world : clerk {
    world() {
        auto command = declaration();
        command.prices.pop_back();  // the list for everybody, in euros
        auto own = priced("", "0.1");
        own.client = "shop";
        own.row.currency = DOLLAR;
        command.prices.push_back(own);
        declare(command);
        bind(CHEAP);
        answers.clear();
    }

    void agree_on(exchange_rule rule, const char* rate = "0") {
        const auto known = engine->memory().contracts.find(SHOP);
        auto wish = contract(known == engine->memory().contracts.end() ? 0 : known->second.version);
        wish.value.priced_in = DOLLAR;
        wish.value.rate_rule = rule;
        wish.value.fixed_rate_e8 = price(rate).e8;
        agree(wish);
    }
    void import(const char* rate) {
        told<facts::exchange_rates>(facts::import_exchange_rates{
            .rows = {
                {.base = "EUR", .quote = "USD", .day = today(), .rate_e8 = price(rate).e8, .source = {}, .by = {}}}});
    }
    uint32_t today() const { return static_cast<uint32_t>(now.utc_ms / DAY_MS); }
};

TEST(EngineContractRates, WithoutSuchAContractAListInAnotherCurrencyHasNoPrice) {
    world shop;
    shop.import("1.25");
    EXPECT_EQ(shop.refused(clerk::text()), refusal_code::no_price);
}

// 0.1 USD at 1.25 USD a euro are 0.08 EUR.
TEST(EngineContractRates, TheRateOfTheMessagesDayIsTakenAndKept) {
    world shop;
    shop.agree_on(exchange_rule::message_day);
    EXPECT_EQ(shop.refused(clerk::text()), refusal_code::no_rate);
    EXPECT_THAT(shop.detail, HasSubstr("from USD to EUR"));
    shop.import("1.25");
    const auto id = shop.send(clerk::text());
    EXPECT_EQ(shop.balance(), amount("9.92"));
    const auto& message = shop.message(id);
    EXPECT_EQ(message.sell_price, price("0.08"));
    EXPECT_EQ(message.currency, shop.euro);
    EXPECT_EQ(message.list_currency, DOLLAR);
    EXPECT_EQ(message.list_rate, (billing::exchange{price("1.25").e8, shop.today(), true}));
    shop.project();
    shop.restart();
    shop.pass(DAY_MS);
    shop.bind(CHEAP);
    shop.import("1.6");  // 0.0625
    shop.send(clerk::text());
    EXPECT_EQ(shop.balance(), amount("9.8575"));
    EXPECT_EQ(shop.message(id).list_rate.rate_e8, price("1.25").e8);
    shop.expect_balanced();
}

TEST(EngineContractRates, AFixedRateNeedsNoTableAndIsOfNoDay) {
    world shop;
    shop.agree_on(exchange_rule::fixed, "0.9");
    const auto id = shop.send(clerk::text());
    EXPECT_EQ(shop.balance(), amount("9.91"));
    EXPECT_EQ(shop.message(id).list_rate, (billing::exchange{price("0.9").e8, 0, false}));
}

TEST(EngineContractRates, TheInvoicesDayIsChargedAtThatOfTheMessageFirst) {
    world shop;
    shop.import("1.25");
    shop.agree_on(exchange_rule::invoice_day);
    shop.send(clerk::text());
    EXPECT_EQ(shop.balance(), amount("9.92"));
    // A dearer day: 0.1 USD come to 0.1 EUR. Nobody else has to agree: it is in the contract.
    auto difference = clerk::order(facts::money_order_kind::rate_difference, "-0.02", "bill/shop/2026-01/rate");
    EXPECT_EQ(shop.told<facts::ordered>(difference).value.state, facts::money_order_state::booked);
    EXPECT_EQ(shop.balance(), amount("9.90"));
    EXPECT_TRUE(shop.told<facts::ordered>(difference).is_repeat);
    EXPECT_EQ(shop.balance(), amount("9.90"));
    shop.expect_balanced();
}

TEST(EngineContractRates, AListInEurosIsNoneThen) {
    world shop;
    shop.import("1.25");
    shop.agree_on(exchange_rule::message_day);
    auto command = declaration();
    shop.declare(command);  // 0.08 EUR for everybody, and no list of its own
    shop.answers.clear();
    EXPECT_EQ(shop.refused(clerk::text()), refusal_code::no_price);
}

TEST(EngineContractRates, ASheetIsTakenInTheCurrencyThatWasAgreed) {
    world shop;
    shop.agree_on(exchange_rule::fixed, "0.9");
    facts::import_prices sheet;
    sheet.owner.client = "shop";
    sheet.version = shop.engine->memory().prices_record.version;
    sheet.about.form = "{}";
    sheet.about.by = "owner/main";
    auto row = priced("", "0.2").row;
    row.mccmnc = "26201";
    sheet.rows = {row};
    EXPECT_EQ(shop.refused(sheet), refusal_code::invalid_declaration);
    EXPECT_THAT(shop.detail, HasSubstr("prices are in USD"));
    sheet.rows.front().currency = DOLLAR;
    shop.told<facts::prices_changed>(sheet);
    shop.send(clerk::text());
    EXPECT_EQ(shop.balance(), amount("9.82"));  // 0.2 USD at 0.9
}

}  // namespace
}  // namespace kaskad::engine::test
