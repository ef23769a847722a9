#include "bench/parts/scratch_folder.hpp"
#include "store/file_journal.hpp"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

// Appends to the file journal, one fdatasync each, with 1, 16 or 256 groups in it.

namespace kaskad::bench {
namespace {

constexpr size_t GROUP_OCTETS = 600;

void append(benchmark::State& state) {
    const scratch_folder folder;
    auto journal = store::file_journal::open({.folder = folder.path()});
    if (!journal) return state.SkipWithError(journal.error().text.c_str());
    const std::string octets(GROUP_OCTETS, 'x');
    std::vector<store::journal_entry> entries(static_cast<size_t>(state.range(0)), {.octets = octets});
    uint64_t position = 0;
    for (auto _ : state) {
        for (auto& entry : entries)
            entry.position = ++position;
        if (!(*journal)->append(entries)) return state.SkipWithError("not appended");
        // As the projector lets it: the disk does not fill.
        if (!(*journal)->trim(position)) return state.SkipWithError("not trimmed");
    }
    state.SetItemsProcessed(static_cast<int64_t>(position));
}
BENCHMARK(append)->Arg(1)->Arg(16)->Arg(256)->UseRealTime();

}  // namespace
}  // namespace kaskad::bench
