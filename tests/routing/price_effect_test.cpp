#include "routing/price_effect.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <utility>

// What traffic costs by two prices: sums by table.

namespace kaskad::routing {
namespace {

const core::currency EUR{{'E', 'U', 'R'}};

priced at(int64_t price, int64_t delivered = 0) {
    return {.price = {price}, .currency = EUR, .delivered = {delivered}};
}

TEST(RoutingPriceEffect, OfEachPartAndItsDelivery) {
    struct {
        const char* what;
        priced_parts carried;
        int64_t before;
        int64_t after;
        uint64_t unpriced;
    } const table[] = {
        {"dearer", {.parts = 3, .before = at(100), .after = at(150)}, 300, 450, 0},
        {"cheaper", {.parts = 3, .before = at(100), .after = at(40)}, 300, 120, 0},
        // 60 of 100 only for the one that was delivered.
        {"a share on delivery", {.parts = 3, .delivered = 1, .before = at(100), .after = at(100, 60)}, 300, 180, 0},
        {"gone", {.parts = 3, .before = at(100)}, 0, 0, 3},
        {"new", {.parts = 3, .after = at(100)}, 0, 0, 3},
    };
    for (const auto& each : table) {
        SCOPED_TRACE(each.what);
        price_effect effect;
        effect.add({.link = {1}, .mccmnc = "26201"}, each.carried);
        const auto sums = effect.total();
        EXPECT_EQ(static_cast<int64_t>(sums.before_e8), each.before);
        EXPECT_EQ(static_cast<int64_t>(sums.after_e8), each.after);
        EXPECT_EQ(sums.unpriced, each.unpriced);
        EXPECT_EQ(sums.parts, 3U);
    }
}

TEST(RoutingPriceEffect, KeepsNetworksApartAndAddsUp) {
    price_effect effect;
    for (const auto* network : {"26201", "26202", "26201"}) {
        effect.add({.link = {1}, .mccmnc = network}, {.parts = 1, .before = at(100), .after = at(101), .sold = {7}});
    }
    ASSERT_EQ(effect.sums().size(), 2U);
    EXPECT_EQ(effect.sums().begin()->second.parts, 2U);
    EXPECT_EQ(effect.total().sold_e6, 21);
    EXPECT_EQ(static_cast<int64_t>(effect.total().after_e8), 303);
}

TEST(RoutingPriceEffect, BeyondTheBoundOneSumTakesTheRest) {
    price_effect effect;
    for (size_t link = 1; link <= price_effect::KEYS_MAX + 5; ++link)
        effect.add({.link = {static_cast<uint32_t>(link)}}, {.parts = 1, .before = at(1), .after = at(2)});
    EXPECT_EQ(effect.sums().size(), price_effect::KEYS_MAX + 1);
    EXPECT_EQ(effect.sums().begin()->second.parts, 5U);
    EXPECT_EQ(effect.total().parts, price_effect::KEYS_MAX + 5);
}

TEST(RoutingPriceEffect, RoundsOnceHalfToEven) {
    const std::pair<int64_t, int64_t> table[] = {{150, 2},   {250, 2},   {249, 2}, {251, 3}, {-150, -2},
                                                 {-250, -2}, {-251, -3}, {0, 0},   {100, 1}, {-100, -1}};
    for (const auto& [e8, e6] : table)
        EXPECT_EQ(to_amount(e8).e6, e6) << e8;
    EXPECT_EQ(to_amount(__int128{INT64_MAX} * 1'000).e6, INT64_MAX);
}

}  // namespace
}  // namespace kaskad::routing
