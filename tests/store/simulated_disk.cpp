#include "tests/store/simulated_disk.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::store::testing {

namespace {

constexpr size_t SECTOR = 512;

using change = simulated_disk::change;

void apply_change(std::string& to, const change& change) {
    if (change.is_resize) return to.resize(change.offset, '\0');
    const auto end = change.offset + change.octets.size();
    if (to.size() < end) to.resize(end, '\0');
    to.replace(change.offset, change.octets.size(), change.octets);
}

// The pieces of a write that reach the disk by themselves: those within one sector.
std::vector<change> sectors_of(const change& whole) {
    if (whole.is_resize) return {whole};
    std::vector<change> pieces;
    for (size_t at = 0; at < whole.octets.size();) {
        const auto offset = whole.offset + at;
        const auto size = std::min<size_t>(SECTOR - offset % SECTOR, whole.octets.size() - at);
        pieces.push_back({.offset = offset, .octets = whole.octets.substr(at, size)});
        at += size;
    }
    return pieces;
}

enum class fate : uint8_t { nothing, everything, beginning, any };

fate draw_fate(std::mt19937_64& random) {
    return static_cast<fate>(random() % 4);
}

// How many of `count` changes in a row are kept for certain, by fate; behind them each by chance where `fate` is any.
size_t count_kept(fate fate, size_t count, std::mt19937_64& random) {
    switch (fate) {
        case fate::nothing:
        case fate::any:
            return 0;
        case fate::everything:
            return count;
        case fate::beginning:
            return random() % (count + 1);
    }
    std::unreachable();
}

void lose(simulated_disk::inode& file, std::mt19937_64& random) {
    std::vector<change> pieces;
    for (const auto& change : file.pending)
        std::ranges::move(sectors_of(change), std::back_inserter(pieces));
    const auto fate = draw_fate(random);
    const auto kept = count_kept(fate, pieces.size(), random);
    const auto percent = fate == fate::any ? 10 + random() % 90 : 0;
    for (size_t i = 0; i < pieces.size(); ++i) {
        if (i < kept || random() % 100 < percent) apply_change(file.durable, pieces[i]);
    }
    file.now = file.durable;
    file.pending.clear();
}

}  // namespace

std::vector<std::string> simulated_disk::list(const std::filesystem::path& folder) const {
    if (is_off_) throw power_is_off{};
    std::vector<std::string> names;
    for (const auto& [path, node] : now_) {
        if (path.parent_path() == folder) names.push_back(path.filename());
    }
    return names;
}

std::string simulated_disk::read(const inode& from, uint64_t offset, size_t octets) const {
    if (is_off_) throw power_is_off{};
    return offset < from.now.size() ? from.now.substr(offset, octets) : "";
}

// A name that is there may have been left by a process that died before its sync: all are synced each time.
void simulated_disk::make_folder(const std::filesystem::path& folder) {
    if (is_off_) throw power_is_off{};
    if (folder == folder.root_path()) return;
    make_folder(folder.parent_path());
    if (!exists(folder)) {
        add_name({.path = folder, .becomes = std::make_shared<inode>(), .goes = {}});
        begin_operation();
    }
    sync_folder(folder.parent_path());
}

simulated_disk::node simulated_disk::open(const std::filesystem::path& path) const {
    if (is_off_) throw power_is_off{};
    const auto found = now_.find(path);
    return found == now_.end() ? nullptr : found->second;
}

simulated_disk::node simulated_disk::create(const std::filesystem::path& path) {
    if (auto old = open(path)) {
        resize(*old, 0);
        return old;
    }
    auto file = std::make_shared<inode>();
    file->is_honest = !is_lied_about(path);
    add_name({.path = path, .becomes = file, .goes = {}});
    begin_operation();
    return file;
}

void simulated_disk::unlink(const std::filesystem::path& path) {
    if (open(path)) add_name({.path = path, .becomes = nullptr, .goes = {}});
    begin_operation();
}

void simulated_disk::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (auto file = open(from)) add_name({.path = to, .becomes = std::move(file), .goes = from});
    begin_operation();
}

void simulated_disk::write(inode& to, uint64_t offset, std::string_view octets) {
    change_file(to, {.offset = offset, .octets = std::string{octets}});
}

void simulated_disk::resize(inode& to, uint64_t octets) {
    change_file(to, {.offset = octets, .is_resize = true});
}

// It has reached the system's memory when the machine stops in the middle of it; what of it reaches the disk is chance.
void simulated_disk::change_file(inode& file, change change) {
    if (is_off_) throw power_is_off{};
    apply_change(file.now, change);
    file.pending.push_back(std::move(change));
    begin_operation();
}

// When the machine stops in the middle of it, nothing is sure.
void simulated_disk::sync(inode& what) {
    begin_operation();
    if (!what.is_honest) return;
    for (const auto& change : std::exchange(what.pending, {}))
        apply_change(what.durable, change);
}

void simulated_disk::sync_folder(const std::filesystem::path& folder) {
    begin_operation();
    if (lies_.folders) return;
    std::erase_if(pending_names_, [&](const name_change& change) {
        if (change.path.parent_path() != folder) return false;
        apply_name(durable_names_, change);
        return true;
    });
}

void simulated_disk::start() {
    is_off_ = false;
    stop_at_ = 0;
    stop_after_names_ = {};
}

void simulated_disk::start_after_cut(std::mt19937_64& random) {
    keep_names(random);
    drop_lost_folders();
    now_ = durable_names_;
    for (auto& [path, file] : now_)
        lose(*file, random);
    start();
}

void simulated_disk::begin_operation() {
    if (is_off_) throw power_is_off{};
    if (++operations_ != stop_at_) return;
    is_off_ = true;
    throw power_is_off{};
}

void simulated_disk::apply_name(std::map<std::filesystem::path, node>& names, const name_change& change) {
    if (change.becomes) names[change.path] = change.becomes;
    if (!change.becomes) names.erase(change.path);
    names.erase(change.goes);
}

void simulated_disk::add_name(name_change change) {
    apply_name(now_, change);
    pending_names_.push_back(std::move(change));
    auto& [names, operations] = stop_after_names_;
    if (names > 0 && --names == 0) stop_after(operations);
}

bool simulated_disk::is_lied_about(const std::filesystem::path& path) const {
    if (lies_.sync_suffix.empty()) return false;
    return lies_.sync_suffix == "*" || path.string().ends_with(lies_.sync_suffix);
}

void simulated_disk::keep_names(std::mt19937_64& random) {
    const auto fate = draw_fate(random);
    const auto kept = count_kept(fate, pending_names_.size(), random);
    for (size_t i = 0; i < pending_names_.size(); ++i) {
        const auto& change = pending_names_[i];
        if (i >= kept && (fate != fate::any || random() % 2 == 0)) continue;
        apply_name(durable_names_, change);
    }
    pending_names_.clear();
}

// What lies in a folder whose own name was lost is lost with it.
void simulated_disk::drop_lost_folders() {
    std::erase_if(durable_names_, [this](const auto& entry) {
        const auto folder = entry.first.parent_path();
        return folder != folder.root_path() && !durable_names_.contains(folder);
    });
}

}  // namespace kaskad::store::testing
