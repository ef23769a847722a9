#include "store/table_move.hpp"

#include "core/assert.hpp"
#include "store/table_walk.hpp"

#include <chrono>
#include <thread>
#include <utility>

namespace kaskad::store {

namespace {

constexpr int TRIES_MAX = 60;
constexpr std::chrono::milliseconds TRY_EVERY{500};

// The same write again does no harm (database.hpp).
template <typename Write>
void patiently(Write&& write) {
    for (int tries = 1;; ++tries) {
        const auto written = write();
        if (written) return;
        if (!written.error().retryable || tries == TRIES_MAX) throw failure{written.error()};
        std::this_thread::sleep_for(TRY_EVERY);
    }
}

database_state state_of(view& from) {
    const snapshot still{from};
    return from.state();
}

template <typename Take>
result<database_tally> walk(view& from, const walk_progress& progress, Take&& take) {
    return guarded([&] {
        table_walk walk{from};
        while (auto page = walk.next()) {
            take(page->rows);
            if (!progress(walk.seen())) throw failure{"stopped before the end"};
        }
        return walk.seen();
    });
}

}  // namespace

result<database_tally> tally(view& from, const walk_progress& progress) {
    return walk(from, progress, [](const batch&) {});
}

result<database_tally> move_tables(view& from, database& into, const walk_progress& progress) {
    uint64_t position = MOVE_POSITION;
    billing::books_end postings;
    const auto marked = guarded([&] {
        postings = state_of(from).postings;
        const auto there = into.state();
        if (!there) throw failure{there.error()};
        ASSERT(there->position == 0);
        patiently([&] { return into.set_state({.position = position, .now = {}, .postings = postings}); });
    });
    if (!marked) return std::unexpected(marked.error());
    // After this point nobody takes it for whole, whatever happens.
    return walk(from, progress, [&](batch& page) {
        page.first_position = page.position = ++position;
        page.postings = postings;
        patiently([&] { return into.write(page); });
    });
}

result<void> finish_move(database& moved, const database_state& state) {
    ASSERT(!is_half_moved(state.position));
    return guarded([&] { patiently([&] { return moved.set_state(state); }); });
}

}  // namespace kaskad::store
