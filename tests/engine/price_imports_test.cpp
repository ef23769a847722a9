#include "engine/price_imports.hpp"

#include "tests/engine/shop.hpp"

#include <gtest/gtest.h>

#include <utility>

// Prices of sheets: what stands after an import, what is refused, and that the last one can be taken back.

namespace kaskad::engine::test {
namespace {

constexpr int64_t DAY_MS = 86'400'000;

routing::price_row sheet_row(const char* network, const char* value, uint32_t line = 2) {
    routing::price_row row;
    row.mccmnc = network;
    row.currency = {{'E', 'U', 'R'}};
    row.price = price(value);
    row.line = line;
    return row;
}

using rows = std::vector<routing::price_row>;

class EnginePriceImport : public ::testing::Test {
  protected:
    facts::reply ask(facts::command command) {
        world.answers.clear();
        world.tell(std::move(command));
        return world.take_answer().value;
    }

    facts::import_prices sheet_of(rows wanted, bool is_full = true) {
        facts::import_prices command;
        command.owner.link = "cheap";
        command.rows = std::move(wanted);
        command.version = version();
        command.about.file = "cheap.csv";
        command.about.form = "{}";
        command.about.is_full = is_full;
        command.about.by = "owner/main";
        return command;
    }

    facts::prices_changed import(facts::import_prices command) {
        const auto told = ask(std::move(command));
        const auto* done = std::get_if<facts::prices_changed>(&told);
        EXPECT_NE(done, nullptr) << refused(told).detail;
        return done ? *done : facts::prices_changed{};
    }

    static facts::refusal refused(const facts::reply& told) {
        const auto* why = std::get_if<facts::refusal>(&told);
        return why ? *why : facts::refusal{facts::refusal_code::overloaded, "", "not refused"};
    }

    facts::owner_prices prices(facts::price_owner_name owner = {"cheap", ""}) {
        auto told = ask(facts::query_prices{1, std::move(owner)});
        return std::get<facts::owner_prices>(told);
    }

    uint32_t version() const { return world.engine->memory().prices_record.version; }

    // What a part costs over the cheap link; "" = it has no price.
    std::string cost(const char* network, int64_t later_ms = 0) const {
        const routing::network to{network, "DE", ""};
        const auto found = world.engine->memory().prices.buy(CHEAP, {.to = &to, .utc_ms = world.now.utc_ms + later_ms});
        return found ? core::to_string(found->price) : "";
    }

