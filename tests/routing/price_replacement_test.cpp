#include "routing/price_replacement.hpp"

#include "routing/price_book.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

// What stays of rows when a sheet comes, and that no moment is left without a price that had one.

namespace kaskad::routing {
namespace {

constexpr int64_t NOW = 1'000;
constexpr replacement_terms FULL{price_owner::link, 1, true, NOW};
constexpr replacement_terms PARTIAL{price_owner::link, 1, false, NOW};

struct dated {
    const char* network;
    int64_t from = 0;
    int64_t to = 0;
};

price_row row(const dated& what, uint32_t owner = 1) {
    price_row made;
    made.owner_id = owner;
    made.mccmnc = what.network;
    made.currency = {{'E', 'U', 'R'}};
    made.price = {100};
    made.from_utc_ms = what.from;
    made.to_utc_ms = what.to;
    return made;
}

std::string shown(const std::vector<price_row>& rows) {
    std::string text;
    for (const auto& each : rows) {
        text += (text.empty() ? "" : " ") + std::to_string(each.owner_id) + ":" + each.mccmnc + "@" +
                std::to_string(each.from_utc_ms) + "-" + std::to_string(each.to_utc_ms);
    }
    return text;
}

TEST(RoutingPriceReplacement, OfRowsBySheet) {
    struct {
        const char* what;
        dated standing;
        dated sheet;
        const char* partial;
        const char* full;
    } const table[] = {
        {"the same, at once", {"26201"}, {"26201"}, "", ""},
        {"the same, begun", {"26201"}, {"26201", NOW}, "", ""},
        {"the same, later", {"26201"}, {"26201", 2'000}, "1:26201@0-2000", "1:26201@0-2000"},
        {"ends before that", {"26201", 0, 1'500}, {"26201", 2'000}, "1:26201@0-1500", "1:26201@0-1500"},
        {"is over", {"26201", 0, NOW}, {"26202"}, "", ""},
        {"would begin later", {"26201", 3'000}, {"26201", 2'000}, "", ""},
        {"begins before", {"26201", 1'500}, {"26201", 2'000}, "1:26201@1500-2000", "1:26201@1500-2000"},
        {"another, at once", {"26201"}, {"26202"}, "1:26201@0-0", ""},
        {"another, later", {"26201"}, {"26202", 2'000}, "1:26201@0-0", "1:26201@0-2000"},
    };
    for (const auto& each : table) {
        SCOPED_TRACE(each.what);
        const std::vector standing{row(each.standing)};
        const std::vector sheet{row(each.sheet)};
        EXPECT_EQ(shown(rows_that_stay(standing, sheet, PARTIAL)), each.partial);
        EXPECT_EQ(shown(rows_that_stay(standing, sheet, FULL)), each.full);
    }
}

TEST(RoutingPriceReplacement, LeavesOtherOwnersAlone) {
    const std::vector standing{row({"26201"}, 2), row({"26201", 0, 500}, 2), row({"26201"}, 1)};
    const std::vector sheet{row({"26201"})};
    EXPECT_EQ(shown(rows_that_stay(standing, sheet, FULL)), "2:26201@0-0 2:26201@0-500");
    EXPECT_EQ(shown(rows_of(standing, price_owner::link, 1)), "1:26201@0-0");
    EXPECT_TRUE(rows_of(standing, price_owner::client, 1).empty());
}

TEST(RoutingPriceReplacement, APartialSheetTellsClassesApart) {
    auto codes = row({"26201"});
    codes.klass = 1;
    const std::vector standing{codes, row({"26201"})};
    EXPECT_EQ(shown(rows_that_stay(standing, std::vector{codes}, PARTIAL)), "1:26201@0-0");
}

// A full list that begins next month once left its owner without any price until then.
TEST(RoutingPriceReplacement, ASheetThatBeginsLaterLeavesNoGap) {
    const std::vector standing{row({"26201"}), row({"26202"})};
    const std::vector sheet{row({"26201", 2'000}), row({"26203", 3'000})};
    auto both = rows_that_stay(standing, sheet, FULL);
    both.insert(both.end(), sheet.begin(), sheet.end());
    const auto book = price_book::build(1, both);
    ASSERT_TRUE(book);
    const network first{"26201", "DE", ""};
    const network second{"26202", "DE", ""};
    for (int64_t at : {NOW, int64_t{1'999}, int64_t{2'000}, int64_t{9'000}})
        EXPECT_TRUE(book->buy({1}, {.to = &first, .utc_ms = at})) << at;
    EXPECT_TRUE(book->buy({1}, {.to = &second, .utc_ms = 1'999}));
    EXPECT_FALSE(book->buy({1}, {.to = &second, .utc_ms = 2'000}));
}

}  // namespace
}  // namespace kaskad::routing
