#include "gateway/api/reconciliation_request.hpp"
#include "tests/api/resale.hpp"

// What came of suppliers' files, and how a dispute goes on: what is asked of the engine, by whom, and which answer
// means what.

namespace kaskad::gateway::api {
namespace {

const std::string SHA = std::string(62, '0') + "af";
const std::string PATH = "/v1/admin/reconciliations";

std::string body(const std::string& members = {}) {
    return R"({"supplier":"Alpha","link":"alpha","from_day":"2026-11-01","to_day":"2026-12-01","invoice_number":"A-7",
    "file":"alpha.csv","sha256":")" +
           SHA + R"(","rows":104,"own_rows":100,"currency":"EUR","theirs":"104","ours":"100",
    "categories":[{"name":"price","count":4,"difference":"4.5"},{"name":"ours_only","count":1,"difference":"-0.5"}],
    "accepted":"0","disputed":"4","deadline":"2026-12-21T00:00:00Z")" +
           members + "}";
}

class ApiReconciliations : public ApiResale {
  protected:
    void open_with_link() {
        open_world();
        facts::link link;
        link.id = core::link_id{3};
        link.name = "alpha";
        const auto links = std::make_shared<const link_names>(link_names{{link.id, link}});
        home_.post([this, links] { server_->set_links(links); });
    }

