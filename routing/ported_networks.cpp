#include "routing/ported_networks.hpp"

namespace kaskad::routing {

std::optional<uint32_t> ported_networks::add(std::string_view mccmnc) {
    const auto known = places_.find(mccmnc);
    if (known != places_.end()) return known->second;
    if (names_.size() == PORTED_NETWORKS_MAX) return std::nullopt;
    const auto place = static_cast<uint32_t>(names_.size());
    names_.emplace_back(mccmnc);
    places_.emplace(mccmnc, place);
    return place;
}

}  // namespace kaskad::routing
