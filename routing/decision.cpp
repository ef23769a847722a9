#include "routing/decision.hpp"

namespace kaskad::routing {

std::string_view to_string(route_outcome value) {
    switch (value) {
        case route_outcome::refused:
            return "refused";
        case route_outcome::chosen:
            return "chosen";
        case route_outcome::waits:
            return "waits";
    }
    return "unknown";
}

std::string_view to_string(network_rule value) {
    switch (value) {
        case network_rule::prefix:
            return "prefix";
        case network_rule::range:
            return "range";
        case network_rule::country:
            return "country";
        case network_rule::ported:
            return "ported";
        case network_rule::learnt:
            return "learnt";
        case network_rule::lookup:
            return "lookup";
        case network_rule::supplied:
            return "supplied";
    }
    return "unknown";
}

}  // namespace kaskad::routing
