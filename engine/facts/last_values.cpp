#include "engine/facts/last_values.hpp"

#include <cstddef>
#include <ranges>
#include <utility>

namespace kaskad::facts {

void last_values::keep(group& value) {
    messages_.clear();
    accounts_.clear();
    has_node_ = false;
    for (auto& fact : value.facts | std::views::reverse) {
        auto& changes = fact.changes;
        for (size_t place = changes.size(); place-- > 0;) {
            if (!changes[place].gone && !is_last(changes[place].after))
                changes.erase(changes.begin() + static_cast<std::ptrdiff_t>(place));
        }
    }
}

bool last_values::is_last(const record& value) {
    if (const auto* message = std::get_if<facts::message>(&value)) return messages_.insert(message->id.value).second;
    if (const auto* account = std::get_if<billing::account>(&value)) return accounts_.insert(account->id.value).second;
    if (std::holds_alternative<facts::node>(value)) return !std::exchange(has_node_, true);
    return true;
}

}  // namespace kaskad::facts
