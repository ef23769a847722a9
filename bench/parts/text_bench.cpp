#include "bench/parts/samples.hpp"
#include "smpp/receipt.hpp"
#include "smpp/segmentation.hpp"

#include <benchmark/benchmark.h>

#include <string>

// Counting and cutting of texts, and reading of receipts.

namespace kaskad::bench {
namespace {

std::string repeated(const std::string& text, size_t times) {
    std::string all;
    while (times-- > 0)
        all += text;
    return all;
}

void count_parts(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(smpp::count_parts(TEXT_60));
}
BENCHMARK(count_parts);

void segment(benchmark::State& state, const std::string& text, size_t parts) {
    for (auto _ : state) {
        auto cut = smpp::segment(text);
        if (!cut || cut->parts.size() != parts) state.SkipWithError("cut wrongly");
        benchmark::DoNotOptimize(cut);
    }
}
BENCHMARK_CAPTURE(segment, gsm7_1_part, TEXT_60, 1);
BENCHMARK_CAPTURE(segment, gsm7_3_parts, repeated(TEXT_60, 7), 3);
BENCHMARK_CAPTURE(segment, ucs2_1_part, repeated("Привет, мир. ", 5), 1);

void parse_receipt(benchmark::State& state) {
    const auto message = make_receipt();
    for (auto _ : state) {
        auto read = smpp::parse_receipt(message);
        if (!read || read->id != RECEIPT_ID) state.SkipWithError("read wrongly");
        benchmark::DoNotOptimize(read);
    }
}
BENCHMARK(parse_receipt);

}  // namespace
}  // namespace kaskad::bench
