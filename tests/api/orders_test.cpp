#include "gateway/api/order_request.hpp"
#include "tests/api/resale.hpp"

// Money that people move, and exchange rates: what is asked of the engine, by whom, and which answer means what.

namespace kaskad::gateway::api {
namespace {

const std::string ORDER = R"({"client":"shop","kind":"top_up","amount":"50.5","currency":"EUR","reference":"r1"})";

class ApiOrders : public ApiResale {
  protected:
    static facts::ordered booked() {
        facts::ordered made;
        made.value = {.id = 9,
                      .client = {1},
                      .amount = {50'500'000},
                      .currency = *core::parse_currency("EUR"),
                      .reason = {},
                      .reference = "acme/r1",
                      .asked_by = "owner/root",
                      .asked_utc = 1'772'366'400'000,
                      .decided_by = {},
                      .posting = 77};
        made.balance = {60'000'000};
        return made;
    }

    int status_of(const facts::reply& reply, const std::string& query = "") {
        auto client = connect();
        const auto before = engine_.count();
        client.send("POST", "/v1/admin/ledger/orders" + query, OPERATOR, ORDER);
        last_ = engine_.wait_for_last<facts::order_money>(before + 1);
        answer(last_.reply_to, 0, reply);
        return client.receive().status;
    }

