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
    insert_index(number);
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

size_t window::distance(size_t position) const {
    const size_t ideal = home(slots_[index_[position]].value.sequence_number);
    return (position - ideal) & (index_.size() - 1);
}

std::optional<size_t> window::find(uint32_t sequence_number) const {
    size_t position = home(sequence_number);
    for (size_t far = 0; index_[position] != NONE && distance(position) >= far; ++far) {
        if (slots_[index_[position]].value.sequence_number == sequence_number) return position;
        position = next(position);
    }
    return std::nullopt;
}

void window::insert_index(uint32_t slot_number) {
    size_t position = home(slots_[slot_number].value.sequence_number);
    for (size_t far = 0; index_[position] != NONE; ++far) {
        const size_t other = distance(position);
        if (other < far) {
            std::swap(index_[position], slot_number);
            far = other;
        }
        position = next(position);
    }
    index_[position] = slot_number;
}

void window::erase_index(size_t position) {
    for (size_t from = next(position); index_[from] != NONE && distance(from) > 0; from = next(from)) {
        index_[position] = index_[from];
        position = from;
    }
    index_[position] = NONE;
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
