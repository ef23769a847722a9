#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

// Why an operator's total and ours differ: each difference is of one of these.

namespace kaskad::billing::reconciliation {

enum class category : uint8_t {
    exact = 0,
    ours_only = 1,
    theirs_only = 2,
    duplicate_theirs = 3,
    status = 4,          // one side says delivered, the other failed
    parts = 5,           // as many parts more or less, at our price
    price = 6,           // the same parts at another price
    network = 7,         // another price for another network
    period_cut_off = 8,  // on their side of the period's end, or its beginning
    late = 9,            // they have it much later than we sent it
    currency = 10,
    rounding = 11,
};

inline constexpr size_t CATEGORIES = 12;

std::string_view to_string(category of);
std::optional<category> parse_category(std::string_view text);
std::array<category, CATEGORIES> all_categories();

}  // namespace kaskad::billing::reconciliation
