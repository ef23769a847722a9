#pragma once

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>

// Where chance begins in the random tests here: printed, and KASKAD_SEED repeats a failed run.

namespace kaskad::billing {

inline uint64_t choose_seed() {
    const char* given = std::getenv("KASKAD_SEED");
    const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::cout << "KASKAD_SEED=" << seed << "\n";
    return seed;
}

}  // namespace kaskad::billing
