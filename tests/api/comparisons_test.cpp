#include "tests/api/fakes.hpp"

#include <future>

// Files on their way to be compared: who may send them, what is understood of a request, and that only so many are
// under way, for only so long.

namespace kaskad::gateway::api {
namespace {

const std::string OWN{"/v1/reconciliations?period=2026-11"};
const std::string STAFF{"/v1/admin/reconciliations/compare?period=2026-11"};

class ApiComparisons : public ApiServer {
  protected:
    ApiComparisons() {
        compare_ = [this](comparison_question asked) {
            seen_.set_value(std::move(asked));
            return make_json(200, R"({"compared":true})");
        };
    }

    // Of the one request of a test.
    comparison_question seen() {
        auto asked = seen_.get_future();
        EXPECT_EQ(asked.wait_for(PATIENCE), std::future_status::ready);
        return asked.get();
    }

    // Requests come over connections of their own, in no order.
    void wait_until_open(size_t requests) {
        for (const auto end = net::clock::now() + PATIENCE; net::clock::now() < end; std::this_thread::yield()) {
            std::promise<size_t> open;
            home_.post([&] { open.set_value(server_->open_requests_now()); });
            if (open.get_future().get() == requests) return;
        }
        FAIL() << "there are not " << requests << " requests open";
    }