    shop world;
};

TEST_F(EnginePriceImport, StandsBesideTheDeclaredRows) {
    const auto before = version();
    const auto done = import(sheet_of({sheet_row("26201", "0.03")}));
    EXPECT_EQ(done.import, 1U);
    EXPECT_EQ(done.version, before + 1);
    EXPECT_EQ(cost("26201"), "0.03");
    EXPECT_EQ(cost("26202"), "0.05");
    const auto told = prices();
    EXPECT_EQ(told.version, done.version);
    EXPECT_EQ(told.declared.size(), 1U);
    ASSERT_EQ(told.imported.size(), 1U);
    EXPECT_EQ(told.imported[0].line, 0U);
    ASSERT_EQ(told.imports.size(), 1U);
    EXPECT_EQ(told.imports[0].file, "cheap.csv");
    EXPECT_EQ(told.imports[0].by, "owner/main");
    EXPECT_EQ(told.imports[0].imported_utc, world.now.utc_ms);
    EXPECT_TRUE(prices({"dear", ""}).imported.empty());
}

TEST_F(EnginePriceImport, AMessageIsBoughtAtThePriceOfTheSheet) {
    import(sheet_of({sheet_row("26201", "0.0123")}));
    world.bind(CHEAP);
    world.bind(DEAR);
    const auto id = world.send(shop::text());
    const auto message = world.message(id);
    EXPECT_EQ(core::to_string(message.attempts.front().buy_price), "0.0123");
    EXPECT_EQ(message.attempts.front().price_version, version());
}

TEST_F(EnginePriceImport, FullReplacesAllOfItsOwnerAndPartialWhatItNames) {
    import(sheet_of({sheet_row("26201", "0.03"), sheet_row("26202", "0.04")}));
    auto other = sheet_of({sheet_row("26201", "0.01")});
    other.owner.link = "dear";
    import(other);
    import(sheet_of({sheet_row("26202", "0.045")}, false));
    EXPECT_EQ(cost("26201"), "0.03");
    EXPECT_EQ(cost("26202"), "0.045");
    import(sheet_of({sheet_row("26203", "0.02")}));
    EXPECT_EQ(cost("26201"), "0.05");
    EXPECT_EQ(cost("26203"), "0.02");
    EXPECT_EQ(prices({"dear", ""}).imported.size(), 1U);
}

TEST_F(EnginePriceImport, WhatBeginsLaterLetsTheOldPriceHoldUntilThen) {
    import(sheet_of({sheet_row("26201", "0.03")}));
    auto later = sheet_row("26201", "0.06");
    later.from_utc_ms = world.now.utc_ms + DAY_MS;
    import(sheet_of({later}));
    EXPECT_EQ(cost("26201"), "0.03");
    EXPECT_EQ(cost("26201", DAY_MS), "0.06");
}

TEST_F(EnginePriceImport, OfClientsAndOfTheListAreSellPrices) {
    auto own = sheet_of({sheet_row("26201", "0.09")});
    own.owner = {"", "shop"};
    import(own);
    auto list = sheet_of({sheet_row("26202", "0.10")});
    list.owner = {};
    import(list);
    world.bind(CHEAP);
    EXPECT_EQ(core::to_string(world.message(world.send(shop::text())).sell_price), "0.09");
    EXPECT_EQ(core::to_string(world.message(world.send(shop::text("Hello", BANK))).sell_price), "0.08");
    EXPECT_EQ(prices({}).imported.size(), 1U);
}

TEST_F(EnginePriceImport, OfTwoFromTheSameDifferenceOneIsRefused) {
    const auto first = sheet_of({sheet_row("26201", "0.03")});
    const auto second = sheet_of({sheet_row("26201", "0.02")});
    import(first);
    const auto why = refused(ask(second));
    EXPECT_EQ(why.code, facts::refusal_code::prices_moved);
    EXPECT_EQ(cost("26201"), "0.03");
}

TEST_F(EnginePriceImport, IsRefusedWholeWhereARowIsWrong) {
    struct {
        const char* what;
        facts::price_owner_name owner;
        rows sheet;
        facts::refusal_code code;
        const char* detail;
    } table[] = {
        {"no such link", {"lost", ""}, {sheet_row("26201", "1")}, facts::refusal_code::not_found, "no such link"},
        {"no such client", {"", "lost"}, {sheet_row("26201", "1")}, facts::refusal_code::not_found, "no such client"},
        {"two owners", {"cheap", "shop"}, {sheet_row("26201", "1")}, facts::refusal_code::invalid_declaration, "both"},
        {"no rows", {"cheap", ""}, {}, facts::refusal_code::invalid_declaration, "no prices"},
        {"declared",
         {"cheap", ""},
         {sheet_row("26201", "1"), sheet_row("", "1", 7)},
         facts::refusal_code::invalid_declaration,
         "declared_in_config: line 7"},
        {"twice",
         {"cheap", ""},
         {sheet_row("26201", "1", 3), sheet_row("26201", "1", 4)},
         facts::refusal_code::invalid_declaration,
         "line 4: row 3 already has"},
        {"a network that is none",
         {"cheap", ""},
         {sheet_row("26201", "1"), sheet_row("2620", "1", 9)},
         facts::refusal_code::invalid_declaration,
         "line 9: '2620'"},
    };
    auto dollars = sheet_row("26201", "1", 5);
    dollars.currency = {{'U', 'S', 'D'}};
    const auto facts_before = world.groups.size();
    const auto version_before = version();
    for (auto& each : table) {
        SCOPED_TRACE(each.what);
        auto command = sheet_of(each.sheet);
        command.owner = each.owner;
        const auto why = refused(ask(command));
        EXPECT_EQ(why.code, each.code);
        EXPECT_NE(why.detail.find(each.detail), std::string::npos) << why.detail;
    }
    auto command = sheet_of({dollars});
    EXPECT_NE(refused(ask(command)).detail.find("one currency"), std::string::npos);
    command.owner = {"", "shop"};
    EXPECT_EQ(refused(ask(command)).detail, "line 5: the client's prices are in EUR");
    EXPECT_EQ(world.groups.size(), facts_before);
    EXPECT_EQ(version(), version_before);
    EXPECT_EQ(world.engine->memory().prices.version(), version_before);
}

TEST_F(EnginePriceImport, TheLastOneCanBeTakenBackOnce) {
    import(sheet_of({sheet_row("26201", "0.03")}));
    const auto second = import(sheet_of({sheet_row("26202", "0.02")}));
    auto other = sheet_of({sheet_row("26201", "0.01")});
    other.owner.link = "dear";
    import(other);  // another owner's does not stand in the way
    EXPECT_EQ(refused(ask(facts::undo_import{1, 1, "me"})).code, facts::refusal_code::not_undoable);
    const auto undone = ask(facts::undo_import{1, second.import, "me"});
    ASSERT_TRUE(std::holds_alternative<facts::prices_changed>(undone)) << refused(undone).detail;
    EXPECT_EQ(cost("26201"), "0.03");
    EXPECT_EQ(cost("26202"), "0.05");
    EXPECT_EQ(prices({"dear", ""}).imported.size(), 1U);
    EXPECT_EQ(prices().imports[0].undone_by, "me");
    EXPECT_EQ(refused(ask(facts::undo_import{1, second.import, "me"})).code, facts::refusal_code::not_undoable);
    // The rows before the first were kept only until the second came: taking that back too would leave nothing.
    EXPECT_EQ(refused(ask(facts::undo_import{1, 1, "me"})).code, facts::refusal_code::not_undoable);
    EXPECT_EQ(cost("26201"), "0.03");
    EXPECT_EQ(refused(ask(facts::undo_import{1, 99, "me"})).code, facts::refusal_code::not_found);
}

TEST_F(EnginePriceImport, OnlyTheLastOfAnOwnerKeepsWhatWasBefore) {
    import(sheet_of({sheet_row("26201", "0.03")}));
    import(sheet_of({sheet_row("26202", "0.03")}));
    import(sheet_of({sheet_row("26203", "0.03")}));
    const auto& imports = world.engine->memory().imports;
    EXPECT_TRUE(imports.at(2).before.empty());
    EXPECT_EQ(imports.at(3).before.size(), 1U);
}

TEST_F(EnginePriceImport, SurvivesARestartAndAReload) {
    const auto done = import(sheet_of({sheet_row("26201", "0.03")}));
    world.restart();
    EXPECT_EQ(cost("26201"), "0.03");
    auto again = declaration();
    again.prices.push_back(priced("cheap", "0.06"));
    again.prices.back().row.mccmnc = "26205";
    world.declare(again);
    EXPECT_EQ(cost("26201"), "0.03");
    EXPECT_EQ(cost("26205"), "0.06");
    const auto undone = ask(facts::undo_import{1, done.import, "me"});
    EXPECT_TRUE(std::holds_alternative<facts::prices_changed>(undone));
    world.restart();
    EXPECT_EQ(cost("26201"), "0.05");
    EXPECT_EQ(cost("26205"), "0.06");
    EXPECT_EQ(prices().imports.size(), 1U);
}

TEST_F(EnginePriceImport, ADeclarationOfAnImportedPriceIsRefused) {
    import(sheet_of({sheet_row("26201", "0.03")}));
    auto again = declaration();
    again.prices.push_back(priced("cheap", "0.06"));
    again.prices.back().row.mccmnc = "26201";
    const auto why = refused(ask(again));
    EXPECT_EQ(why.code, facts::refusal_code::invalid_declaration);
    EXPECT_EQ(why.detail,
              "row 4: a sheet that was imported says what 26201 costs; take it out of the file, or undo the "
              "import");
    EXPECT_EQ(cost("26201"), "0.03");
    again.prices.back().link = "dear";
    world.declare(again);
}

// Declared prices in another currency once stopped the process: the book with both does not build.
TEST_F(EnginePriceImport, ADeclarationInAnotherCurrencyThanTheSheetsIsRefused) {
    import(sheet_of({sheet_row("26201", "0.03")}));
    auto again = declaration();
    again.prices = {priced("cheap", "0.05"), priced("dear", "0.07"), priced("", "0.08")};
    for (auto& each : again.prices)
        each.row.currency = {{'U', 'S', 'D'}};
    EXPECT_NE(refused(ask(again)).detail.find("with the prices of imported sheets"), std::string::npos);
}

TEST_F(EnginePriceImport, UndoingIsRefusedWhereTheFileSaysItNow) {
    import(sheet_of({sheet_row("26201", "0.03")}));
    const auto second = import(sheet_of({sheet_row("26202", "0.02")}));
    auto again = declaration();
    again.prices.push_back(priced("cheap", "0.06"));
    again.prices.back().row.mccmnc = "26201";
    world.declare(again);
    const auto why = refused(ask(facts::undo_import{1, second.import, "me"}));
    EXPECT_NE(why.detail.find("declared_in_config"), std::string::npos);
    EXPECT_EQ(cost("26202"), "0.02");
}

TEST_F(EnginePriceImport, ALinkThatIsRemovedKeepsItsRowsUnused) {
    import(sheet_of({sheet_row("26201", "0.03")}));
    auto without = declaration();
    without.links.erase(without.links.begin());
    without.prices.erase(without.prices.begin());
    world.declare(without);
    world.pass(1'000);
    world.bind(DEAR);
    EXPECT_EQ(world.message(world.send(shop::text())).attempts.front().link, DEAR);
    world.declare(declaration());
    EXPECT_EQ(prices().imported.size(), 1U);
}

TEST(EnginePriceImports, AsManyAreKeptAsTheLimitSays) {
    rig_options wanted;
    wanted.limits.imports_max = 3;
    shop world{wanted};
    for (int round = 0; round < 5; ++round) {
        facts::import_prices command;
        command.owner.link = "cheap";
        command.rows = {sheet_row("26201", "0.03")};
        command.version = world.engine->memory().prices_record.version;
        world.tell(std::move(command));
    }
    const auto& imports = world.engine->memory().imports;
    ASSERT_EQ(imports.size(), 3U);
    EXPECT_EQ(imports.begin()->first, 3U);
    world.restart();
    EXPECT_EQ(world.engine->memory().imports.size(), 3U);
}

// The index that the handler leaves must be the one that the records make: the same by another way.
TEST_F(EnginePriceImport, ThePreparedBookIsTheOneOfTheRecords) {
    import(sheet_of({sheet_row("26201", "0.03"), sheet_row("26202", "0.04")}));
    import(sheet_of({sheet_row("26202", "0.01")}, false));
    const auto before = std::pair{cost("26201"), cost("26202")};
    const auto size = world.engine->memory().prices.size();
    world.restart();
    EXPECT_EQ(std::pair(cost("26201"), cost("26202")), before);
    EXPECT_EQ(world.engine->memory().prices.size(), size);
}

}  // namespace
}  // namespace kaskad::engine::test
