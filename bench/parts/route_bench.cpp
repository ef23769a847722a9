#include "bench/parts/number_sources.hpp"
#include "routing/choice.hpp"
#include "routing/delivery_estimator.hpp"
#include "routing/known_network.hpp"
#include "routing/number_plan_text.hpp"
#include "routing/ported_numbers.hpp"
#include "routing/route.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <span>
#include <string>
#include <utility>
#include <vector>

// The choice of a link, over the number plan that is shipped.

namespace kaskad::bench {
namespace {

constexpr core::currency EUR{{'E', 'U', 'R'}};

routing::number_plan shipped_plan() {
    const auto rows = routing::parse_number_plan(plan_text());
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

std::vector<routing::arm_key> make_keys(std::span<const routing::link_snapshot> links,
                                        const routing::network& network) {
    std::vector<routing::arm_key> keys;
    for (const auto& link : links)
        keys.push_back({.link = link.id, .mccmnc = network.mccmnc, .country = network.country});
    return keys;
}

// Everything that is learnt of some links to a network, with receipts for most of what was sent.
routing::delivery_estimator teach(std::span<const routing::arm_key> keys, int64_t now_ms) {
    routing::delivery_estimator taught;
    for (int64_t at = now_ms - 600'000; at < now_ms; at += 500)
        for (const auto& key : keys) {
            taught.note_sent(key, at);
            if (at % 3'000 != 0) taught.note_outcome(key, at, routing::arm_outcome::delivered, at);
        }
    return taught;
}

// The choice by what is believed of each link, and the time of single ones: percentiles hang on the worst of them.
void choose(benchmark::State& state) {
    constexpr int64_t NOW = 1'000'000'000;
    const auto count = static_cast<uint32_t>(state.range(0));
    const auto plan = shipped_plan();
    const auto prices = make_prices(count);
    const auto links = make_links(count);
    routing::route_request request;
    request.recipient = *core::parse_recipient("+4915100000123", {});
    request.utc_ms = 1'767'225'600'000;
    const auto keys = make_keys(links, routing::route(request, links, plan, prices).network);
    auto estimator = teach(keys, NOW);
    std::vector<float> took;
    uint64_t key = 0;
    for (auto _ : state) {
        const auto begin = std::chrono::steady_clock::now();
        auto decision = routing::route(request, links, plan, prices);
        std::array<routing::choice_option, routing::CHOICE_OPTIONS_MAX> options;
        for (size_t place = 0; place < count; ++place) {
            const auto& candidate = decision.candidates[place];
            options[place] = {.delivery = estimator.estimate(keys[candidate.link.value - 1], NOW),
                              .cost = static_cast<double>(candidate.price.e8)};
        }
        auto made = routing::choose({options.data(), count}, {.value = 1e7, .band = 0.02}, ++key);
        benchmark::DoNotOptimize(made);
        const std::chrono::duration<float, std::nano> each = std::chrono::steady_clock::now() - begin;
        if (took.size() < 1'000'000) took.push_back(each.count());
    }
    std::ranges::sort(took);
    state.counters["p50_ns"] = took[took.size() / 2];
    state.counters["p99_ns"] = took[took.size() * 99 / 100];
}
BENCHMARK(choose)->Arg(3)->Arg(8);

// A whole decision with its trace: a number of the shipped plan that one time in ten is among a million ported ones,
// every link believed in, a code of the default policy or another message of its own. What an engine adds are the looks
// at its tables.
void decide(benchmark::State& state) {
    constexpr int64_t NOW = 1'000'000'000;
    constexpr uint32_t COUNT = 8;
    constexpr uint64_t FIRST = 4'915'110'000'000;
    constexpr uint64_t PORTED = 1'000'000;
    const auto plan = shipped_plan();
    const auto prices = make_prices(COUNT);
    auto links = make_links(COUNT);
    std::vector<std::string> numbers;
    for (uint64_t each = 0; each < 4'096; ++each)
        numbers.push_back(std::to_string(FIRST + each * 7'919'777 % (10 * PORTED)));
    const ported_file file{FIRST, PORTED};
    const auto ported = *routing::ported_numbers::open(file.octets());
    routing::route_request request;
    request.utc_ms = 1'767'225'600'000;
    request.terms.policy = static_cast<routing::policy_kind>(state.range(0));
    request.terms.band = 500;
    request.terms.sell_currency = EUR;
    request.terms.margin.sell = {2'000'000};
    request.recipient = {numbers.front()};
    routing::choice_memory memory;
    request.memory = &memory;
    const auto keys = make_keys(links, routing::route(request, links, plan, prices).network);
    auto estimator = teach(keys, NOW);
    std::vector<float> took;
    for (auto _ : state) {
        request.recipient.digits = numbers[request.chance_key % numbers.size()];
        const auto begin = std::chrono::steady_clock::now();
        for (size_t place = 0; place < COUNT; ++place)
            links[place].believed = estimator.believe(keys[place], 30'000, NOW);
        request.known.reset();
        if (const auto code = ported.find(request.recipient.digits)) {
            auto network = routing::network_of_code(plan, *code, "DE");
            if (network) request.known = routing::known_network{std::move(*network), routing::network_rule::ported, 0};
        }
        auto decision = routing::route(request, links, plan, prices);
        const std::chrono::duration<float, std::nano> each = std::chrono::steady_clock::now() - begin;
        benchmark::DoNotOptimize(decision);
        ++request.chance_key;
        if (took.size() < 1'000'000) took.push_back(each.count());
    }
    std::ranges::sort(took);
    state.counters["p50_ns"] = took[took.size() / 2];
    state.counters["p99_ns"] = took[took.size() * 99 / 100];
}
BENCHMARK(decide)
    ->Arg(static_cast<int>(routing::policy_kind::cost_per_delivered))
    ->Arg(static_cast<int>(routing::policy_kind::balanced));

}  // namespace
}  // namespace kaskad::bench
