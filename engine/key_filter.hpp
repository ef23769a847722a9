#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// A Bloom filter of the keys the database holds: "no" is certain, "perhaps" is looked up. 1 % false hits at a key for
// every 9.6 bits; beyond that it answers "perhaps" more often and stays right. bits: a power of two, from 64.

namespace kaskad::engine {

class key_filter {
  public:
    explicit key_filter(std::size_t bits);

    void add(uint64_t hash);
    bool may_contain(uint64_t hash) const;

  private:
    static constexpr int PROBES = 6;

    std::size_t mask_;
    std::vector<uint64_t> words_;
};

}  // namespace kaskad::engine