    static facts::reconciliation disputed() {
        facts::reconciliation made;
        made.id = 12;
        made.link = core::link_id{3};
        made.supplier = "Alpha";
        made.from_day = 20'758;
        made.to_day = 20'788;
        made.sha256 = SHA;
        made.rows = 104;
        made.currency = *core::parse_currency("EUR");
        made.theirs = {104'000'000};
        made.ours = {100'000'000};
        made.categories = {{"price", 4, {4'000'000}}};
        made.disputed = {4'000'000};
        made.deadline_utc = 1'797'811'200'000;  // 2026-12-21
        made.state = facts::reconciliation_state::answered;
        made.credited = {1'500'000};
        made.notes = {{.utc = 1, .by = "owner/root", .words = "", .posting = 0},
                      {.utc = 2,
                       .by = "owner/root",
                       .state = facts::reconciliation_state::answered,
                       .credited = {1'500'000},
                       .words = "a credit note",
                       .posting = 31}};
        return made;
    }
};

TEST_F(ApiReconciliations, SayAllThatCameOfAFile) {
    open_with_link();
    const auto asked = asked_by<facts::record_reconciliation>("POST", PATH + "?dry_run=true", body(),
                                                              facts::reconciled{disputed(), false, true});
    EXPECT_EQ(last_->status, 200);
    EXPECT_TRUE(asked.is_dry_run);
    EXPECT_EQ(asked.link, "alpha");
    EXPECT_EQ(asked.by, "owner/root");
    facts::reconciliation wanted;
    wanted.supplier = "Alpha";
    wanted.from_day = 20'758;  // 2026-11-01
    wanted.to_day = 20'788;
    wanted.invoice = "A-7";
    wanted.file = "alpha.csv";
    wanted.sha256 = SHA;
    wanted.rows = 104;
    wanted.own_rows = 100;
    wanted.currency = *core::parse_currency("EUR");
    wanted.theirs = {104'000'000};
    wanted.ours = {100'000'000};
    wanted.categories = {{"price", 4, {4'500'000}}, {"ours_only", 1, {-500'000}}};
    wanted.disputed = {4'000'000};
    wanted.deadline_utc = 1'797'811'200'000;
    EXPECT_EQ(asked.value, wanted);
}

TEST_F(ApiReconciliations, OnceIsANewOneAndTwiceTheSame) {
    open_with_link();
    EXPECT_FALSE(
        asked_by<facts::record_reconciliation>("POST", PATH, body(), facts::reconciled{disputed()}).is_dry_run);
    EXPECT_EQ(last_->status, 201);
    const auto told = last_->json();
    EXPECT_EQ(told.at("id"), 12);
    EXPECT_EQ(told.at("state"), "answered");
    EXPECT_EQ(told.at("link"), "alpha");
    EXPECT_EQ(told.at("from_day"), "2026-11-01");
    EXPECT_TRUE(told.at("invoice_number").is_null());
    EXPECT_EQ(told.at("open"), "2.5");
    EXPECT_EQ(told.at("deadline"), "2026-12-21T00:00:00.000Z");
    EXPECT_EQ(told.at("categories").at(0).at("difference"), "4");
    EXPECT_TRUE(told.at("notes").at(0).at("posting").is_null());
    EXPECT_EQ(told.at("notes").at(1).at("posting"), 31);
    EXPECT_EQ(told.at("notes").at(1).at("credited"), "1.5");
    EXPECT_EQ(told.at("repeated"), false);
    asked_by<facts::record_reconciliation>("POST", PATH, body(), facts::reconciled{disputed(), true, false});
    EXPECT_EQ(last_->status, 200);
    EXPECT_EQ(last_->json().at("repeated"), true);
    asked_by<facts::record_reconciliation>("POST", PATH, body(),
                                           facts::refusal{facts::refusal_code::already_exists, "from_day", "before"});
    EXPECT_EQ(last_->status, 409);
    EXPECT_EQ(last_->json().at("code"), "already_exists");
}

TEST_F(ApiReconciliations, ABadOneIsNamedByItsFieldAndNotAsked) {
    open_with_link();
    struct row {
        std::string from;
        std::string to;
        const char* field;
    };
    for (const auto& [from, to, field] :
         {row{"\"2026-11-01\"", "\"2026-11-31\"", "from_day"}, row{"af\"", "AF\"", "sha256"},
          row{"\"sha256\"", "\"sha\"", "sha256"}, row{"\"104\"", "104.5", "theirs"},
          row{"\"disputed\":\"4\"", "\"disputed\":\"-4\"", "disputed"}, row{"\"EUR\"", "\"EURO\"", "currency"},
          row{"\"difference\":\"4.5\"", "\"difference\":\"x\"", "categories[0].difference"},
          row{"T00:00:00Z", "", "deadline"}, row{"\"rows\":104", "\"rows\":-1", "rows"},
          row{"\"link\":\"alpha\"", "\"links\":\"alpha\"", "link"}}) {
        auto wrong = body();
        ASSERT_NE(wrong.find(from), wrong.npos) << from;
        wrong.replace(wrong.find(from), from.size(), to);
        const auto refused = ask("POST", PATH, OPERATOR, wrong);
        EXPECT_EQ(refused.status, 422) << field;
        EXPECT_EQ(refused.json().at("errors").at(0).at("field"), field);
    }
    EXPECT_EQ(ask("POST", PATH, OPERATOR, "{").status, 400);
    EXPECT_EQ(ask("POST", PATH + "?dry=true", OPERATOR, body()).status, 422);
}

TEST_F(ApiReconciliations, AreListedAndReadOneByOne) {
    open_with_link();
    const auto some = asked_by<facts::query_reconciliations>(
        "GET", PATH + "?supplier=Alpha&open=true&limit=1&before=20", "", facts::reconciliations{{disputed()}, true});
    EXPECT_EQ(some.supplier, "Alpha");
    EXPECT_TRUE(some.only_open);
    EXPECT_EQ(some.limit, 1U);
    EXPECT_EQ(some.before, 20U);
    EXPECT_EQ(some.id, 0U);
    EXPECT_EQ(last_->json().at("next_before"), 12);
    EXPECT_EQ(last_->json().at("reconciliations").at(0).at("supplier"), "Alpha");
    const auto one =
        asked_by<facts::query_reconciliations>("GET", PATH + "/12", "", facts::reconciliations{{disputed()}, false});
    EXPECT_EQ(one.id, 12U);
    EXPECT_EQ(last_->json().at("id"), 12);
    asked_by<facts::query_reconciliations>("GET", PATH + "/13", "", facts::reconciliations{});
    EXPECT_EQ(last_->status, 404);
    for (const auto* wrong : {"?limit=0", "?limit=1001", "?before=x", "?open=perhaps", "?id=3"})
        EXPECT_EQ(ask("GET", PATH + wrong, OPERATOR).status, 422) << wrong;
    EXPECT_EQ(ask("GET", PATH + "/x", OPERATOR).status, 404);
    EXPECT_EQ(ask("GET", PATH + "/0", OPERATOR).status, 404);
}

TEST_F(ApiReconciliations, AWordOnOneIsPassedOnWithWhoSaysIt) {
    open_with_link();
    const auto answered = asked_by<facts::change_reconciliation>(
        "POST", PATH + "/12/answer", R"({"words":"the price list of May"})", facts::reconciled{disputed()});
    EXPECT_EQ(answered.id, 12U);
    EXPECT_EQ(answered.state, facts::reconciliation_state::answered);
    EXPECT_EQ(answered.words, "the price list of May");
    EXPECT_EQ(answered.by, "owner/root");
    EXPECT_EQ(last_->status, 200);
    const auto settled = asked_by<facts::change_reconciliation>(
        "POST", PATH + "/12/settle", R"({"credited":"1.5","conceded":"0.25","words":"half"})",
        facts::reconciled{disputed()});
    EXPECT_EQ(settled.state, facts::reconciliation_state::settled);
    EXPECT_EQ(settled.credited, core::amount{1'500'000});
    EXPECT_EQ(settled.conceded, core::amount{250'000});
    const auto withdrawn =
        asked_by<facts::change_reconciliation>("POST", PATH + "/12/withdraw", "", facts::reconciled{disputed()});
    EXPECT_EQ(withdrawn.state, facts::reconciliation_state::withdrawn);
    asked_by<facts::change_reconciliation>("POST", PATH + "/12/withdraw", "{}",
                                           facts::refusal{facts::refusal_code::already_decided, "", "it is withdrawn"});
    EXPECT_EQ(last_->status, 409);
}

TEST_F(ApiReconciliations, ABadWordIsRefused) {
    open_with_link();
    for (const auto& [word, said] :
         {std::pair{"answer", "{}"}, std::pair{"answer", R"({"words":"a","credited":"1"})"},
          std::pair{"settle", R"({"words":"a"})"}, std::pair{"settle", R"({"credited":"-1"})"},
          std::pair{"settle", R"({"credited":1})"}, std::pair{"withdraw", R"({"credited":"1"})"}})
        EXPECT_EQ(ask("POST", PATH + "/12/" + word, OPERATOR, said).status, 422) << word << said;
    EXPECT_EQ(ask("POST", PATH + "/12/forget", OPERATOR, "{}").status, 404);
    EXPECT_EQ(ask("POST", PATH + "/x/answer", OPERATOR, R"({"words":"a"})").status, 404);
}

TEST_F(ApiReconciliations, AreNoBusinessOfClients) {
    open_with_link();
    for (const auto* path : {"", "/12"})
        EXPECT_EQ(ask("GET", PATH + path, ACME).status, 404) << path;
    for (const auto* path : {"", "/12/answer", "/12/settle", "/12/withdraw"})
        EXPECT_EQ(ask("POST", PATH + path, ACME, body()).status, 404) << path;
}

}  // namespace
}  // namespace kaskad::gateway::api
