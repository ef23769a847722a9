#include "gateway/sheet_notices.hpp"

#include "tests/gateway/sheet_fixture.hpp"

#include <gmock/gmock.h>

// Today is the first of January. A client that is told 30 days before pays more from the first of February on.

namespace kaskad::gateway {
namespace {

using ::testing::HasSubstr;

const std::string HEAD = "MCCMNC,PriceSubmit,Currency,Effective\n";

class SheetNotices : public SheetDesk {
  protected:
    SheetNotices() {
        prices.owner = routing::price_owner::client;
        prices.imported = {row(routing::price_owner::client, 3, "26201", "0.03")};
        request.owner = {"", "shop"};
        request.form = {{"form", "partial"}};
        facts::client shop;
        shop.id = {3};
        shop.name = "shop";
        told.push_back({shop, 30});
        others.push_back(
            {.version = 7,
             .owner = routing::price_owner::price_list,
             .owner_id = facts::DEFAULT_PRICE_LIST.value,
             .declared = {row(routing::price_owner::price_list, facts::DEFAULT_PRICE_LIST.value, "", "0.08")}});
    }

    static routing::price_row row(routing::price_owner owner, uint32_t id, const char* network, const char* price) {
        auto made = standing_row(network, price);
        made.owner = owner;
        made.owner_id = id;
        return made;
    }
};

TEST_F(SheetNotices, WhatIsDearerTooEarlyIsSaidAndCannotBeApplied) {
    const auto sheet = HEAD + "26201,0.04,EUR,\n26202,0.09,EUR,2026-02-02\n26203,0.07,EUR,\n";
    const auto shown = preview(sheet);
    ASSERT_EQ(shown.at("notices").as_array().size(), 1U);
    const auto& notice = shown.at("notices").at(0);
    EXPECT_EQ(notice.at("client"), "shop");
    EXPECT_EQ(notice.at("notice_days"), 30);
    EXPECT_EQ(notice.at("earliest"), "2026-02-01");
    EXPECT_EQ(notice.at("dearer"), 2) << "26202 cost 0.08 by every client's prices; 26203 is cheaper than that";
    EXPECT_EQ(notice.at("from"), "2026-01-01T00:00:00.000Z");
    EXPECT_EQ(boost::json::serialize(notice.at("example")),
              R"({"network":"26201","before":"0.03","after":"0.04","currency":"EUR"})");
    EXPECT_THAT(std::string{notice.at("too_early").as_string()}, HasSubstr("line 2: 26201 would cost shop 0.04"));
    EXPECT_TRUE(shown.at("token").is_null());
    EXPECT_EQ(shown.at("moved"), 0);
}

TEST_F(SheetNotices, InTimeItIsShownAndApplied) {
    const auto sheet = HEAD + "26201,0.04,EUR,2026-02-01\n";
    const auto shown = preview(sheet);
    EXPECT_TRUE(shown.at("notices").at(0).at("too_early").is_null());
    EXPECT_TRUE(judge(sheet, true, std::string{shown.at("token").as_string()}).command);
    EXPECT_EQ(preview(HEAD + "26201,0.02,EUR,\n").at("notices").as_array().size(), 0U);
}

TEST_F(SheetNotices, RowsAreMovedWhereThatIsAskedFor) {
    const auto sheet = HEAD + "26201,0.04,EUR,\n26202,0.05,EUR,\n";
    request.form.emplace_back("move_to_notice", "true");
    const auto shown = preview(sheet);
    EXPECT_EQ(shown.at("moved"), 1);
    EXPECT_TRUE(shown.at("notices").at(0).at("too_early").is_null());
    const auto token = std::string{shown.at("token").as_string()};
    const auto applied = judge(sheet, true, token);
    ASSERT_TRUE(applied.command);
    EXPECT_EQ(applied.command->rows[0].from_utc_ms, 1'769'904'000'000);  // 2026-02-01T00:00:00Z
    EXPECT_EQ(applied.command->rows[1].from_utc_ms, 0) << "it became cheaper";
    request.form.pop_back();
    EXPECT_EQ(refused(judge(sheet, true, token)), "prices_moved");
}

// What every client pays becomes dearer for whoever has no price of its own there.
TEST_F(SheetNotices, TheListsSheetIsJudgedForEachClient) {
    std::swap(prices, others[0]);
    request.owner = {};
    const auto shown = preview(HEAD + "26201,0.10,EUR,\n26202,0.10,EUR,\n");
    ASSERT_EQ(shown.at("notices").as_array().size(), 1U);
    EXPECT_EQ(shown.at("notices").at(0).at("dearer"), 1);
    EXPECT_EQ(shown.at("notices").at(0).at("example").at("network"), "26202");
}

}  // namespace
}  // namespace kaskad::gateway
