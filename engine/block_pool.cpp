#include "engine/block_pool.hpp"

#include "core/assert.hpp"

#include <new>

namespace kaskad::engine {

block_pool::~block_pool() = default;

std::byte* block_pool::take(size_t octets) {
    ASSERT(octets > 0);
    if (octets > BLOCK_MAX) return static_cast<std::byte*>(::operator new(octets));
    auto*& first = free_[place_of(octets)];
    if (!first) return cut(place_of(octets));
    auto* block = first;
    first = block->next;
    return reinterpret_cast<std::byte*>(block);
}

void block_pool::give_back(std::byte* block, size_t octets) {
    if (octets > BLOCK_MAX) return ::operator delete(block);
    auto*& first = free_[place_of(octets)];
    first = new (block) free_block{first};
}

std::byte* block_pool::cut(size_t place) {
    const size_t octets = place * STEP;
    if (rest_octets_ < octets) {
        // What is left of the old piece is one block of its size.
        if (rest_octets_ > 0) give_back(rest_, rest_octets_);
        pieces_.push_back(std::make_unique_for_overwrite<std::byte[]>(PIECE));
        rest_ = pieces_.back().get();
        rest_octets_ = PIECE;
    }
    auto* block = rest_;
    rest_ += octets;
    rest_octets_ -= octets;
    return block;
}

}  // namespace kaskad::engine
