#include "gateway/comparison_desk.hpp"

#include "billing/direct.hpp"
#include "tests/gateway/supplier_world.hpp"
#include "tests/store/databases.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

// A file that came over the API, set against the books of a database in memory: what a client is told and what staff
// is, that nobody sees what is another's, what is refused and where, and that nothing is left.

namespace kaskad::gateway::testing {
namespace {

namespace json = boost::json;

using ::testing::HasSubstr;
using ::testing::Not;

constexpr core::client_id SHOP{1};
constexpr core::client_id BERT{3};    // a reseller
constexpr core::client_id ANNA{4};    // below Bert
constexpr core::client_id NEPHEW{5};  // below Anna
constexpr int64_t TENTH = NOVEMBER_MS + 9 * DAY_MS;
constexpr int64_t NOW = NOVEMBER_MS + 35 * DAY_MS;  // 2026-12-06

class GatewayComparisonDesk : public ::testing::Test {
  protected:
    GatewayComparisonDesk() {
        facts::link alpha;
        alpha.id = ALPHA;
        alpha.name = "alpha";
        write({store::testing::put(alpha), store::testing::put(named(SHOP, "shop")),
               store::testing::put(named(BERT, "bert")), store::testing::put(named(ANNA, "anna", BERT)),
               store::testing::put(named(NEPHEW, "nephew", ANNA))});
        for (uint32_t index = 0; index < 3; ++index)
            ids_.push_back(sell(SHOP, index, "Order-" + std::to_string(index)));
    }

    static facts::client named(core::client_id id, const char* name, core::client_id parent = {}) {
        facts::client client;
        client.id = id;
        client.name = name;
        client.parent = parent;
        return client;
    }

