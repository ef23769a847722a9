#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

// Chance from a key: the same key, the same draws, on every machine and whoever asks. The truth's; contestants get keys
// only.

namespace kaskad::bench::routing {

// Spreads the bits of a key (SplitMix64).
inline uint64_t mixed(uint64_t value) {
    value += 0x9e3779b97f4a7c15;
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
    value = (value ^ value >> 27) * 0x94d049bb133111eb;
    return value ^ value >> 31;
}

class chance {
  public:
    explicit chance(uint64_t key) : state_{mixed(key)} {}

    uint64_t whole() { return state_ = mixed(state_); }
    double even() { return (static_cast<double>(whole() >> 11) + 0.5) * 0x1.0p-53; }
    double between(double low, double high) { return low + (high - low) * even(); }
    bool holds(double share) { return even() < share; }
    double normal() { return std::sqrt(-2 * std::log(even())) * std::cos(2 * std::numbers::pi * even()); }
    double exponential(double mean) { return -mean * std::log(even()); }
    double lognormal(double median, double spread) { return median * std::exp(spread * normal()); }

  private:
    uint64_t state_;
};

inline double logit(double p) {
    return std::log(p / (1 - p));
}

inline double from_logit(double x) {
    return 1 / (1 + std::exp(-x));
}

}  // namespace kaskad::bench::routing
