#include "bench/parts/scratch_folder.hpp"
#include "bench/parts/traffic.hpp"
#include "store/batch.hpp"
#include "store/sqlite_database.hpp"

#include <benchmark/benchmark.h>

#include <utility>
#include <vector>

// Folding and writing what the engine says of messages, in transactions of so many groups: messages a second through
// their whole life, and the rows that makes.

namespace kaskad::bench {
namespace {

std::vector<store::durable_group> take_turns(traffic& world, int64_t count) {
    std::vector<store::durable_group> groups;
    while (count-- > 0) {
        const auto group = world.turn();
        groups.push_back(store::to_durable(group));
        world.note_projected(group.position);
    }
    return groups;
}

void project(benchmark::State& state) {
    const scratch_folder folder;
    auto database = store::open_sqlite({.path = folder.path() / "bench.db"});
    if (!database) return state.SkipWithError(database.error().text.c_str());
    traffic world;
    billing::books_end head;
    size_t rows = 0;
    for (auto _ : state) {
        state.PauseTiming();
        auto groups = take_turns(world, state.range(0));
        state.ResumeTiming();
        const auto batch = store::fold(std::move(groups), head);
        if (!batch) return state.SkipWithError(batch.error().text.c_str());
        if (const auto ok = (*database)->write(*batch); !ok) return state.SkipWithError(ok.error().text.c_str());
        head = batch->postings;
        rows += batch->rows.size() + batch->history.size();
    }
    state.SetItemsProcessed(static_cast<int64_t>(world.messages_delivered()));
    state.counters["rows"] = benchmark::Counter(static_cast<double>(rows), benchmark::Counter::kIsRate);
}
BENCHMARK(project)->Arg(10)->Arg(100)->Arg(700)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace kaskad::bench
