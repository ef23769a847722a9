#pragma once

#include <algorithm>
#include <string_view>

// Links, clients and endpoints by the name they are declared under. Looks at each: there are few, and who names one is
// a person or a declaration.

namespace kaskad::engine {

// Of a map from ids to records with a name; its end where there is none.
template <typename Map>
auto find_named(Map& map, std::string_view name) {
    return std::ranges::find_if(map, [&](const auto& entry) { return entry.second.name == name; });
}

}  // namespace kaskad::engine
