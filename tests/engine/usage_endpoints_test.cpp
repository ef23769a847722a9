#include "engine/usage_endpoints.hpp"

#include "tests/engine/clerk.hpp"

#include <gtest/gtest.h>

// An endpoint for each day's usage: it hears of no events, and which day it took is kept.

namespace kaskad::engine::test {
namespace {

using facts::refusal_code;

struct world : clerk {
    world() {
        auto command = declaration();
        auto usage = command.clients[0].endpoints[0];
        usage.name = "books";
        usage.kind = facts::endpoint_kind::usage;
        usage.is_default = true;
        auto& all = command.clients[0].endpoints;
        all.insert(all.begin(), usage);
        declare(command);
        answers.clear();
        for (const auto& [id, endpoint] : engine->memory().endpoints)
            if (endpoint.name == "books") books = id;
    }

    facts::usage_endpoints asked() { return told<facts::usage_endpoints>(facts::query_usage_endpoints{}); }

    core::endpoint_id books;
};

TEST(EngineUsageEndpoints, TheDayThatWasTakenIsKept) {
    world shop;
    ASSERT_EQ(shop.asked().rows.size(), 1U);
    EXPECT_EQ(shop.asked().rows[0].client, "shop");
    EXPECT_EQ(shop.asked().rows[0].told_day, 0U);
    EXPECT_EQ(shop.refused(facts::usage_told{.endpoint = shop.books, .day = JANUARY}),
              refusal_code::invalid_declaration)
        << "it is today";
    shop.pass(DAY_MS);
    shop.told<facts::done>(facts::usage_told{.endpoint = shop.books, .day = JANUARY});
    shop.told<facts::done>(facts::usage_told{.endpoint = shop.books, .day = JANUARY - 1});
    EXPECT_EQ(shop.asked().rows[0].told_day, JANUARY) << "never back";
    shop.project();
    shop.restart();
    EXPECT_EQ(shop.asked().rows[0].told_day, JANUARY);
    EXPECT_EQ(shop.refused(facts::usage_told{.endpoint = {1}, .day = JANUARY}), refusal_code::not_found)
        << "the other one is for events";
}

TEST(EngineUsageEndpoints, HearOfNoEvents) {
    world shop;
    shop.bind(CHEAP);
    const auto id = shop.send(clerk::text());
    EXPECT_NE(shop.message(id).endpoint, shop.books) << "though it stands first and is a default";
    auto wish = clerk::text();
    wish.callback_url = "https://shop.example/sms/usage";
    EXPECT_NE(shop.message(shop.send(wish)).endpoint, shop.books);
}

}  // namespace
}  // namespace kaskad::engine::test
