#include "tests/api/fakes.hpp"

#include <future>

// Prices and sheets of prices: who may, the way of a sheet through engine and reader, and that nothing is applied that
// nobody waits for.

namespace kaskad::gateway::api {
namespace {

class ApiPrices : public ApiServer {
  protected:
    ApiPrices() {
        judge_ = [this](const sheet_question& asked) {
            const std::lock_guard lock{mutex_};
            seen_ = asked.request;
            clients_ = asked.clients;
            version_ = asked.prices.version;
            if (!applies_) return sheet_verdict{make_json(200, R"({"shown":true})"), {}};
            facts::import_prices command{.owner = asked.request.owner, .version = asked.prices.version};
            command.rows.resize(2);
            return sheet_verdict{{}, std::move(command)};
        };
    }

    static facts::owner_prices prices() {
        facts::owner_prices told{.version = 7, .owner_id = 3};
        routing::price_row row;
        row.mccmnc = "26201";
        row.currency = {{'E', 'U', 'R'}};
        row.price = {3'450'000};
        told.declared.push_back(row);
        row.mccmnc.clear();
        row.country = "DE";
        row.klass = 1;
        row.senders = routing::sender_type::paid;
        told.imported.push_back(row);
        facts::price_import import{.id = 4, .file = "a.csv", .form = R"({"zone":""})", .is_full = true};
        import.changes = {.rows = 9, .raised = 2};
        told.imports.push_back(import);
        return told;
    }

    // The engine's first answer is the owner's prices.
    facts::query_prices answer_prices(size_t count) {
        const auto asked = engine_.wait_for_last<facts::query_prices>(count);
        answer(asked.reply_to, 0, prices());
        return asked;
    }

    std::mutex mutex_;
    sheet_request seen_;
    std::vector<core::client_id> clients_;
    uint32_t version_ = 0;
    std::atomic<bool> applies_ = false;
};

TEST_F(ApiPrices, AreNotThereForOthers) {
    open();
    EXPECT_EQ(ask("GET", "/v1/prices?link=alpha", ANNA).status, 404);
    for (const auto* path : {"/v1/prices/preview", "/v1/prices/import", "/v1/prices/imports/1/undo"})
        EXPECT_EQ(ask("POST", path, ANNA, "x").status, 404);
    EXPECT_EQ(ask("POST", "/v1/prices/imports/x/undo", OPERATOR).status, 404);
    EXPECT_EQ(ask("POST", "/v1/prices/imports/1", OPERATOR).status, 404);
    EXPECT_EQ(engine_.count(), 0U);
}

TEST_F(ApiPrices, OfAnOwnerAreShownByPages) {
    open();
    auto client = connect();
    client.send("GET", "/v1/prices?link=alpha&limit=1&offset=1", OPERATOR);
    EXPECT_EQ(answer_prices(1).owner.link, "alpha");
    const auto told = client.receive().json();
    EXPECT_EQ(told.at("version"), 7);
    EXPECT_EQ(told.at("count"), 2);
    EXPECT_TRUE(told.at("next_offset").is_null());
    ASSERT_EQ(told.at("rows").as_array().size(), 1U);
    EXPECT_EQ(boost::json::serialize(told.at("rows").at(0)),
              R"({"network":null,"country":"DE","mcc":null,"prefix":null,"class":"otp","senders":"paid",)"
              R"("price":"0.0345","delivered":"0","currency":"EUR","from":null,"to":null,"declared":false})");
    EXPECT_EQ(told.at("imports").at(0).at("id"), 4);
    EXPECT_EQ(told.at("imports").at(0).at("up"), 2);
    client.send("GET", "/v1/prices?limit=1", OPERATOR);
    EXPECT_EQ(answer_prices(2).owner.link, "");
    EXPECT_EQ(client.receive().json().at("next_offset"), 1);
    for (const auto* query : {"limit=0", "limit=x", "offset=-1", "limit=1001"})
        EXPECT_EQ(ask("GET", std::string{"/v1/prices?"} + query, OPERATOR).code(), "invalid_field") << query;
    EXPECT_EQ(ask("GET", "/v1/prices?page=1", OPERATOR).code(), "unknown_field");
    EXPECT_EQ(ask("GET", "/v1/prices?link=a&link=b", OPERATOR).code(), "invalid_field");
}

TEST_F(ApiPrices, APreviewIsJudgedByTheOwnersPrices) {
    open();
    auto client = connect();
    client.send("POST", "/v1/prices/preview?client=shop&form=full&file=a%20b.csv&token=t", OPERATOR, "the sheet");
    EXPECT_EQ(answer_prices(1).owner.client, "shop");
    const auto response = client.receive();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, R"({"shown":true})");
    const std::lock_guard lock{mutex_};
    EXPECT_EQ(seen_.octets, "the sheet");
    EXPECT_EQ(seen_.file, "a b.csv");
    EXPECT_EQ(seen_.token, "t");
    EXPECT_EQ(seen_.by, "/root");
    EXPECT_FALSE(seen_.applies);
    EXPECT_EQ(seen_.form, (net::query_parameters{{"form", "full"}}));
    EXPECT_EQ(version_, 7U);
    EXPECT_EQ(clients_.size(), 3U);
}

TEST_F(ApiPrices, AnImportGoesBackToTheEngine) {
    open();
    applies_ = true;
    auto client = connect();
    client.send("POST", "/v1/prices/import?link=alpha&form=full", OPERATOR, "the sheet");
    answer_prices(1);
    const auto command = engine_.wait_for_last<facts::import_prices>(2);
    EXPECT_EQ(command.rows.size(), 2U);
    answer(command.reply_to, 0, facts::prices_changed{5, 8});
    EXPECT_EQ(client.receive().body, R"({"import":5,"version":8})");
    client.send("POST", "/v1/prices/import?link=alpha&form=full", OPERATOR, "the sheet");
    answer_prices(3);
    const auto second = engine_.wait_for_last<facts::import_prices>(4);
    answer(second.reply_to, 0, facts::refusal{facts::refusal_code::prices_moved, "version", "moved"});
    const auto refused = client.receive();
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.code(), "prices_moved");
}

