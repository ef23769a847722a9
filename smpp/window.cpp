#include "smpp/window.hpp"

#include "core/assert.hpp"

#include <bit>
#include <utility>

namespace kaskad::smpp {

window::window(size_t capacity) : capacity_{capacity}, slots_(capacity), index_(std::bit_ceil(2 * capacity + 1), NONE) {
    ASSERT(capacity < NONE / 2);
    for (size_t i = capacity; i-- > 0;) {
        slots_[i].newer = free_;
        free_ = static_cast<uint32_t>(i);
    }
}

// A larger one is made anew, and what waits put into it in order.
void window::change_capacity(size_t capacity) {
    if (capacity <= slots_.size()) {
        capacity_ = capacity;
        return;
    }
    window larger{capacity};
    while (const auto next = take_oldest())
        larger.add(*next);
    *this = std::move(larger);
}

std::optional<int64_t> window::newest_deadline() const {
    if (is_empty()) return std::nullopt;
    return slots_[newest_].value.deadline_ms;
}

std::optional<int64_t> window::oldest_deadline() const {
    if (is_empty()) return std::nullopt;
    return slots_[oldest_].value.deadline_ms;
}

void window::add(const request& value) {
    ASSERT(!is_full());
    ASSERT(!contains(value.sequence_number));
    ASSERT(is_empty() || slots_[newest_].value.deadline_ms <= value.deadline_ms);

    const uint32_t number = free_;
    free_ = slots_[number].newer;
    slots_[number] = {value, newest_, NONE};
    (newest_ == NONE ? oldest_ : slots_[newest_].newer) = number;
    newest_ = number;
    ++size_;

    size_t position = home(value.sequence_number);
    while (index_[position] != NONE)
        position = (position + 1) & (index_.size() - 1);
    index_[position] = number;
}

std::optional<window::request> window::take(uint32_t sequence_number) {
    const auto position = find(sequence_number);
    if (!position) return std::nullopt;
    const uint32_t number = index_[*position];
    erase_index(*position);
    return release(number);
}

std::optional<window::request> window::take_oldest() {
    if (is_empty()) return std::nullopt;
    return take(slots_[oldest_].value.sequence_number);
}

std::optional<window::request> window::take_expired(int64_t now) {
    if (is_empty() || slots_[oldest_].value.deadline_ms > now) return std::nullopt;
    return take_oldest();
}

std::optional<size_t> window::find(uint32_t sequence_number) const {
    size_t position = home(sequence_number);
    while (index_[position] != NONE) {
        if (slots_[index_[position]].value.sequence_number == sequence_number) return position;
        position = (position + 1) & (index_.size() - 1);
    }
    return std::nullopt;
}

// Moves later entries of the same run back, so that no search ends early at the hole.
void window::erase_index(size_t position) {
    const size_t mask = index_.size() - 1;
    size_t hole = position;
    for (size_t next = (hole + 1) & mask; index_[next] != NONE; next = (next + 1) & mask) {
        const size_t ideal = home(slots_[index_[next]].value.sequence_number);
        if (((next - ideal) & mask) < ((next - hole) & mask)) continue;
        index_[hole] = index_[next];
        hole = next;
    }
    index_[hole] = NONE;
}

window::request window::release(uint32_t number) {
    slot& released = slots_[number];
    (released.older == NONE ? oldest_ : slots_[released.older].newer) = released.newer;
    (released.newer == NONE ? newest_ : slots_[released.newer].older) = released.older;
    released.newer = free_;
    free_ = number;
    --size_;
    return released.value;
}

}  // namespace kaskad::smpp
