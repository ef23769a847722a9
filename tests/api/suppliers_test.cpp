#include "tests/api/resale.hpp"

// Links' accounts with their suppliers: how they are shown, what orders of money on them ask of the engine, and who
// may see and do that.

namespace kaskad::gateway::api {
namespace {

const std::string ORDERS = "/v1/admin/ledger/orders";
constexpr int64_t MARCH = 1'772'366'400'000;  // 2026-03-01T12:00:00Z

std::string order(const std::string& kind, const std::string& amount, const std::string& members = "") {
    return R"({"supplier":"alpha","reference":"bank 1","kind":")" + kind + R"(","amount":")" + amount + "\"" + members +
           "}";
}

class ApiSuppliers : public ApiResale {
  protected:
    void open_with_link() {
        open_world();
        facts::link link;
        link.id = core::link_id{3};
        link.name = "alpha";
        link.supplier = {.prepaid = true, .balance_floor = {500'000}};
        const auto links = std::make_shared<const link_names>(link_names{{link.id, link}});
        home_.post([this, links] { server_->set_links(links); });
    }

    static facts::supplier_standing standing() {
        return {.link = {3},
                .name = "alpha",
                .currency = *core::parse_currency("EUR"),
                .owed = {-2'500'000},
                .disputed = {750'000},
                .credit = {1'000'000},
                .has_limit = true,
                .left = {3'000'000},
                .is_out_of_credit = true,
                .has_told = true,
                .told = {3'250'000},
                .told_utc = MARCH,
                .spent_hour = {12'300},
                .minutes_left = 90};
    }

    static facts::ordered booked() {
        facts::ordered made;
        made.value = {.id = 9,
                      .kind = facts::money_order_kind::supplier_payment,
                      .amount = {-50'500'000},
                      .currency = *core::parse_currency("EUR"),
                      .reason = "top-up",
                      .reference = "bank 1",
                      .asked_by = "owner/root",
                      .asked_utc = MARCH,
                      .posting = 77};
        made.value.link = core::link_id{3};
        made.balance = {-50'500'000};
        return made;
    }

    boost::json::object shown(const facts::supplier_standing& row) {
        asked_by<facts::query_suppliers>("GET", "/v1/admin/suppliers", "", facts::supplier_standings{{row}});
        EXPECT_EQ(last_->status, 200);
        return last_->json().at("suppliers").at(0).as_object();
    }

    // Which field is named, where the order does not reach the engine.
    std::string fault(const std::string& body, const std::string& key = OPERATOR, const std::string& path = ORDERS) {
        const auto refused = ask("POST", path, key, body);
        EXPECT_EQ(refused.status, 422) << body;
        return refused.status == 422 ? std::string{refused.json().at("errors").at(0).at("field").as_string()} : "";
    }
};

TEST_F(ApiSuppliers, AreShownWithAllThatIsKnown) {
    polls_ = {{.link = {3}, .difference = core::amount{-250'000}, .error = "it answered 503", .error_utc = MARCH}};
    open_with_link();
    EXPECT_EQ(shown(standing()), boost::json::parse(R"({
        "name": "alpha", "currency": "EUR", "owed": "-2.5", "disputed": "0.75", "credit": "1", "prepaid": true,
        "floor": "0.5", "left": "3", "told": "3.25", "told_at": "2026-03-01T12:00:00.000Z", "difference": "-0.25",
        "out_of_credit": true, "spent_last_hour": "0.0123", "minutes_left": 90,
        "last_error": {"at": "2026-03-01T12:00:00.000Z", "why": "it answered 503"}})"));
}

// A number of 0 would be an alarm: what is not known is null.
TEST_F(ApiSuppliers, WhatIsNotKnownIsNull) {
    polls_ = {{.link = {4}, .difference = core::amount{1}, .error = "another's"}};
    open_with_link();
    auto row = standing();
    row.has_limit = false;
    row.has_told = false;
    row.minutes_left = -1;
    const auto told = shown(row);
    for (const auto* name : {"left", "told", "told_at", "difference", "minutes_left", "last_error"})
        EXPECT_TRUE(told.at(name).is_null()) << name;
    EXPECT_EQ(told.at("owed"), "-2.5");
}

// What was said before a payment is said no more, and so is how far it was off.
TEST_F(ApiSuppliers, TheDifferenceGoesWithWhatWasTold) {
    polls_ = {{.link = {3}, .difference = core::amount{-250'000}}};
    open_with_link();
    auto row = standing();
    row.has_told = false;
    EXPECT_TRUE(shown(row).at("difference").is_null());
}

TEST_F(ApiSuppliers, OfALinkThatTheShardDoesNotKnowYetTheBooksAreShown) {
    open_world();
    const auto told = shown(standing());
    EXPECT_EQ(told.at("prepaid"), false);
    EXPECT_EQ(told.at("owed"), "-2.5");
}

TEST_F(ApiSuppliers, AnOrderNamesTheLinkAndItsKind) {
    open_with_link();
    for (const auto& [kind, word] : {std::pair{facts::money_order_kind::supplier_payment, "supplier_payment"},
                                     std::pair{facts::money_order_kind::supplier_credit, "supplier_credit"},
                                     std::pair{facts::money_order_kind::supplier_adjustment, "supplier_adjustment"}}) {
        const auto asked = asked_by<facts::order_money>(
            "POST", ORDERS + "?dry_run=true", order(word, "-50.5", R"(,"currency":"EUR","reason":"top-up")"), booked());
        EXPECT_EQ(asked.client, "alpha");
        EXPECT_EQ(asked.kind, kind);
        EXPECT_EQ(asked.amount, core::amount{-50'500'000});
        EXPECT_EQ(asked.currency, "EUR");
        EXPECT_EQ(asked.reason, "top-up");
        EXPECT_EQ(asked.reference, "bank 1");
        EXPECT_EQ(asked.by, "owner/root");
        EXPECT_FALSE(asked.seller);
        EXPECT_TRUE(asked.is_dry_run);
    }
}

TEST_F(ApiSuppliers, TheAnswerSaysWhatIsOwedNow) {
    open_with_link();
    asked_by<facts::order_money>("POST", ORDERS, order("supplier_payment", "-50.5"), booked());
    EXPECT_EQ(last_->status, 201);
    EXPECT_EQ(last_->json(), boost::json::parse(R"({
        "id": 9, "state": "booked", "supplier": "alpha", "kind": "supplier_payment", "amount": "-50.5",
        "currency": "EUR", "reason": "top-up", "reference": "bank 1", "asked_by": "owner/root",
        "asked_at": "2026-03-01T12:00:00.000Z", "decided_by": null, "decided_at": null, "posting": 77,
        "owed": "-50.5", "repeated": false, "dry_run": false})"));
}

TEST_F(ApiSuppliers, WhatTheEngineRefusesIsAProblemThatNamesTheField) {
    open_with_link();
    struct row {
        facts::refusal why;
        int status;
        const char* field;
    };
    for (const auto& [why, status, field] :
         {row{{facts::refusal_code::not_found, "supplier", "there is no link of this name"}, 404, "supplier"},
          row{{facts::refusal_code::invalid_declaration, "currency", "the account is in EUR"}, 422, "currency"},
          row{{facts::refusal_code::invalid_declaration, "amount", "it is less than 0"}, 422, "amount"},
          row{{facts::refusal_code::already_exists, "reference", "another one"}, 409, "reference"}}) {
        asked_by<facts::order_money>("POST", ORDERS, order("supplier_payment", "50"), why);
        EXPECT_EQ(last_->status, status) << field;
        EXPECT_EQ(last_->json().at("errors").at(0).at("field"), field);
    }
}

TEST_F(ApiSuppliers, ABadOrderIsNamedAndNotAsked) {
    open_with_link();
    EXPECT_EQ(fault(order("supplier_payment", "-0.1234567")), "amount") << "there are six decimals";
    EXPECT_EQ(fault(order("supplier_payment", "-1e3")), "amount");
    EXPECT_EQ(fault(order("supplier_payment", "")), "amount");
    EXPECT_EQ(fault(order("supplier_payment", "-1", R"(,"currency":"euro")")), "currency");
    EXPECT_EQ(fault(order("supplier_gift", "-1")), "kind");
    EXPECT_EQ(fault(order("supplier_payment", "-1", R"(,"client":"shop")")), "client") << "one account";
    EXPECT_EQ(fault(order("top_up", "1", R"(,"client":"shop")")), "supplier");
    EXPECT_EQ(fault(order("top_up", "1")), "client");
    EXPECT_EQ(fault(R"({"client":"shop","kind":"supplier_payment","amount":"-1","reference":"r"})"), "supplier");
    EXPECT_EQ(fault(R"({"supplier":"alpha","kind":"supplier_payment","amount":"-1"})"), "reference");
    EXPECT_EQ(engine_.count(), 0U);
}

TEST_F(ApiSuppliers, AreNobodyElsesBusiness) {
    open_with_link();
    const auto pay = order("supplier_payment", "-1");
    for (const auto& key : {ACME, ANNA}) {
        EXPECT_EQ(ask("GET", "/v1/admin/suppliers", key).status, 404);
        EXPECT_EQ(ask("POST", ORDERS, key, pay).status, 404);
        EXPECT_EQ(ask("GET", "/v1/suppliers", key).status, 404);
    }
    EXPECT_EQ(ask("GET", "/v1/admin/suppliers", "").status, 401);
    EXPECT_EQ(ask("POST", "/v1/ledger/orders", ANNA, pay).code(), "missing_scope");
    EXPECT_EQ(fault(pay, ACME, "/v1/ledger/orders"), "client") << "there a supplier is no word";
    EXPECT_EQ(engine_.count(), 0U);
}

// The engine says no to it: a reseller's kinds are those of clients. What it is asked says whose client is meant.
TEST_F(ApiSuppliers, AResellersOrderIsOfAClientWhateverItsKind) {
    open_with_link();
    const auto asked = asked_by<facts::order_money>(
        "POST", "/v1/ledger/orders", R"({"client":"alpha","kind":"supplier_payment","amount":"-1","reference":"r"})",
        facts::refusal{facts::refusal_code::not_found, "client", "there is no client of this name"}, ACME);
    EXPECT_EQ(asked.seller.value, 4U);
    EXPECT_EQ(last_->status, 404);
}

}  // namespace
}  // namespace kaskad::gateway::api
