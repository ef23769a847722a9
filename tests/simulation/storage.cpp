#include "tests/simulation/storage.hpp"

#include "core/assert.hpp"
#include "store/catch_up.hpp"
#include "store/file_journal.hpp"
#include "store/sqlite_database.hpp"

#include <fmt/format.h>

#include <limits>
#include <random>

namespace kaskad::simulation {

namespace {

constexpr uint64_t SEGMENT_OCTETS = 64 * 1024;
constexpr uint64_t MESSAGES_PER_GENERATION = 256;
constexpr size_t WRITE_OPERATIONS = 40;  // of the disk, about as many as a write takes
constexpr uint64_t NO_LIMIT = std::numeric_limits<uint64_t>::max();

}  // namespace

storage::storage(const storage_habits& habits, chance luck)
    : habits_{habits},
      luck_{luck},
      disk_{{.sync_suffix = habits.disk_lies ? "*" : ""}},
      vfs_{disk_, fmt::format("simulated-{}", fmt::ptr(this))} {
    disk_.make_folder(folder_.path());
    if (!habits_.sqlite) database_ = std::make_unique<store::testing::failing_database>();
    if (habits_.file_journal) return;
    auto made = std::make_unique<store::memory_journal>(SEGMENT_OCTETS);
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
    database_->fail_next_writes(1 + luck_.below(3), luck_.happens(500));
}

void storage::break_write() {
    if (habits_.sqlite) return disk_.stop_after(1 + luck_.below(WRITE_OPERATIONS));
    database_->fail_next_writes(1);
}

void storage::heal() {
    files_.set_room(NO_LIMIT);
    files_.fail_syncs(0);
    if (database_) database_->fail_next_writes(0);  // no process has it open between a crash and the next start
    if (in_memory_) in_memory_->fail_next(store::journal_fault::none, 0);
}

void storage::crash() {
    heal();
    if (habits_.sqlite) {
        disk_.stop();
        database_.reset();
        std::mt19937_64 lost{luck_.draw()};
        disk_.start_after_cut(lost);
    }
    if (in_memory_) return in_memory_->restart();
    journal_.reset();
    auto kept = luck_.branch(1);
    files_.cut_power([kept](size_t) mutable { return kept.happens(500); });
}

std::expected<void, std::string> storage::open() {
    for (const auto& opened : {open_journal(), open_database()})
        if (!opened) return std::unexpected(text_of(opened.error()));
    const auto caught_up = store::catch_up(*journal_, *database_);
    if (!caught_up) return std::unexpected(text_of(caught_up.error()));
    return {};
}

// The same in every run of a seed, wherever the folder lies.
std::string storage::text_of(const store::error& error) const {
    auto text = error.text;
    const auto folder = folder_.path().string();
    const auto place = text.find(folder);
    return place == std::string::npos ? text : text.replace(place, folder.size(), ".");
}

store::result<void> storage::open_journal() {
    if (in_memory_) return {};
    auto opened =
        store::file_journal::open({.folder = folder_.path(), .segment_octets = SEGMENT_OCTETS, .files = &files_});
    if (!opened) return std::unexpected(opened.error());
    journal_ = std::move(*opened);
    return {};
}

store::result<void> storage::open_database() {
    if (!habits_.sqlite) return {};
    auto opened = store::open_sqlite({.path = folder_.path() / "kaskad.db",
                                      .writer_cache_kib = 2'048,
                                      .reader_cache_kib = 512,
                                      .messages_per_generation = MESSAGES_PER_GENERATION,
                                      .checkpoint_pages = habits_.checkpoint_pages,
                                      .vfs = vfs_.name()});
    if (!opened) return std::unexpected(opened.error());
    database_ = std::make_unique<store::testing::failing_database>(std::move(*opened));
    return {};
}

bool storage::has_generations(core::message_id newest) {
    return habits_.sqlite && database_->droppable(newest).value().value > 0;
}

}  // namespace kaskad::simulation
