#include "gateway/ported_sort.hpp"

#include "core/assert.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr size_t READ_ENTRIES = 8 * 1024;

bool write_all(int file, const char* octets, size_t count, uint64_t offset) {
    while (count > 0) {
        const auto written = ::pwrite(file, octets, count, static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        octets += written;
        count -= static_cast<size_t>(written);
        offset += static_cast<uint64_t>(written);
    }
    return true;
}

bool read_all(int file, char* octets, size_t count, uint64_t offset) {
    while (count > 0) {
        const auto got = ::pread(file, octets, count, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        octets += got;
        count -= static_cast<size_t>(got);
        offset += static_cast<uint64_t>(got);
    }
    return true;
}

}  // namespace

ported_sort::ported_sort(std::string folder, size_t part_entries)
    : folder_{std::move(folder)}, part_entries_{part_entries} {
    held_.reserve(part_entries_);
}

bool ported_sort::add(uint64_t entry) {
    ASSERT(!is_giving_);
    if (held_.size() == part_entries_) put_aside();
    if (!failure_.empty()) return false;
    held_.push_back(entry);
    ++size_;
    return true;
}

bool ported_sort::open_file() {
    if (file_.is_open()) return true;
    file_ = file_descriptor{::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};
    return file_.is_open();
}

void ported_sort::put_aside() {
    if (parts_.size() == SORT_PARTS_MAX) {
        failure_ = fmt::format("more than {} entries", part_entries_ * SORT_PARTS_MAX);
        return;
    }
    std::ranges::sort(held_);
    const size_t octets = held_.size() * sizeof(uint64_t);
    if (!open_file() || !write_all(file_.number(), reinterpret_cast<const char*>(held_.data()), octets, file_octets_)) {
        failure_ = fmt::format("cannot put entries aside in {}: {}", folder_, std::strerror(errno));
        return;
    }
    parts_.push_back({.from = file_octets_, .to = file_octets_ + octets});
    file_octets_ += octets;
    held_.clear();
}

// False: the part is at its end, or cannot be read.
bool ported_sort::read_more(part& of) {
    const size_t count = std::min<uint64_t>(READ_ENTRIES, (of.to - of.from) / sizeof(uint64_t));
    of.place = 0;
    of.read.resize(count);
    if (count == 0) return false;
    if (!read_all(file_.number(), reinterpret_cast<char*>(of.read.data()), count * sizeof(uint64_t), of.from)) {
        failure_ = fmt::format("cannot read back what was put aside in {}: {}", folder_, std::strerror(errno));
        return false;
    }
    of.from += count * sizeof(uint64_t);
    return true;
}

// What is still held is the last part: it needs no way over the file.
void ported_sort::begin_giving() {
    is_giving_ = true;
    std::ranges::sort(held_);
    for (auto& one : parts_)
        read_more(one);
    parts_.push_back({.read = std::move(held_)});
    for (size_t index = 0; index < parts_.size(); ++index) {
        if (!parts_[index].read.empty()) heap_.push_back(index);
    }
    std::ranges::make_heap(heap_, std::greater{}, [this](size_t index) { return parts_[index].read.front(); });
}

std::optional<uint64_t> ported_sort::next() {
    if (!is_giving_) begin_giving();
    if (heap_.empty() || !failure_.empty()) return std::nullopt;
    const auto least = [this](size_t index) { return parts_[index].read[parts_[index].place]; };
    std::ranges::pop_heap(heap_, std::greater{}, least);
    auto& from = parts_[heap_.back()];
    const uint64_t entry = from.read[from.place++];
    if (from.place == from.read.size() && !read_more(from)) {
        heap_.pop_back();
    } else {
        std::ranges::push_heap(heap_, std::greater{}, least);
    }
    return entry;
}

}  // namespace kaskad::gateway
