#include "gateway/ported_files.hpp"

#include <algorithm>
#include <sys/stat.h>
#include <utility>

namespace kaskad::gateway {

std::optional<routing::ported_network> ported_set::find(std::string_view digits) const {
    for (const auto& table : tables_) {
        const auto& numbers = table->numbers();
        if (const auto network = numbers.find(digits)) return routing::ported_network{*network, numbers.as_of_ms()};
    }
    return std::nullopt;
}

void ported_files::name(const std::vector<std::string>& files) {
    std::vector<named_file> named;
    for (const auto& path : files) {
        const auto known = std::ranges::find(files_, path, &named_file::path);
        auto& made = named.emplace_back(named_file{.path = path});
        if (known == files_.end()) continue;
        made.table = known->table;
        if (made.table && !known->is_told) made.seen = known->seen;
    }
    const auto is_same = [](const named_file& one, const named_file& other) { return one.path == other.path; };
    is_changed_ = is_changed_ || !std::ranges::equal(files_, named, is_same);
    files_ = std::move(named);
}

bool ported_files::look() {
    bool is_changed = std::exchange(is_changed_, false);
    for (auto& file : files_)
        is_changed = open(file) || is_changed;
    if (is_changed) make_set();
    return is_changed;
}

ported_files::identity ported_files::identity_of(const std::string& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return {};
    constexpr int64_t SECOND_NS = 1'000'000'000;
    return {found.st_dev, found.st_ino, static_cast<uint64_t>(found.st_size),
            found.st_mtim.tv_sec * SECOND_NS + found.st_mtim.tv_nsec};
}

// True: it is in use now.
bool ported_files::open(named_file& file) {
    const auto now = identity_of(file.path);
    if (now == file.seen && (file.table || file.is_told)) return false;
    file.seen = now;
    auto opened = ported_table::open(file.path);
    file.is_told = !opened;
    if (!opened) {
        events_.on_trouble(file.path, opened.error());
        return false;
    }
    file.table = std::move(*opened);
    events_.on_opened(file.path, file.table->numbers());
    return true;
}

void ported_files::make_set() {
    std::vector<std::shared_ptr<const ported_table>> tables;
    for (const auto& file : files_)
        if (file.table) tables.push_back(file.table);
    set_ = tables.empty() ? nullptr : std::make_shared<const ported_set>(std::move(tables));
}

}  // namespace kaskad::gateway
