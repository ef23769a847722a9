#include "tests/simulation/storage.hpp"

#include "core/assert.hpp"
#include "store/catch_up.hpp"
#include "store/file_journal.hpp"

#include <limits>

namespace kaskad::simulation {

namespace {

constexpr uint64_t SEGMENT_OCTETS = 64 * 1024;
constexpr size_t ENTRIES_PER_SEGMENT = 256;
constexpr uint64_t NO_LIMIT = std::numeric_limits<uint64_t>::max();

}  // namespace

storage::storage(const storage_habits& habits, chance luck) : habits_{habits}, luck_{luck} {
    if (habits_.file_journal) return;
    auto made = std::make_unique<store::memory_journal>(ENTRIES_PER_SEGMENT);
    in_memory_ = made.get();
    journal_ = std::move(made);
}

void storage::fail_appends() {
    const size_t times = 1 + luck_.below(3);
    if (in_memory_) {
        constexpr store::journal_fault FAULTS[] = {store::journal_fault::refused, store::journal_fault::unknown_kept,
                                                   store::journal_fault::unknown_part};
        return in_memory_->fail_next(luck_.one_of(FAULTS), times);
    }
    if (luck_.happens(500)) {
        files_.fail_syncs(times);
    } else {
        files_.set_room(luck_.below(SEGMENT_OCTETS));
    }
}

void storage::fail_writes() {
    database_.fail_next_writes(1 + luck_.below(3), luck_.happens(500));
}

void storage::refuse_write() {
    database_.fail_next_writes(1);
}

void storage::heal() {
    files_.set_room(NO_LIMIT);
    files_.fail_syncs(0);
    database_.fail_next_writes(0);
    if (in_memory_) in_memory_->fail_next(store::journal_fault::none, 0);
}

void storage::crash() {
    heal();
    if (in_memory_) return in_memory_->restart();
    journal_.reset();
    auto kept = luck_.branch(1);
    files_.cut_power([kept](size_t) mutable { return kept.happens(500); });
}

std::expected<void, std::string> storage::open() {
    if (!in_memory_) {
        auto opened =
            store::file_journal::open({.folder = folder_.path(), .segment_octets = SEGMENT_OCTETS, .files = &files_});
        if (!opened) return std::unexpected(opened.error().text);
        journal_ = std::move(*opened);
    }
    const auto caught_up = store::catch_up(*journal_, database_);
    if (!caught_up) return std::unexpected(caught_up.error().text);
    return {};
}

}  // namespace kaskad::simulation
