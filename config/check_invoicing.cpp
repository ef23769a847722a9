#include "config/check.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace kaskad::config {

namespace {

// Of a key of the index-th [[name]]; as many were read as stand there, unless something else was said.
position place_in(const value& root, std::string_view name, size_t index, std::string_view key) {
    const auto* list = root.find(name);
    if (list == nullptr || index >= list->items.size()) return {};
    const auto& table = list->items[index];
    const auto* found = table.find(key);
    return found ? found->at : table.at;
}

}  // namespace

void check_invoicing(const process_options& read, const value& root, problems& found) {
    std::set<std::string_view> names;
    for (size_t index = 0; index < read.sellers.size(); ++index) {
        const auto& name = read.sellers[index].name;
        if (name.empty() || names.insert(name).second) continue;
        found.add(place_in(root, "seller", index, "name"), "seller.name",
                  fmt::format("\"{}\" stands there twice", name));
    }
    std::set<std::pair<std::string_view, uint32_t>> rates;
    for (size_t index = 0; index < read.taxes.size(); ++index) {
        const auto& rate = read.taxes[index];
        if (rate.code.empty() || rates.insert({rate.code, rate.from_day}).second) continue;
        found.add(place_in(root, "tax", index, "from"), "tax.from",
                  fmt::format("\"{}\" has another rate from this day on", rate.code));
    }
}

}  // namespace kaskad::config