TEST_F(ApiPrices, WhatNobodyWaitsForAnyMoreIsNotApplied) {
    open({.sheet_deadline = std::chrono::milliseconds{200}});
    std::promise<void> answered;
    judge_ = [waits = answered.get_future().share()](const sheet_question&) {
        waits.wait();
        return sheet_verdict{{}, facts::import_prices{}};
    };
    auto client = connect();
    client.send("POST", "/v1/prices/import?link=alpha&form=full", OPERATOR, "the sheet");
    answer_prices(1);
    EXPECT_EQ(client.receive().code(), "outcome_unknown");
    answered.set_value();
    // What the reader runs next comes back to the shard behind the verdict.
    EXPECT_EQ(ask("GET", "/v1/messages", ANNA).status, 200);
    EXPECT_EQ(engine_.count(), 1U);
}

TEST_F(ApiPrices, ALargeSheetIsTakenUnderThisPathOnly) {
    open({.http = {.body_max = 1'000}});
    auto client = connect();
    client.send("POST", "/v1/prices/preview?link=alpha&form=full", OPERATOR, std::string(100'000, 'x'));
    answer_prices(1);
    EXPECT_EQ(client.receive().status, 200);
    EXPECT_EQ(ask("POST", "/v1/messages", ANNA, std::string(1'001, 'x')).status, 413);
}

TEST_F(ApiPrices, AreRefusedWhereTooMuchWaits) {
    open();
    reader_port_.is_full = true;
    auto client = connect();
    client.send("POST", "/v1/prices/preview?link=alpha&form=full", OPERATOR, "x");
    answer_prices(1);
    EXPECT_EQ(client.receive().code(), "overloaded");
    EXPECT_EQ(ask("POST", "/v1/prices/preview?link=alpha&form=full", OPERATOR, "").code(), "missing_field");
}

TEST_F(ApiPrices, AnImportIsTakenBackByItsNumber) {
    open();
    auto client = connect();
    client.send("POST", "/v1/prices/imports/12/undo", OPERATOR);
    const auto command = engine_.wait_for_last<facts::undo_import>(1);
    EXPECT_EQ(command.import, 12U);
    EXPECT_EQ(command.by, "/root");
    answer(command.reply_to, 0, facts::refusal{facts::refusal_code::not_undoable, "import", "not the last"});
    EXPECT_EQ(client.receive().status, 409);
}

}  // namespace
}  // namespace kaskad::gateway::api
