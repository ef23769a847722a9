#include "bench/parts/number_sources.hpp"
#include "routing/number_plan_text.hpp"
#include "routing/ported_numbers.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

// Whose a number is: the plan that is made when building, and ported numbers. Numbers are asked for in no order, more
// of them than a processor learns by heart.

namespace kaskad::bench {
namespace {

constexpr size_t ASKED = 65'536;
constexpr size_t DIGITS = 12;

using asked_numbers = std::vector<std::array<char, 16>>;

std::string_view text_of(const std::array<char, 16>& digits) {
    return {digits.data(), DIGITS};
}

// A rule of the plan, drawn evenly, with further digits behind it.
asked_numbers numbers_of(const std::vector<routing::number_plan_row>& rows) {
    std::mt19937_64 random{1};
    asked_numbers asked(ASKED);
    for (auto& digits : asked) {
        auto number = rows[random() % rows.size()].prefix;
        while (number.size() < DIGITS)
            number += static_cast<char>('0' + random() % 10);
        number.copy(digits.data(), DIGITS);
    }
    return asked;
}

void number_plan_read(benchmark::State& state) {
    const auto text = plan_text();
    for (auto _ : state) {
        const auto rows = routing::parse_number_plan(text);
        benchmark::DoNotOptimize(rows.value().size());
    }
}
BENCHMARK(number_plan_read)->Unit(benchmark::kMillisecond);

void number_plan_build(benchmark::State& state) {
    const auto rows = *routing::parse_number_plan(plan_text());
    for (auto _ : state) {
        const auto plan = routing::number_plan::build(1, rows);
        benchmark::DoNotOptimize(plan.value().size());
    }
}
BENCHMARK(number_plan_build)->Unit(benchmark::kMillisecond);

void number_plan_find(benchmark::State& state) {
    const auto rows = *routing::parse_number_plan(plan_text());
    const auto plan = *routing::number_plan::build(1, rows);
    const auto asked = numbers_of(rows);
    size_t next = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(plan.find(text_of(asked[next])));
        next = (next + 1) % ASKED;
    }
}
BENCHMARK(number_plan_find);

// One of ten numbers asked for is ported.
void ported_numbers_find(benchmark::State& state) {
    const auto count = static_cast<uint64_t>(state.range(0));
    const ported_file file{490'000'000'000, count};
    const auto ported = *routing::ported_numbers::open(file.octets());
    std::mt19937_64 random{1};
    asked_numbers asked(ASKED);
    for (auto& digits : asked)
        std::to_string(490'000'000'000 + random() % (10 * count)).copy(digits.data(), DIGITS);
    size_t next = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(ported.find(text_of(asked[next])));
        next = (next + 1) % ASKED;
    }
}
BENCHMARK(ported_numbers_find)->Arg(1'000'000)->Arg(50'000'000);

}  // namespace
}  // namespace kaskad::bench
