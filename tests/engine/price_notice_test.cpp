#include "engine/price_notice.hpp"

#include "tests/engine/clerk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

// A client whose contract says 30 days is told before a price becomes dearer. Today is the first of January: 30 whole
// days lie before the first of February.

namespace kaskad::engine::test {
namespace {

using facts::refusal_code;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int64_t FEBRUARY_MS = int64_t{FEBRUARY} * DAY_MS;

routing::price_row row_for(const char* country, const char* value, int64_t from = 0, uint32_t line = 2) {
    routing::price_row row;
    row.country = country;
    row.currency = {{'E', 'U', 'R'}};
    row.price = price(value);
    row.from_utc_ms = from;
    row.line = line;
    return row;
}

class EnginePriceNotice : public ::testing::Test {
  protected:
    EnginePriceNotice() {
        auto made = clerk::contract();
        made.value.notice_days = 30;
        desk.agree(made);
    }

    facts::import_prices sheet(std::vector<routing::price_row> rows, std::string client = "shop") {
        facts::import_prices command;
        command.owner.client = std::move(client);
        command.rows = std::move(rows);
        command.version = desk.engine->memory().prices_record.version;
        command.about.form = "{}";
        return command;
    }

    // "prices.noticed DE from 2026-02-01: 0.08 -> 0.1", each once.
    std::vector<std::string> told() {
        std::vector<std::string> told;
        for (const auto& call : desk.calls) {
            const auto& event = call.value;
            if (event.kind != facts::event_kind::prices_noticed || !seen_.insert(event.sequence).second) continue;
            EXPECT_EQ(event.client, SHOP);
            told.push_back(event.subject + ": " + event.limit + " -> " + event.amount);
        }
        return told;
    }

    std::string cost(int64_t utc_ms, core::client_id client = SHOP) const {
        const routing::network to{"26201", "DE", ""};
        const auto& book = desk.engine->memory().prices;
        const auto found = book.sell(client, facts::DEFAULT_PRICE_LIST, {.to = &to, .utc_ms = utc_ms});
        return found ? core::to_string(found->price) : "";
    }

    clerk desk;

