#pragma once

#include "core/assert.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>
#include <vector>

// An ordered set of small plain values at little more than their size: sorted arrays of a few hundred under a small
// tree. What comes in order fills its arrays; what goes shrinks them. A node-based set takes four times the memory.

namespace kaskad::engine {

template <typename T>
class sorted_chunks {
  public:
    bool empty() const { return size_ == 0; }
    size_t size() const { return size_; }
    const T& front() const { return chunks_.begin()->second.front(); }
    const T& back() const { return std::prev(chunks_.end())->second.back(); }

    // The first that is not less than the value; nullptr = none. Valid until the next change.
    const T* lower_bound(const T& value) const {
        auto chunk = chunk_of(value);
        if (chunk == chunks_.end()) return nullptr;
        const auto place = std::lower_bound(chunk->second.begin(), chunk->second.end(), value);
        if (place != chunk->second.end()) return &*place;
        ++chunk;
        return chunk == chunks_.end() ? nullptr : &chunk->second.front();
    }

    bool contains(const T& value) const {
        const auto* found = lower_bound(value);
        return found && !(value < *found);
    }

    // False: it was there.
    bool insert(const T& value) {
        auto chunk = chunk_of(value);
        if (chunk == chunks_.end()) {
            chunks_[value] = {value};
            ++size_;
            return true;
        }
        if (value < chunk->first) chunk = begin_at(value);
        auto& values = chunk->second;
        const auto place = std::lower_bound(values.begin(), values.end(), value);
        if (place != values.end() && !(value < *place)) return false;
        ++size_;
        if (values.size() < CHUNK_MAX) {
            const auto offset = place - values.begin();
            make_room(values);
            values.insert(values.begin() + offset, value);
        } else if (place == values.end()) {
            chunks_[value] = {value};
        } else {
            split(chunk, value);
        }
        return true;
    }

    // False: it was not there.
    bool erase(const T& value) {
        const auto chunk = chunk_of(value);
        if (chunk == chunks_.end()) return false;
        auto& values = chunk->second;
        const auto place = std::lower_bound(values.begin(), values.end(), value);
        if (place == values.end() || value < *place) return false;
        --size_;
        values.erase(place);
        if (values.empty()) {
            chunks_.erase(chunk);
        } else if (values.size() < values.capacity() / 4) {
            values.shrink_to_fit();
            join(chunk);
        }
        return true;
    }

    // Calls visit with each value in order until it returns false.
    template <typename Visit>
    void each(Visit&& visit) const {
        for (const auto& [first, values] : chunks_) {
            for (const auto& value : values) {
                if (!visit(value)) return;
            }
        }
    }

  private:
    using chunks = std::map<T, std::vector<T>>;

    static constexpr size_t CHUNK_MAX = 256;

    // The last chunk that begins no later; the first one takes what is less than all. Between calls a chunk's key is
    // never more than its first value.
    typename chunks::const_iterator chunk_of(const T& value) const {
        auto above = chunks_.upper_bound(value);
        return above == chunks_.begin() ? above : std::prev(above);
    }
    typename chunks::iterator chunk_of(const T& value) {
        auto above = chunks_.upper_bound(value);
        return above == chunks_.begin() ? above : std::prev(above);
    }

    // The first chunk takes what is less than all.
    typename chunks::iterator begin_at(const T& value) {
        auto first = chunks_.extract(chunks_.begin());
        first.key() = value;
        return chunks_.insert(chunks_.begin(), std::move(first));
    }

    // Half as much again, for twice would leave arrays half empty.
    static void make_room(std::vector<T>& values) {
        if (values.size() == values.capacity())
            values.reserve(std::min(CHUNK_MAX, values.size() + values.size() / 2 + 4));
    }

    void split(typename chunks::iterator chunk, const T& value) {
        auto& lower = chunk->second;
        const auto middle = lower.begin() + CHUNK_MAX / 2;
        std::vector<T> upper{middle, lower.end()};
        lower.erase(middle, lower.end());
        auto& into = value < upper.front() ? lower : upper;
        into.insert(std::lower_bound(into.begin(), into.end(), value), value);
        const auto key = upper.front();
        chunks_.emplace_hint(std::next(chunk), key, std::move(upper));
    }

    // Small neighbours become one, so that arrays do not wither.
    void join(typename chunks::iterator chunk) {
        const auto next = std::next(chunk);
        if (next == chunks_.end() || chunk->second.size() + next->second.size() > CHUNK_MAX / 2) return;
        chunk->second.insert(chunk->second.end(), next->second.begin(), next->second.end());
        chunks_.erase(next);
    }

    chunks chunks_;
    size_t size_ = 0;
};

}  // namespace kaskad::engine
