#include "routing/number_plan_text.hpp"
#include "routing/route.hpp"

#include <benchmark/benchmark.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

// The choice of a link, over the number plan that is shipped.

namespace kaskad::bench {
namespace {

constexpr core::currency EUR{{'E', 'U', 'R'}};

routing::number_plan shipped_plan() {
    std::ostringstream text;
    text << std::ifstream{std::string{KASKAD_SOURCE_DIR} + "/config/number_plan.csv"}.rdbuf();
    const auto rows = routing::parse_number_plan(text.str());
    return *routing::number_plan::build(1, rows.value());
}

std::vector<routing::link_snapshot> make_links(uint32_t count) {
    std::vector<routing::link_snapshot> links;
    for (uint32_t number = 1; number <= count; ++number)
        links.push_back({.id = core::link_id{number}, .queue_segments = number, .rate_segments = 100});
    return links;
}

// A default price a link, and one for a country each.
routing::price_book make_prices(uint32_t links) {
    std::vector<routing::price_row> rows;
    for (uint32_t number = 1; number <= links; ++number) {
        routing::price_row row;
        row.owner_id = number;
        row.currency = EUR;
        row.price = {1'000'000 + number};
        rows.push_back(row);
        row.country = "DE";
        rows.push_back(row);
    }
    return *routing::price_book::build(1, rows);
}

void route(benchmark::State& state) {
    const auto count = static_cast<uint32_t>(state.range(0));
    const auto plan = shipped_plan();
    const auto prices = make_prices(count);
    const auto links = make_links(count);
    routing::route_request request;
    request.recipient = *core::parse_recipient("+4915100000123", {});
    request.utc_ms = 1'767'225'600'000;
    for (auto _ : state) {
        auto decision = routing::route(request, links, plan, prices);
        if (decision.outcome != routing::route_outcome::chosen) state.SkipWithError("no link");
        benchmark::DoNotOptimize(decision);
    }
}
BENCHMARK(route)->Arg(1)->Arg(3)->Arg(10);

}  // namespace
}  // namespace kaskad::bench
