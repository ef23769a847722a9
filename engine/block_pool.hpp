#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

// Room for many small blocks that come and go one by one: sizes in steps of 8 octets cut from large pieces, a freed
// block goes to the next of its size. No overhead a block; what was taken once is kept for later ones. Larger blocks
// are the heap's.

namespace kaskad::engine {

class block_pool {
  public:
    block_pool() = default;
    ~block_pool();
    block_pool(const block_pool&) = delete;
    block_pool& operator=(const block_pool&) = delete;

    // Aligned to 8 octets.
    std::byte* take(size_t octets);
    void give_back(std::byte* block, size_t octets);

  private:
    struct free_block {
        free_block* next = nullptr;
    };

    static constexpr size_t STEP = 8;
    static constexpr size_t BLOCK_MAX = 1'024;
    static constexpr size_t PIECE = 64 * 1'024;

    static size_t place_of(size_t octets) { return (octets + STEP - 1) / STEP; }
    std::byte* cut(size_t place);

    std::array<free_block*, BLOCK_MAX / STEP + 1> free_{};
    std::vector<std::unique_ptr<std::byte[]>> pieces_;
    std::byte* rest_ = nullptr;  // of the newest piece
    size_t rest_octets_ = 0;
};

}  // namespace kaskad::engine
