#include "routing/price_row.hpp"

namespace kaskad::routing {

std::string_view to_string(price_scope value) {
    switch (value) {
        case price_scope::network:
            return "network";
        case price_scope::country:
            return "country";
        case price_scope::any:
            return "default";
        case price_scope::prefix:
            return "prefix";
        case price_scope::mcc:
            return "MCC";
    }
    return "unknown";
}

}  // namespace kaskad::routing
