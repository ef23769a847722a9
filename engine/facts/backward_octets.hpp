#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

// Octets that are put one before the other, from the last to the first. Most records need no memory but its own.

namespace kaskad::facts::wire {

class backward_octets {
  public:
    size_t size() const { return static_cast<size_t>(end_ - begin_); }
    std::string_view view() const { return {begin_, size()}; }
    void clear() { begin_ = end_; }

    // Before all that is there.
    char* put(size_t octets) {
        if (static_cast<size_t>(begin_ - room_) < octets) grow(octets);
        begin_ -= octets;
        return begin_;
    }

  private:
    void grow(size_t octets) {
        const size_t room = 2 * static_cast<size_t>(end_ - room_) + octets;
        auto larger = std::make_unique_for_overwrite<char[]>(room);
        auto* end = larger.get() + room;
        begin_ = std::copy_backward(begin_, end_, end);
        end_ = end;
        room_ = larger.get();
        larger_ = std::move(larger);
    }

    std::array<char, 4096> small_;  // left as it is
    std::unique_ptr<char[]> larger_;
    char* room_ = small_.data();
    char* end_ = small_.data() + small_.size();
    char* begin_ = end_;
};

}  // namespace kaskad::facts::wire