    facts::order_money last_;
};

TEST_F(ApiOrders, SayWhoOrdersWhat) {
    open_world();
    EXPECT_EQ(status_of(booked()), 201);
    EXPECT_EQ(last_.by, "owner/root");
    EXPECT_FALSE(last_.seller);
    EXPECT_EQ(last_.client, "shop");
    EXPECT_EQ(last_.amount.e6, 50'500'000);
    EXPECT_EQ(last_.currency, "EUR");
    EXPECT_EQ(last_.reference, "r1");
    EXPECT_FALSE(last_.is_dry_run);
    EXPECT_EQ(status_of(booked(), "?dry_run=true"), 201) << "what the answer says of itself counts";
    EXPECT_TRUE(last_.is_dry_run);
}

TEST_F(ApiOrders, TheStatusSaysWhatBecameOfIt) {
    open_world();
    auto waiting = booked();
    waiting.value.state = facts::money_order_state::waiting;
    EXPECT_EQ(status_of(waiting), 202);
    auto repeated = waiting;
    repeated.is_repeat = true;
    EXPECT_EQ(status_of(repeated), 200);
    auto dry = booked();
    dry.is_dry_run = true;
    EXPECT_EQ(status_of(dry), 200);
    EXPECT_EQ(status_of(facts::refusal{facts::refusal_code::already_exists, "reference", "another"}), 409);
}

TEST_F(ApiOrders, ABadOneIsNamedAndNotAsked) {
    open_world();
    struct row {
        const char* body;
        const char* field;
    };
    for (const auto& [body, field] :
         {row{R"({"amount":"1","reference":"r"})", "client"}, row{R"({"client":"a","reference":"r"})", "amount"},
          row{R"({"client":"a","amount":"1"})", "reference"},
          row{R"({"client":"a","amount":"1","reference":""})", "reference"},
          row{R"({"client":"a","amount":1,"reference":"r"})", "amount"},
          row{R"({"client":"a","amount":"0.123456789012","reference":"r"})", "amount"},
          row{R"({"client":"a","amount":"1","reference":"r","currency":"euro"})", "currency"},
          row{R"({"client":"a","amount":"1","reference":"r","kind":"gift"})", "kind"},
          row{R"({"client":"a","amount":"1","reference":"r","by":"me"})", "by"}}) {
        const auto refused = ask("POST", "/v1/admin/ledger/orders", OPERATOR, body);
        EXPECT_EQ(refused.status, 422) << body;
        EXPECT_EQ(refused.json().at("errors").at(0).at("field"), field) << body;
    }
    EXPECT_EQ(engine_.count(), 0U);
}

TEST_F(ApiOrders, AResellersAreItsOwn) {
    open_world();
    auto client = connect();
    client.send("POST", "/v1/ledger/orders", ACME, ORDER);
    const auto command = engine_.wait_for_last<facts::order_money>(1);
    EXPECT_EQ(command.seller.value, 4U);
    EXPECT_EQ(command.by, "acme/acme");
    answer(command.reply_to, 0, booked());
    const auto told = client.receive().json();
    EXPECT_EQ(told.at("client"), "shop");
    EXPECT_EQ(told.at("reference"), "r1") << "as it was written, not as it is kept";
    EXPECT_TRUE(told.at("asked_by").is_null()) << "who of us did what is not told";
    EXPECT_FALSE(told.as_object().contains("posting"));
    EXPECT_EQ(ask("POST", "/v1/ledger/orders/9/approve", ACME).status, 404);
    EXPECT_EQ(ask("POST", "/v1/admin/ledger/orders/9/approve", ACME).status, 404);
}

TEST_F(ApiOrders, AResellerListsThoseOfAClientThatIsItsOwn) {
    open_world();
    EXPECT_EQ(ask("GET", "/v1/ledger/orders", ACME).code(), "missing_field");
    auto client = connect();
    client.send("GET", "/v1/ledger/orders?client=shop", ACME);
    const auto first = engine_.wait_for_last<facts::query_clients>(1);
    EXPECT_EQ(first.seller.value, 4U);
    EXPECT_EQ(first.name, "shop");
    answer(first.reply_to, 0, facts::refusal{facts::refusal_code::not_found, "client", "none"});
    EXPECT_EQ(client.receive().status, 404);
    EXPECT_EQ(engine_.count(), 1U);
    client.send("GET", "/v1/ledger/orders?client=shop", ACME);
    answer(engine_.wait_for_last<facts::query_clients>(2).reply_to, 0, facts::client_standings{});
    const auto second = engine_.wait_for_last<facts::query_orders>(3);
    EXPECT_EQ(second.client, "shop");
    answer(second.reply_to, 0, facts::money_orders{{booked().value}, false});
    EXPECT_EQ(client.receive().json().at("orders").at(0).at("id"), 9);
}

TEST_F(ApiOrders, AreListedByPages) {
    open_world();
    auto client = connect();
    client.send("GET", "/v1/admin/ledger/orders?client=shop&waiting=true&before=12&limit=1", OPERATOR);
    const auto asked = engine_.wait_for_last<facts::query_orders>(1);
    EXPECT_EQ(asked.client, "shop");
    EXPECT_TRUE(asked.only_waiting);
    EXPECT_EQ(asked.before, 12U);
    EXPECT_EQ(asked.limit, 1U);
    answer(asked.reply_to, 0, facts::money_orders{{booked().value}, true});
    const auto told = client.receive().json();
    EXPECT_EQ(told.at("next_before"), 9);
    EXPECT_EQ(told.at("orders").at(0).at("asked_by"), "owner/root");
    EXPECT_EQ(told.at("orders").at(0).at("reference"), "acme/r1");
    for (const auto* query : {"limit=0", "limit=1001", "waiting=1", "before=x"})
        EXPECT_EQ(ask("GET", std::string{"/v1/admin/ledger/orders?"} + query, OPERATOR).code(), "invalid_field");
    EXPECT_EQ(ask("GET", "/v1/admin/ledger/orders?x=1", OPERATOR).code(), "unknown_field");
}

TEST_F(ApiOrders, AreDecidedByTheKeyThatIsUsed) {
    open_world();
    auto client = connect();
    client.send("POST", "/v1/admin/ledger/orders/9/approve", OPERATOR);
    const auto yes = engine_.wait_for_last<facts::decide_order>(1);
    EXPECT_EQ(yes.order, 9U);
    EXPECT_TRUE(yes.agrees);
    EXPECT_EQ(yes.by, "owner/root");
    answer(yes.reply_to, 0, facts::refusal{facts::refusal_code::not_yours, "", "a second person's"});
    EXPECT_EQ(client.receive().status, 403);
    client.send("POST", "/v1/admin/ledger/orders/9/refuse", OPERATOR);
    const auto no = engine_.wait_for_last<facts::decide_order>(2);
    EXPECT_FALSE(no.agrees);
    answer(no.reply_to, 0, facts::refusal{facts::refusal_code::already_decided, "", "it does not wait"});
    EXPECT_EQ(client.receive().status, 409);
    EXPECT_EQ(ask("POST", "/v1/admin/ledger/orders/x/approve", OPERATOR).status, 404);
}

TEST_F(ApiOrders, ExchangeRatesComeAsRowsOrAsCsv) {
    open_world();
    auto client = connect();
    client.send("POST", "/v1/admin/exchange-rates", OPERATOR,
                R"({"rows":[{"date":"2026-11-01","base":"EUR","quote":"USD","rate":"1.0825"}]})");
    const auto rows = engine_.wait_for_last<facts::import_exchange_rates>(1);
    ASSERT_EQ(rows.rows.size(), 1U);
    EXPECT_EQ(rows.rows[0].day, 20'758U);
    EXPECT_EQ(rows.rows[0].rate_e8, 108'250'000);
    EXPECT_EQ(rows.rows[0].by, "owner/root");
    answer(rows.reply_to, 0, facts::exchange_rates{{}, 1});
    EXPECT_EQ(client.receive().body, R"({"rows":1,"changed":1})");
    client.send("POST", "/v1/admin/exchange-rates", OPERATOR + "Content-Type: text/csv\r\n",
                "date,base,quote,rate\n2026-11-01,EUR,USD,1.0825\n\n2026-11-02,EUR,USD,1.09\n");
    EXPECT_EQ(engine_.wait_for_last<facts::import_exchange_rates>(2).rows.size(), 2U);
    EXPECT_EQ(ask("GET", "/v1/admin/exchange-rates?base=EUR", OPERATOR).code(), "missing_field");
}

TEST(ExchangeRates, ABadLineIsNamed) {
    const std::string head = "date,base,quote,rate\n2026-11-01,EUR,USD,1.0825\n";
    for (const auto& [line, field] :
         {std::pair{"2026-13-01,EUR,USD,1\n", "line 3, date"}, std::pair{"2026-11-01,eur,USD,1\n", "line 3, base"},
          std::pair{"2026-11-01,EUR,USD,0\n", "line 3, rate"},
          std::pair{"2026-11-01,EUR,USD,1.123456789\n", "line 3, rate"}, std::pair{"2026-11-01,EUR,USD\n", "line 3"}}) {
        const auto read = read_rates_csv(head + line);
        ASSERT_FALSE(read) << line;
        EXPECT_EQ(read.error().errors.front().field, field) << line;
    }
    EXPECT_EQ(read_rates_csv("day,base,quote,rate\n").error().errors.front().field, "line 1");
    EXPECT_EQ(read_rates(R"({"rows":[{"date":"2026-11-01","base":"EUR","quote":"USD"}]})").error().errors.front().field,
              "rows[0].rate");
}

}  // namespace
}  // namespace kaskad::gateway::api
