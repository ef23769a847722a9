#include "billing/reconciliation/category.hpp"

#include <algorithm>

namespace kaskad::billing::reconciliation {

std::string_view to_string(category of) {
    switch (of) {
        case category::exact:
            return "exact";
        case category::ours_only:
            return "ours_only";
        case category::theirs_only:
            return "theirs_only";
        case category::duplicate_theirs:
            return "duplicate_theirs";
        case category::status:
            return "status";
        case category::parts:
            return "parts";
        case category::price:
            return "price";
        case category::network:
            return "network";
        case category::period_cut_off:
            return "period_cut_off";
        case category::late:
            return "late";
        case category::currency:
            return "currency";
        case category::rounding:
            return "rounding";
    }
    return {};
}

std::array<category, CATEGORIES> all_categories() {
    std::array<category, CATEGORIES> all{};
    for (size_t index = 0; index < CATEGORIES; ++index)
        all[index] = static_cast<category>(index);
    return all;
}

std::optional<category> parse_category(std::string_view text) {
    for (const auto each : all_categories())
        if (to_string(each) == text) return each;
    return std::nullopt;
}

}  // namespace kaskad::billing::reconciliation