  private:
    std::set<uint64_t> seen_;
};

TEST_F(EnginePriceNotice, ADearerPriceOfItsOwnHoldsWhenItsDaysAreOver) {
    EXPECT_EQ(desk.refused(sheet({row_for("DE", "0.10", FEBRUARY_MS - 1, 7)})), refusal_code::invalid_declaration);
    EXPECT_EQ(desk.field, "rows");
    EXPECT_EQ(desk.detail,
              "line 7: DE would cost shop 0.1 instead of 0.08 EUR from 2026-01-31 on; by its contract it is told 30 "
              "days before: from 2026-02-01 on at the earliest");
    EXPECT_THAT(told(), IsEmpty());
    EXPECT_EQ(cost(FEBRUARY_MS), "0.08");
    desk.told<facts::prices_changed>(sheet({row_for("DE", "0.10", FEBRUARY_MS), row_for("AT", "0.07", 0, 3)}));
    EXPECT_THAT(told(), ElementsAre("DE from 2026-02-01: 0.08 -> 0.1"));
    EXPECT_EQ(cost(FEBRUARY_MS - 1), "0.08");
    EXPECT_EQ(cost(FEBRUARY_MS), "0.1");
}

TEST_F(EnginePriceNotice, TheEventSaysHowManyThereAre) {
    desk.told<facts::prices_changed>(sheet({row_for("DE", "0.10", FEBRUARY_MS + DAY_MS),
                                            row_for("AT", "0.09", FEBRUARY_MS), row_for("FR", "0.11", FEBRUARY_MS)}));
    EXPECT_THAT(told(), ElementsAre("AT and 2 more from 2026-02-01: 0.08 -> 0.09"));
}

TEST_F(EnginePriceNotice, ACheaperOneHoldsAtOnceAndIsTakenBackOnlyInTime) {
    const auto done = desk.told<facts::prices_changed>(sheet({row_for("DE", "0.05")}));
    EXPECT_EQ(cost(desk.now.utc_ms), "0.05");
    EXPECT_THAT(told(), IsEmpty());
    EXPECT_EQ(desk.refused(facts::undo_import{1, done.import, "me"}), refusal_code::invalid_declaration);
    EXPECT_EQ(desk.field, "import");
    EXPECT_THAT(desk.detail, HasSubstr("DE would cost shop 0.08 instead of 0.05 EUR from 2026-01-01 on"));
    EXPECT_EQ(cost(desk.now.utc_ms), "0.05");
}

TEST_F(EnginePriceNotice, NobodyElseWaits) {
    desk.told<facts::prices_changed>(sheet({row_for("DE", "0.10")}, "bank"));
    EXPECT_EQ(cost(desk.now.utc_ms, BANK), "0.1");
    auto made = clerk::contract(1);
    desk.agree(made);  // without days
    desk.told<facts::prices_changed>(sheet({row_for("DE", "0.10")}));
    EXPECT_EQ(cost(desk.now.utc_ms), "0.1");
    EXPECT_THAT(told(), IsEmpty());
}

TEST_F(EnginePriceNotice, WhoPaysWhatEveryClientPaysIsToldOfThat) {
    EXPECT_EQ(desk.refused(sheet({row_for("DE", "0.10")}, "")), refusal_code::invalid_declaration);
    EXPECT_THAT(desk.detail, HasSubstr("DE would cost shop 0.1 instead of 0.08 EUR"));
    desk.told<facts::prices_changed>(sheet({row_for("DE", "0.10", FEBRUARY_MS)}, ""));
    EXPECT_THAT(told(), ElementsAre("DE from 2026-02-01: 0.08 -> 0.1"));
    desk.told<facts::prices_changed>(sheet({row_for("AT", "0.07")}));
    desk.told<facts::prices_changed>(sheet({row_for("AT", "0.10")}, ""));
    EXPECT_THAT(told(), IsEmpty()) << "it has a price of its own there";
}

TEST_F(EnginePriceNotice, ADeclarationIsRefusedWholeOrTold) {
    auto again = declaration();
    again.prices[2].row.price = price("0.09");
    again.clients[1].value.limit = amount("5");
    again.clients[1].value.digest = "2";
    EXPECT_EQ(desk.refused(again), refusal_code::invalid_declaration);
    EXPECT_EQ(desk.field, "price");
    EXPECT_THAT(desk.detail, HasSubstr("everything else would cost shop 0.09 instead of 0.08 EUR from 2026-01-01 on"));
    EXPECT_EQ(desk.engine->memory().clients.at(BANK).limit, core::amount{});
    again.prices[2].row.price = price("0.08");
    again.prices.push_back(priced("", "0.09"));
    again.prices.back().row.from_utc_ms = FEBRUARY_MS;
    desk.declare(again);
    EXPECT_THAT(told(), ElementsAre("everything else from 2026-02-01: 0.08 -> 0.09"));
    desk.restart();
    desk.declare(again);
    EXPECT_THAT(told(), IsEmpty());
    EXPECT_EQ(cost(FEBRUARY_MS), "0.09");
}

// It goes with its prices; that they end is no rise.
TEST_F(EnginePriceNotice, AClientCanBeTakenOutOfTheFile) {
    auto cheaper = declaration();
    cheaper.prices.push_back(priced("", "0.04"));
    cheaper.prices.back().client = "shop";
    desk.declare(cheaper);
    auto without = declaration();
    without.clients.erase(without.clients.begin());
    desk.declare(without);
    EXPECT_FALSE(desk.engine->memory().clients.at(SHOP).enabled);
}

class east_calendar final : public billing::calendar {
  public:
    billing::local_period day(std::string_view, int64_t utc_ms) const override {
        auto period = utc_.day({}, utc_ms + AHEAD);
        period.begin_utc_ms -= AHEAD;
        period.end_utc_ms -= AHEAD;
        return period;
    }
    billing::local_period month(std::string_view, int64_t utc_ms) const override { return utc_.month({}, utc_ms); }

    static constexpr int64_t AHEAD = 10 * 3'600'000;

  private:
    billing::utc_calendar utc_;
};

// Days are counted where the client is billed.
TEST(EnginePriceNotices, BeginWithADayOfTheClients) {
    auto row = row_for("DE", "0.10");
    row.owner = routing::price_owner::client;
    row.owner_id = SHOP.value;
    auto cheap = row;
    cheap.price = price("0.08");
    const std::vector<routing::price_row> old_rows{cheap};
    const std::vector<routing::price_row> new_rows{row};
    const auto old_book = *routing::price_book::build(1, old_rows);
    const auto new_book = *routing::price_book::build(2, new_rows);
    price_rows before{old_book};
    before.add(old_rows);
    price_rows after{new_book};
    after.add(new_rows);
    const std::vector<noticed_client> clients{{SHOP, "shop", "ten hours east", {}, 1}};
    // There it is the second of January since ten hours before midnight here.
    const auto notices =
        find_notices({clients, before, after, {}, east_calendar{}, int64_t{JANUARY + 1} * DAY_MS - 3'600'000});
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].earliest_day, JANUARY + 3);
    EXPECT_EQ(notices[0].earliest_utc_ms, int64_t{JANUARY + 3} * DAY_MS - east_calendar::AHEAD);
}

}  // namespace
}  // namespace kaskad::engine::test
