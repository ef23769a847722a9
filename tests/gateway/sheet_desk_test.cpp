#include "tests/gateway/sheet_fixture.hpp"

#include <gmock/gmock.h>

#include <chrono>

// What a preview says of a sheet, and what is applied of it.

namespace kaskad::gateway {
namespace {

using ::testing::HasSubstr;

const std::string HEAD = "MCCMNC,PriceSubmit,PriceDelivered,Currency,Effective\n";

std::string text_of(const boost::json::value& value) {
    return std::string{value.as_string()};
}

TEST_F(SheetDesk, SaysWhatASheetChanges) {
    const auto told = preview(HEAD + "26201,0.01,0.025,EUR,\n26203,0.05,0,EUR,\n[DEFAULT 262],0.06,0,EUR,\n");
    EXPECT_EQ(boost::json::serialize(told.at("counts")),
              R"({"up":1,"down":0,"new":2,"missing":1,"other_currency":0,"over":1,"same":0})");
    const auto& up = told.at("changes").at("up").as_array();
    ASSERT_EQ(up.size(), 1U);
    EXPECT_EQ(boost::json::serialize(up[0]),
              R"({"network":"26201","line":2,"before":{"submit":"0.03","delivered":"0","currency":"EUR"},)"
              R"("after":{"submit":"0.01","delivered":"0.025","currency":"EUR"},"over":true})");
    EXPECT_EQ(told.at("changes").at("missing").as_array()[0].at("network"), "26202");
    EXPECT_EQ(told.at("rows"), 3);
    EXPECT_EQ(told.at("version"), 7);
    EXPECT_EQ(text_of(told.at("token")).size(), 64U);
}

TEST_F(SheetDesk, APartialSheetLeavesTheOthers) {
    request.form = {{"form", "partial"}};
    const auto told = preview(HEAD + "26201,0.02,0,EUR,\n");
    EXPECT_EQ(told.at("counts").at("down"), 1);
    EXPECT_EQ(told.at("counts").at("missing"), 0);
    EXPECT_EQ(told.at("counts").at("same"), 1);
}

TEST_F(SheetDesk, AppliesWhatWasShown) {
    const auto sheet = HEAD + "26201,0.01,0.025,EUR,2026-02-01\n";
    request.form.emplace_back("zone", "Europe/Berlin");
    const auto token = text_of(preview(sheet).at("token"));
    const auto verdict = judge(sheet, true, token);
    ASSERT_TRUE(verdict.command) << verdict.answer.body;
    const auto& command = *verdict.command;
    EXPECT_EQ(command.version, 7U);
    EXPECT_EQ(command.owner.link, "alpha");
    EXPECT_TRUE(command.about.is_full);
    EXPECT_EQ(command.about.file, "january.csv");
    EXPECT_EQ(command.about.by, "owner/main");
    EXPECT_EQ(command.about.changes, (facts::price_changes{.rows = 1, .raised = 1, .removed = 1}));
    EXPECT_THAT(command.about.form, HasSubstr(R"("zone":"Europe/Berlin")"));
    ASSERT_EQ(command.rows.size(), 1U);
    EXPECT_EQ(core::to_string(command.rows[0].price), "0.035");
    EXPECT_EQ(core::to_string(command.rows[0].delivered), "0.025");
    EXPECT_EQ(command.rows[0].from_utc_ms, 1'769'900'400'000);  // 2026-01-31T23:00:00Z
}

TEST_F(SheetDesk, ATokenIsOfOneFileFormVersionAndOwner) {
    const auto sheet = HEAD + "26201,0.02,0,EUR,\n";
    const auto token = text_of(preview(sheet).at("token"));
    EXPECT_EQ(refused(judge(sheet, true)), "missing_field");
    EXPECT_EQ(refused(judge(sheet + "26202,0.02,0,EUR,\n", true, token)), "prices_moved");
    request.form = {{"form", "partial"}};
    EXPECT_EQ(refused(judge(sheet, true, token)), "prices_moved");
    request.form = {{"form", "full"}};
    prices.version = 8;
    EXPECT_EQ(refused(judge(sheet, true, token)), "prices_moved");
    prices.version = 7;
    prices.owner_id = 4;
    EXPECT_EQ(refused(judge(sheet, true, token)), "prices_moved");
    prices.owner_id = 3;
    EXPECT_TRUE(judge(sheet, true, token).command);
}

TEST_F(SheetDesk, NamesBadRowsAndAppliesNothing) {
    prices.declared = {standing_row("26207", "0.09")};
    const auto sheet = HEAD + "26201,0.02,0,EUR,\n26202,x,0,EUR,\n26203,0.02,0,EUR,31.02.2026\n" +
                       "26204,9999999,0,EUR,\n26205,0.02,0,USD,\n26207,0.05,0,EUR,\n26208,0.05,0\n";
    const auto told = preview(sheet);
    EXPECT_TRUE(told.at("token").is_null());
    EXPECT_EQ(told.at("fault_count"), 6);
    std::string faults;
    for (const auto& fault : told.at("faults").as_array()) {
        faults += boost::json::serialize(fault.at("line")) + " " +
                  (fault.at("column").is_null() ? "-" : text_of(fault.at("column"))) + "\n";
    }
    EXPECT_EQ(faults, "3 PriceSubmit\n4 Effective\n5 PriceSubmit\n6 Currency\n7 MCCMNC\n8 -\n");
    EXPECT_EQ(refused(judge(sheet, true, "x")), "bad_rows");

    request.form.emplace_back("skip_bad", "true");
    const auto token = text_of(preview(sheet).at("token"));
    const auto verdict = judge(sheet, true, token);
    ASSERT_TRUE(verdict.command);
    EXPECT_EQ(verdict.command->rows.size(), 1U);
}

TEST_F(SheetDesk, AFileCutInTheMiddleIsNotApplied) {
    const auto whole = HEAD + "26201,0.02,0,EUR,\n26202,0.02,0,EUR,\n";
    for (const auto length : {size_t{0}, HEAD.size() / 2, HEAD.size(), whole.size() - 6, whole.size() - 12}) {
        const auto verdict = judge(whole.substr(0, length), true, "x");
        EXPECT_EQ(refused(verdict), "bad_rows") << length;
    }
    EXPECT_EQ(refused(judge(HEAD + "\"26201,0.02", true, "x")), "bad_rows");
}

TEST_F(SheetDesk, ReadsTheNextSheetAsTheLastOne) {
    const auto sheet = "Netz;Preis;Waehrung\n26201;0,02;EUR\n";
    request.form = {
        {"form", "full"}, {"network", "Netz"}, {"submit", "Preis"}, {"currency", "Waehrung"}, {"decimal", "comma"}};
    const auto token = text_of(preview(sheet).at("token"));
    auto verdict = judge(sheet, true, token);
    ASSERT_TRUE(verdict.command);
    prices.imports.push_back(verdict.command->about);
    request.form = {{"form", "partial"}};
    EXPECT_EQ(preview(sheet).at("fault_count"), 0);
    EXPECT_EQ(text_of(preview(sheet).at("read_as").at("decimal")), "comma");
    request.form.emplace_back("decimal", "point");
    EXPECT_EQ(preview(sheet).at("fault_count"), 1);
}

TEST_F(SheetDesk, RefusesAFormThatIsNone) {
    const std::pair<net::query_parameters, const char*> table[] = {
        {{}, "missing_field"},
        {{{"form", "whole"}}, "invalid_field"},
        {{{"form", "full"}, {"decimal", ";"}}, "invalid_field"},
        {{{"form", "full"}, {"zone", "Europe/Nowhere"}}, "invalid_field"},
        {{{"form", "full"}, {"over", "-1"}}, "invalid_field"},
        {{{"form", "full"}, {"at", "2026-13-01"}}, "invalid_field"},
        {{{"form", "full"}, {"network", ""}}, "invalid_field"},
        {{{"form", "full"}, {"colour", "red"}}, "unknown_field"},
    };
    for (const auto& [form, code] : table) {
        request.form = form;
        EXPECT_EQ(refused(judge(HEAD + "26201,0.02,0,EUR,\n")), code);
    }
}

TEST_F(SheetDesk, DaysBeginInTheLinksZoneUnlessTheFormNamesOne) {
    links.at({3}).price_zone = "Europe/Moscow";
    const auto sheet = HEAD + "26201,0.01,0,EUR,2026-02-01\n";
    EXPECT_EQ(text_of(preview(sheet).at("at")), "2026-01-31T21:00:00.000Z");
    request.form.emplace_back("zone", "Europe/Berlin");
    EXPECT_EQ(text_of(preview(sheet).at("at")), "2026-01-31T23:00:00.000Z");
    prices.owner = routing::price_owner::price_list;
    request.form = {{"form", "full"}};
    prices.imported.clear();
    EXPECT_EQ(text_of(preview(sheet).at("at")), "2026-02-01T00:00:00.000Z");
}

TEST_F(SheetDesk, AClientHasNoShareOnDelivery) {
    prices.owner = routing::price_owner::client;
    prices.imported.clear();
    const auto told = preview(HEAD + "26201,0.01,0.02,EUR,\n");
    EXPECT_THAT(text_of(told.at("faults").as_array()[0].at("error")), HasSubstr("only an operator"));
}

TEST_F(SheetDesk, ShowsTheFirstThousandOfEachKindAndCountsAll) {
    std::string sheet = HEAD;
    for (int network = 30'000; network < 31'500; ++network)
        sheet += std::to_string(network) + ",0.02,0,EUR,\n";
    const auto told = preview(sheet);
    EXPECT_EQ(told.at("counts").at("new"), 1'500);
    EXPECT_EQ(told.at("changes").at("new").as_array().size(), CHANGES_SHOWN_MAX);
}

// The issue asks for under a second; with sanitizers it may take eight times as long.
TEST_F(SheetDesk, JudgesAHundredThousandRows) {
    std::string sheet = HEAD;
    for (int network = 10'000; network < 110'000; ++network)
        sheet += std::to_string(network) + ",0.0" + std::to_string(network % 89 + 10) + ",0,EUR,2025-12-01\n";
    const auto begin = std::chrono::steady_clock::now();
    const auto told = preview(sheet);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    EXPECT_EQ(told.at("rows"), 100'000);
    RecordProperty("seconds", std::to_string(seconds.count()));
    EXPECT_LT(seconds.count(), 30);
}

}  // namespace
}  // namespace kaskad::gateway
