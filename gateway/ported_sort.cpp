#include "gateway/ported_sort.hpp"

#include "core/assert.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <span>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr size_t READ_ENTRIES = 8 * 1024;

}  // namespace

ported_sort::ported_sort(std::string folder, size_t part_entries)
    : part_entries_{part_entries}, file_{std::move(folder)} {
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

void ported_sort::put_aside() {
    if (parts_.size() == SORT_PARTS_MAX) {
        failure_ = fmt::format("more than {} entries", part_entries_ * SORT_PARTS_MAX);
        return;
    }
    std::ranges::sort(held_);
    const auto from = file_.octets();
    file_.append(std::as_bytes(std::span{held_}));
    failure_ = file_.failure();
    if (!failure_.empty()) return;
    parts_.push_back({.from = from, .to = file_.octets()});
    held_.clear();
}

// False: the part is at its end, or cannot be read.
bool ported_sort::read_more(part& of) {
    const size_t count = std::min<uint64_t>(READ_ENTRIES, (of.to - of.from) / sizeof(uint64_t));
    of.place = 0;
    of.read.resize(count);
    if (count == 0) return false;
    if (!file_.read(of.from, std::as_writable_bytes(std::span{of.read}))) {
        failure_ = file_.failure();
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