    // Sold for 0.03 and bought of alpha for 0.01, on the tenth of November, a minute after the one before.
    std::string sell(core::client_id client, uint32_t index, std::string reference = {}) {
        const auto at = TENTH + index * 60'000;
        facts::message message;
        message.id = message_at(at, client.value * 100 + index);
        message.client = client;
        message.client_ref = std::move(reference);
        message.recipient = "4915123456789";
        message.sender = "Shop";
        message.network = "26201";
        message.parts = 1;
        message.currency = EUR;
        message.sell_price = {3'000'000};
        message.accepted_utc = at;
        message.state = facts::message_state::delivered;
        facts::attempt attempt{.number = 1, .link = ALPHA};
        attempt.buy_price = {1'000'000};
        attempt.currency = EUR;
        // At the very time of acceptance: the operator's id could be found by it.
        attempt.parts.push_back({.number = 1,
                                 .state = facts::part_state::delivered,
                                 .operator_id = "op" + std::to_string(index),
                                 .submitted_utc = at});
        message.attempts.push_back(attempt);
        const billing::transfer charge{
            .code = billing::posting_code::message_charge, .currency = EUR, .amount = {30'000}, .message = message.id};
        const auto owed = billing::accrual({.message = message.id,
                                            .attempt = 1,
                                            .link = ALPHA,
                                            .currency = EUR,
                                            .price = attempt.buy_price,
                                            .units = 1});
        write({store::testing::put(message),
               store::testing::put(
                   billing::posting{.sequence = ++postings_, .message = message.id, .transfers = {charge, **owed}})},
              message.id);
        return core::to_string(message.id);
    }

    static std::string row(const std::string& id, uint32_t minute, const char* cost, const char* to = "4915123456789") {
        return id + "," + to + ",2026-11-10 00:0" + std::to_string(minute) + ":00," + cost + "\n";
    }

    // One price is 0.005 too high, the third message lacks, and one of another number is not ours.
    std::string planted(const std::string& first, const std::string& second) const {
        return "id,to,time,cost\n" + row(first, 0, "0.03") + row(second, 1, "0.035") +
               row("999", 5, "0.03", "4917000000001");
    }

    static api::comparison_question ask(core::client_id who, std::string octets) {
        api::comparison_question asked{
            .request = {}, .who = {}, .deadline = net::clock::now() + std::chrono::minutes{1}};
        asked.who.client = who;
        asked.request.period = "2026-11";
        asked.request.limit = 100;
        asked.request.octets = std::move(octets);
        asked.request.keys = {{"zone", "UTC"},          {"currency", "EUR"},
                              {"columns.id", "id"},     {"columns.recipient", "to"},
                              {"columns.time", "time"}, {"columns.amount", "cost"}};
        return asked;
    }
    static api::comparison_question ask_as_staff(std::string octets) {
        auto asked = ask(SHOP, std::move(octets));
        asked.who.operator_scope = true;
        asked.request.is_staff = true;
        asked.request.suppliers = {"alpha"};
        return asked;
    }

    json::value compare(api::comparison_question asked, int status = 200) {
        store::report_reader books{std::make_unique<store::memory_view>(database_)};
        const auto answer = desk_.compare(books, std::move(asked));
        EXPECT_EQ(answer.status, status) << answer.body;
        return json::parse(answer.body);
    }

    // "invalid_field period"
    std::string refused(api::comparison_question asked, int status = 422) {
        const auto why = compare(std::move(asked), status).as_object();
        std::string made{why.at("code").as_string()};
        if (const auto* errors = why.if_contains("errors"))
            made += " " + std::string{errors->at(0).at("field").as_string()};
        return made;
    }

    // "exact 1 0, price 1 0.005": what there is of the categories.
    static std::string told(const json::value& currency) {
        std::string made;
        for (const auto& each : currency.at("categories").as_array()) {
            const auto count = each.at("count").as_int64();
            if (count == 0) continue;
            made += (made.empty() ? "" : ", ") + std::string{each.at("name").as_string()} + " " +
                    std::to_string(count) + " " + std::string{each.at("difference").as_string()};
        }
        return made;
    }

    void write(std::vector<facts::change> changes, core::message_id message = {}) {
        store::testing::write(database_, groups_.make(std::move(changes), message));
    }

    store::testing::temporary_folder folder_;
    store::memory_database database_;
    store::testing::group_maker groups_;
    uint64_t postings_ = 0;
    std::vector<std::string> ids_;
    comparison_desk desk_{{.folder = folder_.path().string(), .utc_ms = [] { return NOW; }}};
};

TEST_F(GatewayComparisonDesk, TellsAClientWhatDiffersFromItsCharges) {
    const auto told_all = compare(ask(SHOP, planted(ids_[0], ids_[1])));
    EXPECT_EQ(told_all.at("client"), "shop");
    EXPECT_EQ(told_all.at("from_day"), "2026-11-01");
    EXPECT_EQ(told_all.at("to_day"), "2026-12-01");
    EXPECT_EQ(told_all.at("rows"), 3);
    EXPECT_EQ(told_all.at("own_rows"), 3);
    EXPECT_EQ(told_all.at("sha256").as_string().size(), 64U);
    ASSERT_EQ(told_all.at("currencies").as_array().size(), 1U);
    const auto euro = told_all.at("currencies").at(0);
    // 3 x 0.03 against 0.03 + 0.035 + 0.03.
    EXPECT_EQ(euro.at("ours"), "0.09");
    EXPECT_EQ(euro.at("theirs"), "0.095");
    EXPECT_EQ(euro.at("difference"), "0.005");
    EXPECT_EQ(euro.at("categories").as_array().size(), 12U);
    EXPECT_EQ(told(euro), "exact 1 0, ours_only 1 -0.03, theirs_only 1 0.03, price 1 0.005");
    const auto text = json::serialize(told_all);
    EXPECT_THAT(text, HasSubstr("the file's last row is of 2026-11-10"));
    EXPECT_FALSE(told_all.as_object().contains("outcome"));
}

TEST_F(GatewayComparisonDesk, ShowsRowsWithTheirMessage) {
    const auto told_all = compare(ask(SHOP, planted(ids_[0], ids_[1])));
    const auto& differences = told_all.at("differences").as_array();
    ASSERT_EQ(differences.size(), 3U) << "of what is exact there is nothing to tell";
    EXPECT_EQ(differences[0].at("category"), "ours_only");
    const auto lacks = differences[0].at("rows").at(0);
    EXPECT_EQ(lacks.at("ours").at("message_id").as_string(), ids_[2]);
    EXPECT_TRUE(lacks.at("theirs").is_null());
    const auto unknown = differences[1].at("rows").at(0);
    EXPECT_TRUE(unknown.at("ours").is_null());
    EXPECT_EQ(unknown.at("theirs").at("line"), "4");
    EXPECT_EQ(unknown.at("theirs").at("id"), "999");
    const auto dear = differences[2].at("rows").at(0);
    EXPECT_EQ(dear.at("difference"), "0.005");
    EXPECT_EQ(dear.at("ours").at("message_id").as_string(), ids_[1]);
    EXPECT_EQ(dear.at("ours").at("amount"), "0.03");
    EXPECT_EQ(dear.at("theirs").at("amount"), "0.035");
    auto short_one = ask(SHOP, planted(ids_[0], ids_[1]));
    short_one.request.limit = 0;
    const auto counted = compare(std::move(short_one)).at("differences").at(2);
    EXPECT_EQ(counted.at("count"), 1);
    EXPECT_TRUE(counted.at("rows").as_array().empty());
}

TEST_F(GatewayComparisonDesk, AClientSeesNoSupplier) {
    auto asked = ask(SHOP, planted(ids_[0], ids_[1]));
    EXPECT_THAT(json::serialize(compare(asked)), Not(::testing::AnyOf(HasSubstr("alpha"), HasSubstr("operator_id"),
                                                                      HasSubstr("op1"), HasSubstr("supplier"))));
    // The same file, to staff: who bought it is no secret.
    asked.request.is_staff = true;
    asked.request.client = "shop";
    asked.who.operator_scope = true;
    EXPECT_THAT(json::serialize(compare(asked)), HasSubstr("op1"));
}

TEST_F(GatewayComparisonDesk, AFileMayNameTheClientsReferences) {
    auto asked = ask(SHOP, planted("Order-0", "Order-1"));
    asked.request.by_reference = true;
    EXPECT_EQ(told(compare(std::move(asked)).at("currencies").at(0)),
              "exact 1 0, ours_only 1 -0.03, theirs_only 1 0.03, price 1 0.005");
}

// Whatever the file says, what another was charged is not in the answer.
TEST_F(GatewayComparisonDesk, NobodySeesAnothersMessages) {
    const auto anna = sell(ANNA, 30);
    const auto told_all = compare(ask(ANNA, planted(ids_[0], ids_[1])));
    EXPECT_EQ(told_all.at("own_rows"), 1);
    const auto text = json::serialize(told_all.at("differences"));
    for (const auto& id : ids_)
        EXPECT_THAT(text, Not(HasSubstr("\"message_id\":\"" + id)));
    EXPECT_THAT(text, HasSubstr("\"message_id\":\"" + anna));
}

TEST_F(GatewayComparisonDesk, AResellerNamesOnlyWhomItSellsToItself) {
    const auto anna = sell(ANNA, 0);
    const auto ask_for = [&](core::client_id who, const char* name) {
        auto asked = ask(who, "id,to,time,cost\n" + row(anna, 0, "0.03"));
        asked.request.client = name;
        return asked;
    };
    EXPECT_EQ(told(compare(ask_for(BERT, "anna")).at("currencies").at(0)), "exact 1 0");
    EXPECT_EQ(refused(ask_for(BERT, "nephew")), "invalid_field client") << "what Anna sells for is hers";
    EXPECT_EQ(refused(ask_for(SHOP, "anna")), "invalid_field client");
    EXPECT_EQ(refused(ask_for(SHOP, "nobody")), "invalid_field client");
    EXPECT_EQ(compare(ask_for(SHOP, "shop")).at("client"), "shop");
}

TEST_F(GatewayComparisonDesk, StaffIsToldWhatWouldBeBooked) {
    const auto octets =
        "id,to,time,cost\n" + row("op0", 0, "0.01") + row("op1", 1, "0.012") + row("zz9", 5, "0.01", "4917000000001");
    auto asked = ask_as_staff(octets);
    asked.request.file = "november.csv";
    asked.request.invoice_number = "A-7";
    const auto told_all = compare(std::move(asked));
    EXPECT_EQ(told_all.at("supplier"), "alpha");
    // 3 x 0.01 against 0.01 + 0.012 + 0.01.
    const auto euro = told_all.at("currencies").at(0);
    EXPECT_EQ(euro.at("ours"), "0.03");
    EXPECT_EQ(euro.at("theirs"), "0.032");
    EXPECT_EQ(told(euro), "exact 1 0, ours_only 1 -0.01, theirs_only 1 0.01, price 1 0.002");
    const auto outcome = told_all.at("outcome");
    EXPECT_TRUE(outcome.at("refused").is_null());
    EXPECT_EQ(outcome.at("accepted"), "0");
    EXPECT_EQ(outcome.at("disputed"), "0.002");
    EXPECT_EQ(outcome.at("deadline"), "2026-12-27T00:00:00.000Z") << "21 days behind the sixth of December";
    const auto post = outcome.at("post");
    EXPECT_EQ(post.at("link"), "alpha");
    EXPECT_EQ(post.at("file"), "november.csv");
    EXPECT_EQ(post.at("invoice_number"), "A-7");
    EXPECT_EQ(post.at("sha256"), told_all.at("sha256"));
    const auto dear = told_all.at("differences").at(2).at("rows").at(0);
    EXPECT_EQ(dear.at("ours").at("operator_id"), "op1");
    auto unknown = ask_as_staff(octets);
    unknown.request.suppliers = {"alpha", "zulu"};
    EXPECT_EQ(refused(std::move(unknown)), "invalid_field supplier");
}

TEST_F(GatewayComparisonDesk, WhatCannotBeBookedIsSaid) {
    std::string octets = "id,to,time,cost\n";
    for (int copy = 0; copy < 2; ++copy)
        for (uint32_t index = 0; index < 3; ++index)
            octets += row("op" + std::to_string(index), index, "0.01");
    const auto outcome = compare(ask_as_staff(octets)).at("outcome").as_object();
    EXPECT_THAT(std::string{outcome.at("refused").as_string()}, HasSubstr("joined to itself"));
    EXPECT_FALSE(outcome.contains("post"));
}

TEST_F(GatewayComparisonDesk, SaysWhereAFileIsBad) {
    const auto whole = planted(ids_[0], ids_[1]);
    const auto cut = compare(ask(SHOP, whole.substr(0, whole.size() - 30)), 422);
    EXPECT_EQ(cut.at("code"), "bad_rows");
    EXPECT_THAT(std::string{cut.at("detail").as_string()}, HasSubstr("it ends in the middle of line 4"));
    EXPECT_EQ(cut.at("errors").at(0).at("field"), "line 4");
    auto bad = ask(SHOP, "id,to,time,cost\n" + row(ids_[0], 0, "free") + row(ids_[1], 1, "0.03"));
    EXPECT_EQ(refused(std::move(bad)), "bad_rows line 2, amount");
    auto other = ask(SHOP, "a,b\n1,2\n");
    other.request.file = "other.csv";
    const auto columns = compare(std::move(other), 422);
    EXPECT_EQ(columns.at("errors").at(0).at("field"), "file");
    EXPECT_THAT(std::string{columns.at("detail").as_string()}, HasSubstr("other.csv: line 1 names no column 'id'"));
}

TEST_F(GatewayComparisonDesk, SaysWhichKeyOfTheMappingIsBad) {
    auto asked = ask(SHOP, planted(ids_[0], ids_[1]));
    asked.request.keys.emplace_back("columns.recpient", "to");
    const auto why = compare(asked, 422).at("errors").at(0);
    EXPECT_EQ(why.at("field"), "columns.recpient");
    EXPECT_THAT(std::string{why.at("why").as_string()}, HasSubstr("did you mean \"recipient\"?"));
    asked.request.keys.clear();
    asked.request.mapping = "zone = \"UTC\"\ncurency = \"EUR\"\n";
    const auto placed = compare(asked, 422);
    EXPECT_THAT(json::serialize(placed.at("errors")),
                HasSubstr(R"({"field":"curency","why":"line 2, column 1: unknown)"));
    asked.request.mapping = "rows = \"parts\"\ncurrency = \"EUR\"\n[columns]\nid = \"id\"\namount = \"cost\"\n";
    EXPECT_EQ(refused(asked), "invalid_field rows");
    asked.request.mapping = "currency = \"EUR\"\n[columns]\nid = \"id\"\namount = \"cost\"\n";
    EXPECT_EQ(told(compare(asked).at("currencies").at(0)),
              "exact 1 0, ours_only 1 -0.03, theirs_only 1 0.03, price 1 0.005")
        << "unless said, a client's rows are messages";
}

TEST_F(GatewayComparisonDesk, RefusesAnotherMonthAndWhatIsTooMuch) {
    auto asked = ask(SHOP, planted(ids_[0], ids_[1]));
    for (const auto* period : {"2026-10", "2026-13", "November", "2026-10-01/2026-12-01", "2026-11-05/2026-11-05"}) {
        asked.request.period = period;
        EXPECT_EQ(refused(asked), "invalid_field period") << period;
    }
    asked.request.period = "2026-10";
    const auto why = compare(asked, 422);
    EXPECT_THAT(std::string{why.at("detail").as_string()}, HasSubstr("is it another month's?"));
    asked.request.period = "2026-11";
    store::report_reader books{std::make_unique<store::memory_view>(database_)};
    const auto bounded = [&](uint64_t rows) {
        const comparison_desk small{
            {.folder = folder_.path().string(), .utc_ms = [] { return NOW; }, .rows_max = rows}};
        const auto answer = json::parse(small.compare(books, asked).body).as_object();
        const auto* errors = answer.if_contains("errors");
        return errors == nullptr ? std::string{} : std::string{errors->at(0).at("field").as_string()};
    };
    EXPECT_EQ(bounded(3), "");
    EXPECT_EQ(bounded(2), "file") << "three rows of the file";
    asked.request.octets = "id,to,time,cost\n" + row(ids_[0], 0, "0.03");
    EXPECT_EQ(bounded(2), "period") << "three of ours";
    EXPECT_EQ(bounded(1), "period");
    EXPECT_EQ(bounded(3), "");
}

TEST_F(GatewayComparisonDesk, EndsWhenNobodyWaitsAndWhenTheGatewayStops) {
    auto late = ask(SHOP, planted(ids_[0], ids_[1]));
    late.deadline = net::clock::now();
    EXPECT_EQ(refused(late, 503), "not_ready");
    desk_.stop();
    EXPECT_EQ(refused(ask(SHOP, planted(ids_[0], ids_[1])), 503), "not_ready");
}

// What this process has open in the folder, and what has a name there.
size_t left_in(const std::filesystem::path& folder) {
    size_t found = 0;
    for (const auto& each : std::filesystem::directory_iterator{"/proc/self/fd"}) {
        std::error_code gone;
        found += std::filesystem::read_symlink(each, gone).string().starts_with(folder.string()) ? 1 : 0;
    }
    for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator{folder})
        ++found;
    return found;
}

TEST_F(GatewayComparisonDesk, LeavesNothing) {
    compare(ask(SHOP, planted(ids_[0], ids_[1])));
    refused(ask(SHOP, planted(ids_[0], ids_[1]).substr(0, 60)));
    EXPECT_EQ(left_in(folder_.path()), 0U);
    const comparison_desk nowhere{{.folder = "/nowhere", .utc_ms = [] { return NOW; }}};
    store::report_reader books{std::make_unique<store::memory_view>(database_)};
    const auto answer = nowhere.compare(books, ask(SHOP, planted(ids_[0], ids_[1])));
    EXPECT_EQ(answer.status, 500);
    EXPECT_THAT(answer.body, Not(HasSubstr("nowhere"))) << "our folders are ours";
}

}  // namespace
}  // namespace kaskad::gateway::testing
