#include "gateway/simulators/delay_law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>

namespace kaskad::gateway::simulators {

namespace {

constexpr double P95_SIGMAS = 1.6448536269514722;  // the 95 % quantile of the standard normal distribution

// The inverse of the normal distribution by bisection of erf: exact enough for delays, and without a table.
double normal_quantile(double probability) {
    double low = -8;
    double high = 8;
    for (int step = 0; step < 50; ++step) {
        const double middle = (low + high) / 2;
        const double below = std::erfc(-middle / std::numbers::sqrt2) / 2;
        (below < probability ? low : high) = middle;
    }
    return (low + high) / 2;
}

std::optional<int64_t> parse_ms(std::string_view text) {
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_whole = error == std::errc{} && end == text.data() + text.size();
    return is_whole && value >= 0 && value <= DELAY_MAX_MS ? std::optional{value} : std::nullopt;
}

std::optional<delay_law> parse_pair(delay_law::kind kind, std::string_view text, char separator) {
    const auto at = text.find(separator);
    if (at == std::string_view::npos) return std::nullopt;
    const auto first = parse_ms(text.substr(0, at));
    const auto second = parse_ms(text.substr(at + 1));
    if (!first || !second || *second < *first) return std::nullopt;
    if (kind == delay_law::kind::lognormal && *first == 0) return std::nullopt;
    return delay_law{kind, *first, *second};
}

std::optional<delay_law> parse(std::string_view text) {
    constexpr std::string_view LOGNORMAL = "lognormal:";
    if (text.starts_with(LOGNORMAL)) {
        return parse_pair(delay_law::kind::lognormal, text.substr(LOGNORMAL.size()), '/');
    }
    if (text.contains('-')) return parse_pair(delay_law::kind::uniform, text, '-');
    const auto fixed = parse_ms(text);
    return fixed ? std::optional{delay_law{delay_law::kind::fixed, *fixed, 0}} : std::nullopt;
}

}  // namespace

int64_t delay_law::delay_ms(double draw) const {
    switch (is) {
        case kind::fixed:
            return first_ms;
        case kind::uniform:
            return first_ms + static_cast<int64_t>(draw * static_cast<double>(second_ms - first_ms + 1));
        case kind::lognormal: {
            const double median = std::log(static_cast<double>(first_ms));
            const double sigma = (std::log(static_cast<double>(second_ms)) - median) / P95_SIGMAS;
            const double delay = std::exp(median + sigma * normal_quantile(draw));
            return static_cast<int64_t>(std::min(delay, static_cast<double>(DELAY_MAX_MS)));
        }
    }
    return first_ms;
}

std::expected<delay_law, std::string> parse_delay_law(std::string_view text) {
    if (const auto law = parse(text)) return *law;
    return std::unexpected(fmt::format(
        "\"{}\" is no delay: expected milliseconds like 500, a range like 200-3000, or lognormal:MEDIAN/P95", text));
}

std::string to_string(const delay_law& law) {
    switch (law.is) {
        case delay_law::kind::fixed:
            return fmt::format("{}", law.first_ms);
        case delay_law::kind::uniform:
            return fmt::format("{}-{}", law.first_ms, law.second_ms);
        case delay_law::kind::lognormal:
            return fmt::format("lognormal:{}/{}", law.first_ms, law.second_ms);
    }
    return {};
}

}  // namespace kaskad::gateway::simulators
