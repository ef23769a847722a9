#include "store/segment_supply.hpp"

#include "store/thread_name.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace kaskad::store {

namespace {

constexpr std::string_view SPARE = "spare.log";

// Synced piece by piece: much at once would hold up the journal's own sync.
constexpr uint64_t PIECE_OCTETS = 256 * 1024;

constexpr size_t RETIRED_MAX = 4'096;
constexpr size_t FAILURES_MAX = 16;
constexpr std::chrono::milliseconds IDLE{1'000};

}  // namespace

segment_supply::segment_supply(file_layer& files, std::filesystem::path folder, uint64_t octets)
    : files_{files},
      folder_{std::move(folder)},
      spare_path_{folder_ / SPARE},
      octets_{octets},
      retired_{RETIRED_MAX, RETIRED_MAX},
      failures_{FAILURES_MAX, FAILURES_MAX} {
    files_.unlink(spare_path_);
}

// What was retired is removed; a spare in the making is left as it is.
segment_supply::~segment_supply() {
    stopping_ = true;
    retired_.wake();
    if (thread_.joinable()) thread_.join();
}

void segment_supply::start_thread() {
    thread_ = std::thread{[this] { run(); }};
}

void segment_supply::prepare() {
    auto before = state::none;
    if (state_.compare_exchange_strong(before, state::wanted)) retired_.wake();
}

std::unique_ptr<file> segment_supply::take(const std::filesystem::path& path, std::string_view header) {
    if (state_.load(std::memory_order_acquire) != state::ready) return nullptr;
    auto spare = std::move(spare_);
    state_.store(state::none, std::memory_order_release);
    spare->write(0, header);
    spare->sync();
    files_.rename(spare_path_, path);
    files_.sync_folder(folder_);
    return spare;
}

bool segment_supply::try_retire(const std::filesystem::path& path) {
    return retired_.try_push(std::filesystem::path{path}, 1);
}

void segment_supply::settle() {
    while (!thread_.joinable() && try_work())
        continue;
    if (auto failed = failures_.try_pop()) throw failure{std::move(*failed)};
}

void segment_supply::run() {
    name_thread("segments");
    lower_thread_priority();
    while (true) {
        try {
            if (try_work()) continue;
        } catch (failure& failed) {
            failures_.try_push(std::move(failed), 1);
        }
        if (stopping_) return;
        retired_.wait(IDLE);
    }
}

// False: there is nothing to do.
bool segment_supply::try_work() {
    if (names_unsynced_) sync_names();
    if (!removing_) removing_ = retired_.try_pop();
    if (removing_) {
        remove_next();
        return true;
    }
    if (state_.load(std::memory_order_acquire) != state::wanted || stopping_) return false;
    make();
    return true;
}

// One at a time: after a power cut a later segment must not be gone and an earlier one still be there.
void segment_supply::remove_next() {
    const bool is_wanted = state_.load(std::memory_order_acquire) != state::ready;
    auto file = is_wanted ? files_.open(*removing_) : nullptr;
    if (file && file->size() != octets_) file.reset();
    names_unsynced_ = true;
    if (file) {
        files_.rename(*removing_, spare_path_);
    } else {
        files_.unlink(*removing_);
    }
    removing_.reset();
    sync_names();
    if (file) fill(std::move(file));
}

void segment_supply::sync_names() {
    files_.sync_folder(folder_);
    names_unsynced_ = false;
}

void segment_supply::make() {
    state_.store(state::none);  // who wants one after a failure asks again
    auto spare = files_.create(spare_path_);
    spare->reserve(octets_);
    fill(std::move(spare));
}

void segment_supply::fill(std::unique_ptr<file> spare) {
    const std::string zeros(std::min(octets_, PIECE_OCTETS), '\0');
    for (uint64_t at = 0; at < octets_ && !stopping_; at += zeros.size()) {
        spare->write(at, std::string_view{zeros}.substr(0, octets_ - at));
        spare->sync();
    }
    if (stopping_) return;
    spare_ = std::move(spare);
    state_.store(state::ready, std::memory_order_release);
}

}  // namespace kaskad::store
