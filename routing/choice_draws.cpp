#include "routing/choice_draws.hpp"

#include <cmath>
#include <numbers>
#include <utility>

namespace kaskad::routing {

namespace {

// Of the standard normal distribution: bisection, once for each draw of a table.
double quantile(double share) {
    double low = -8;
    double high = 8;
    for (int round = 0; round < 60; ++round) {
        const double middle = (low + high) / 2;
        (0.5 * std::erfc(-middle / std::numbers::sqrt2) < share ? low : high) = middle;
    }
    return low;
}

}  // namespace

uint64_t stirred(uint64_t value) {
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
    value = (value ^ value >> 27) * 0x94d049bb133111eb;
    return value ^ value >> 31;
}

// Each option meets each of the same evenly spread quantiles once, in an order of its own (a Latin square's row).
choice_draws make_choice_draws() {
    std::array<double, CHOICE_DRAWS> quantiles{};
    for (size_t draw = 0; draw < CHOICE_DRAWS; ++draw)
        quantiles[draw] = quantile((static_cast<double>(draw) + 0.5) / CHOICE_DRAWS);
    choice_draws table{};
    for (size_t option = 0; option < CHOICE_OPTIONS_MAX; ++option) {
        table[option] = quantiles;
        for (size_t place = CHOICE_DRAWS - 1; place > 0; --place) {
            const auto other = stirred(option * CHOICE_DRAWS + place + 1) % (place + 1);
            std::swap(table[option][place], table[option][other]);
        }
    }
    return table;
}

}  // namespace kaskad::routing
