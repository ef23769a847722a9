#include "bench/parts/traffic.hpp"
#include "engine/facts/group_encoder.hpp"

#include <benchmark/benchmark.h>

#include <string>

// The engine alone: a message's whole life, from the request to its receipt, and the octets that the journal keeps of
// it.

namespace kaskad::bench {
namespace {

void message_life(benchmark::State& state) {
    traffic world;
    for (auto _ : state) {
        const auto group = world.turn();
        // As soon as durable: memory then forgets what has ended.
        world.note_projected(group.position);
    }
    state.SetItemsProcessed(static_cast<int64_t>(world.messages_delivered()));
}
BENCHMARK(message_life);

void encode_group(benchmark::State& state) {
    traffic world;
    facts::group group;
    for (int turn = 0; turn < 100; ++turn)
        group = world.turn();
    facts::group_encoder encoder;
    std::string octets;
    for (auto _ : state) {
        octets = std::string{encoder.encode(group)};  // as the journal's thread keeps it
        benchmark::DoNotOptimize(octets.data());
    }
    const auto messages = static_cast<double>(traffic_options{}.messages_per_turn);
    state.SetItemsProcessed(static_cast<int64_t>(messages) * state.iterations());
    state.counters["octets_a_message"] = static_cast<double>(octets.size()) / messages;
}
BENCHMARK(encode_group);

}  // namespace
}  // namespace kaskad::bench
