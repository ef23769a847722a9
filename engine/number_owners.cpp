#include "engine/number_owners.hpp"

#include "engine/keyword.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace kaskad::engine {

namespace {

core::endpoint_id find_endpoint(const std::map<core::endpoint_id, facts::endpoint>& endpoints, core::client_id client,
                                const std::string& name) {
    if (name.empty()) return {};
    const auto found = std::ranges::find_if(
        endpoints, [&](const auto& entry) { return entry.second.client == client && entry.second.name == name; });
    return found == endpoints.end() ? core::endpoint_id{} : found->first;
}

}  // namespace

number_owners::number_owners(const std::map<core::client_id, facts::client>& clients,
                             const std::map<core::endpoint_id, facts::endpoint>& endpoints) {
    for (const auto& [id, client] : clients) {
        if (client.digest.empty()) continue;  // it was removed
        for (const auto& number : client.numbers) {
            auto& place = (number.is_prefix ? prefixes_ : numbers_)[number.address];
            if (number.is_prefix) prefix_length_max_ = std::max(prefix_length_max_, number.address.size());
            place.push_back({.owner = {id, find_endpoint(endpoints, id, number.endpoint), number.keyword},
                             .link = number.link,
                             .folded_keyword = fold_words(number.keyword)});
        }
    }
    const auto precedence = [](const rule& value) {
        return std::tuple{value.link.empty(), -static_cast<int64_t>(value.folded_keyword.size()), value.owner.client};
    };
    for (auto* places : {&numbers_, &prefixes_}) {
        for (auto& [address, place] : *places)
            std::ranges::sort(place, {}, precedence);
    }
}

template <typename Visit>
bool number_owners::visit_places(std::string_view number, Visit visit) const {
    if (const auto place = numbers_.find(std::string{number}); place != numbers_.end() && visit(place->second))
        return true;
    for (auto length = std::min(number.size(), prefix_length_max_); length > 0; --length) {
        const auto place = prefixes_.find(std::string{number.substr(0, length)});
        if (place != prefixes_.end() && visit(place->second)) return true;
    }
    return false;
}

bool number_owners::has_any(std::string_view link, std::string_view number) const {
    const auto fits = [&](const rule& each) { return each.link.empty() || each.link == link; };
    return visit_places(number, [&](const rules& place) { return std::ranges::any_of(place, fits); });
}

const number_owner* number_owners::find(std::string_view link, std::string_view number, std::string_view text) const {
    const auto folded = fold_words(text);
    const number_owner* owner = nullptr;
    visit_places(number, [&](const rules& place) {
        for (const auto& each : place) {
            if (!each.link.empty() && each.link != link) continue;
            if (!begins_with(folded, each.folded_keyword)) continue;
            owner = &each.owner;
            return true;
        }
        return false;
    });
    return owner;
}

}  // namespace kaskad::engine
