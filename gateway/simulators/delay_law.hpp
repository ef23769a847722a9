#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

// How long something takes: always the same, anything between two bounds, or log-normal as networks really are. Drawn
// from a number between 0 and 1, so that a seed decides.

namespace kaskad::gateway::simulators {

struct delay_law {
    enum class kind : uint8_t { fixed, uniform, lognormal };

    kind is = kind::fixed;
    int64_t first_ms = 0;   // fixed: the delay; uniform: the least; lognormal: the median
    int64_t second_ms = 0;  // uniform: the most; lognormal: 95 of 100 are below

    // `draw` in [0, 1). Never longer than DELAY_MAX_MS.
    int64_t delay_ms(double draw) const;

    friend bool operator==(const delay_law&, const delay_law&) = default;
};

inline constexpr int64_t DELAY_MAX_MS = 7LL * 24 * 3'600'000;

// "500" | "200-3000" | "lognormal:1500/20000" (median/p95), all in milliseconds. The error says what was expected.
std::expected<delay_law, std::string> parse_delay_law(std::string_view text);
std::string to_string(const delay_law& law);

}  // namespace kaskad::gateway::simulators
