#include "billing/reconciliation/row.hpp"

#include <algorithm>
#include <functional>
#include <string>

namespace kaskad::billing::reconciliation {

uint32_t sender_digest(std::string_view sender) {
    if (sender.starts_with('+')) sender.remove_prefix(1);
    if (sender.empty()) return 0;
    std::string folded{sender};
    std::ranges::transform(folded, folded.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const auto digest = static_cast<uint32_t>(std::hash<std::string>{}(folded));
    return digest == 0 ? 1 : digest;
}

}  // namespace kaskad::billing::reconciliation
