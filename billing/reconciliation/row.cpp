#include "billing/reconciliation/row.hpp"

#include "core/small_letters.hpp"

#include <functional>
#include <string>

namespace kaskad::billing::reconciliation {

uint32_t sender_digest(std::string_view sender) {
    if (sender.starts_with('+')) sender.remove_prefix(1);
    if (sender.empty()) return 0;
    const auto digest = static_cast<uint32_t>(std::hash<std::string>{}(core::in_small_letters(sender)));
    return digest == 0 ? 1 : digest;
}

}  // namespace kaskad::billing::reconciliation
