#include "bench/parts/samples.hpp"
#include "smpp/codec.hpp"

#include <benchmark/benchmark.h>

#include <string>

// One PDU each way, with owning strings and everything validated.

namespace kaskad::bench {
namespace {

smpp::octets as_octets(const std::string& frame) {
    return {reinterpret_cast<const uint8_t*>(frame.data()), frame.size()};
}

template <typename Body>
void encode(benchmark::State& state, const Body& body) {
    std::string out;
    for (auto _ : state) {
        out.clear();
        if (!smpp::encode({{}, 77}, &body, out)) state.SkipWithError("not encoded");
        benchmark::DoNotOptimize(out.data());
    }
    state.counters["octets"] = static_cast<double>(out.size());
}

template <typename Body>
void decode(benchmark::State& state, const Body& body) {
    std::string frame;
    if (!smpp::encode({{}, 77}, &body, frame)) return state.SkipWithError("not encoded");
    for (auto _ : state) {
        auto value = smpp::decode(as_octets(frame));
        if (!value) state.SkipWithError("not decoded");
        benchmark::DoNotOptimize(value);
    }
}

void submit_sm_encode(benchmark::State& state) {
    encode(state, make_submit());
}
void submit_sm_decode(benchmark::State& state) {
    decode(state, make_submit());
}
void deliver_sm_encode(benchmark::State& state) {
    encode(state, make_receipt());
}
void deliver_sm_decode(benchmark::State& state) {
    decode(state, make_receipt());
}
BENCHMARK(submit_sm_encode);
BENCHMARK(submit_sm_decode);
BENCHMARK(deliver_sm_encode);
BENCHMARK(deliver_sm_decode);

}  // namespace
}  // namespace kaskad::bench
