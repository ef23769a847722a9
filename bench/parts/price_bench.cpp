#include "routing/price_book.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

// One look-up of a buy price in a book of 100,000 rows: 100 links with 1,000 networks each, asked in no order. `plain`
// is one row a network; `dense` names classes, prefixes and countries besides and has rows that are over.

namespace kaskad::bench {
namespace {

constexpr uint32_t LINKS = 100;
constexpr uint32_t NETWORKS = 1'000;
constexpr int64_t NOW = 1'767'225'600'000;

std::string code_of(uint32_t network) {
    return std::to_string(20'000 + network * 7);
}

routing::price_row row_of(uint32_t link, int64_t price) {
    routing::price_row row;
    row.owner_id = link;
    row.currency = {{'E', 'U', 'R'}};
    row.price = {price};
    return row;
}

std::vector<routing::price_row> plain_rows() {
    std::vector<routing::price_row> rows;
    for (uint32_t link = 1; link <= LINKS; ++link) {
        for (uint32_t network = 0; network < NETWORKS; ++network) {
            rows.push_back(row_of(link, network));
            rows.back().mccmnc = code_of(network);
        }
    }
    return rows;
}

// Of each fifth row one that is over, one for codes, one by country and one by prefix.
std::vector<routing::price_row> dense_rows() {
    auto rows = plain_rows();
    for (size_t place = 0; place < rows.size(); place += 5) {
        rows[place + 1] = rows[place];
        rows[place + 1].to_utc_ms = 1'000;
        rows[place + 1].from_utc_ms = 1;
        rows[place + 2] = rows[place];
        rows[place + 2].klass = 1;
        rows[place + 3].mccmnc.clear();
        rows[place + 3].country = {static_cast<char>('A' + place / 5 % 26), static_cast<char>('A' + place / 130 % 26)};
        rows[place + 3].from_utc_ms = static_cast<int64_t>(place);
        rows[place + 4].mccmnc.clear();
        rows[place + 4].prefix = std::to_string(49'000 + place % NETWORKS);
    }
    return rows;
}

void ask(benchmark::State& state, const routing::price_book& book) {
    std::vector<routing::network> networks;
    for (uint32_t network = 0; network < NETWORKS; ++network)
        networks.push_back({code_of(network), "DE", ""});
    uint32_t turn = 0;
    size_t found = 0;
    for (auto _ : state) {
        turn = turn * 1'664'525 + 1'013'904'223;
        const auto price =
            book.buy(core::link_id{1 + (turn >> 8) % LINKS},
                     {.to = &networks[(turn >> 16) % NETWORKS], .digits = "491511234567", .utc_ms = NOW});
        found += price ? 1 : 0;
    }
    if (found == 0) state.SkipWithError("no price");
}

void price_plain(benchmark::State& state) {
    ask(state, *routing::price_book::build(1, plain_rows()));
}
BENCHMARK(price_plain);

void price_dense(benchmark::State& state) {
    ask(state, *routing::price_book::build(1, dense_rows()));
}
BENCHMARK(price_dense);

void price_build(benchmark::State& state) {
    const auto rows = dense_rows();
    for (auto _ : state) {
        auto book = routing::price_book::build(1, rows);
        if (!book) state.SkipWithError(book.error().why.c_str());
        benchmark::DoNotOptimize(book);
    }
}
BENCHMARK(price_build)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace kaskad::bench