    std::promise<comparison_question> seen_;
};

TEST_F(ApiComparisons, AClientsRequestIsItsOwn) {
    open();
    const auto response = ask("POST",
                              OWN +
                                  "&limit=7&back_days=30&by_reference=true&file=a%20b.csv&columns.id=Message%20ID&"
                                  "status.ok=delivered&mapping=zone%20%3D%20%22UTC%22%0A&client=below",
                              ANNA, "the file");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, R"({"compared":true})");
    const auto asked = seen();
    EXPECT_EQ(asked.who.client, core::client_id{1});
    EXPECT_FALSE(asked.who.operator_scope);
    const auto& request = asked.request;
    EXPECT_FALSE(request.is_staff);
    EXPECT_EQ(request.period, "2026-11");
    EXPECT_EQ(request.limit, 7U);
    EXPECT_EQ(request.back_days, 30);
    EXPECT_TRUE(request.by_reference);
    EXPECT_EQ(request.client, "below");
    EXPECT_EQ(request.file, "a b.csv");
    EXPECT_EQ(request.mapping, "zone = \"UTC\"\n");
    EXPECT_EQ(request.keys, (net::query_parameters{{"columns.id", "Message ID"}, {"status.ok", "delivered"}}));
    EXPECT_EQ(request.octets, "the file");
    EXPECT_EQ(engine_.count(), 0U) << "it changes nothing";
}

// To a client these are no parameters, and so the mapping's: which says that it knows no such key.
TEST_F(ApiComparisons, AClientNamesNoSuppliers) {
    open();
    ask("POST", OWN + "&supplier=alpha&invoice_number=A", ANNA, "the file");
    const auto request = seen().request;
    EXPECT_TRUE(request.suppliers.empty());
    EXPECT_EQ(request.invoice_number, "");
    EXPECT_EQ(request.keys, (net::query_parameters{{"supplier", "alpha"}, {"invoice_number", "A"}}));
    EXPECT_EQ(request.limit, 100U);
    EXPECT_EQ(request.back_days, 8);
}

TEST_F(ApiComparisons, StaffNamesLinksOrAClient) {
    open();
    durable_ = false;  // nothing of it has to be
    ask("POST", STAFF + "&supplier=bravo&supplier=alpha&invoice_number=A-7", OPERATOR, "the file");
    const auto request = seen().request;
    EXPECT_TRUE(request.is_staff);
    EXPECT_EQ(request.suppliers, (std::vector<std::string>{"bravo", "alpha"}));
    EXPECT_EQ(request.invoice_number, "A-7");
    const auto refused = [&](const std::string& more) {
        return std::string{ask("POST", STAFF + more, OPERATOR, "x").json().at("errors").at(0).at("field").as_string()};
    };
    EXPECT_EQ(refused(""), "supplier");
    EXPECT_EQ(refused("&supplier=alpha&client=shop"), "client");
    EXPECT_EQ(refused("&supplier=alpha&by_reference=true"), "by_reference");
}

TEST_F(ApiComparisons, AreForThoseWhoMayRead) {
    open();
    EXPECT_EQ(ask("POST", OWN, "", "x").status, 401);
    EXPECT_EQ(ask("POST", OWN, GONE, "x").status, 401);
    EXPECT_EQ(ask("POST", STAFF + "&supplier=alpha", ANNA, "x").status, 404) << "to all others there is nothing";
    EXPECT_EQ(ask("GET", OWN, ANNA).status, 405);
    auto sender = make_client(1, "anna");
    sender.keys.front().scopes = {0};
    credential_book book;
    book.apply({sender});
    home_.post([this, all = book.snapshot()] { server_->set_credentials(all); });
    const auto response = ask("POST", OWN, ANNA, "x");
    EXPECT_EQ(response.status, 403);
    EXPECT_EQ(response.code(), "missing_scope");
}

TEST_F(ApiComparisons, AreRefusedByTheNameOfWhatIsWrong) {
    open();
    struct row {
        const char* query;
        const char* body;
        const char* code;
        const char* field;
    };
    for (const auto& [query, body, code, field] :
         {row{"", "x", "missing_field", "period"}, row{"period=2026-11", "", "missing_field", "file"},
          row{"period=2026-11&period=2026-10", "x", "invalid_field", "period"},
          row{"period=2026-11&zone=UTC&zone=UTC", "x", "invalid_field", "zone"},
          row{"period=2026-11&limit=1001", "x", "invalid_field", "limit"},
          row{"period=2026-11&limit=x", "x", "invalid_field", "limit"},
          row{"period=2026-11&back_days=0", "x", "invalid_field", "back_days"},
          row{"period=2026-11&back_days=63", "x", "invalid_field", "back_days"},
          row{"period=2026-11&by_reference=yes", "x", "invalid_field", "by_reference"}}) {
        const auto response = ask("POST", std::string{"/v1/reconciliations?"} + query, ANNA, body);
        EXPECT_EQ(response.status, 422) << query;
        EXPECT_EQ(response.code(), code) << query;
        EXPECT_EQ(response.json().at("errors").at(0).at("field"), field) << query;
    }
}

TEST_F(ApiComparisons, ALargeFileIsTakenUnderTheirPathsOnly) {
    open({.http = {.body_max = 1'000}});
    EXPECT_EQ(ask("POST", OWN, ANNA, std::string(100'000, 'x')).status, 200);
    EXPECT_EQ(seen().request.octets.size(), 100'000U);
    for (const auto& path : {OWN, STAFF}) {
        auto client = connect();
        client.raw().send("POST " + path + " HTTP/1.1\r\nHost: test\r\nContent-Length: 16777217\r\n" + ANNA + "\r\n");
        const auto refused = client.receive();
        EXPECT_EQ(refused.status, 413) << path;
        EXPECT_EQ(refused.code(), "body_too_large");
    }
    EXPECT_EQ(ask("POST", "/v1/admin/reconciliations", OPERATOR, std::string(1'001, 'x')).status, 413);
}

TEST_F(ApiComparisons, OnlySoManyAreUnderWay) {
    open({.comparisons_max = 2});
    std::promise<void> go_on;
    std::atomic<int> begun = 0;
    compare_ = [&begun, waits = go_on.get_future().share()](const comparison_question&) {
        ++begun;
        waits.wait();
        return make_json(200, "{}");
    };
    auto anna = connect();
    anna.send("POST", OWN, ANNA, "x");
    wait_until_open(1);
    EXPECT_EQ(ask("POST", OWN, ANNA, "x").code(), "too_many_open_requests");
    EXPECT_EQ(ask("POST", OWN, ANNA, "x").status, 429);
    auto bert = connect();
    bert.send("POST", OWN, BERT, "x");
    credential_book book;
    for (const auto& [id, key] : {std::pair{1U, "anna"}, std::pair{2U, "bert"}, std::pair{4U, "carl"}})
        book.apply({make_client(id, key)});
    home_.post([this, all = book.snapshot()] { server_->set_credentials(all); });
    wait_until_open(2);
    const auto third = ask("POST", OWN, "Authorization: Bearer carl\r\n", "x");
    EXPECT_EQ(third.status, 503);
    EXPECT_EQ(third.code(), "overloaded");
    EXPECT_TRUE(third.has("Retry-After: 5")) << third.head;
    EXPECT_EQ(third.json().at("retryable"), true);
    go_on.set_value();
    EXPECT_EQ(anna.receive().status, 200);
    EXPECT_EQ(bert.receive().status, 200);
    EXPECT_EQ(ask("POST", OWN, ANNA, "x").status, 200) << "there is room again";
}

TEST_F(ApiComparisons, WhatTakesTooLongIsAnsweredBefore) {
    open({.comparison_deadline = std::chrono::milliseconds{100}});
    std::promise<void> go_on;
    compare_ = [this, waits = go_on.get_future().share()](comparison_question asked) {
        seen_.set_value(std::move(asked));
        waits.wait();
        return make_json(200, "{}");
    };
    const auto response = ask("POST", OWN, ANNA, "x");
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(response.code(), "period_too_large");
    EXPECT_LE(seen().deadline, net::clock::now()) << "who compares knows from when on nobody waits";
    go_on.set_value();
}

TEST_F(ApiComparisons, WithoutAnybodyToDoItTheyAreRefused) {
    open();
    report_port_.is_full = true;
    EXPECT_EQ(ask("POST", OWN, ANNA, "x").status, 503);
    report_port_.is_full = false;
    EXPECT_EQ(ask("POST", OWN, ANNA, "x").status, 200);
}

}  // namespace
}  // namespace kaskad::gateway::api
