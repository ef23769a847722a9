#include "store/site.hpp"

#include <fmt/format.h>

#include <string>

namespace kaskad::store {

std::string occupied_text(const std::string& place, uint64_t position) {
    return fmt::format("{} holds an installation at position {}: it is left as it is. Name an empty place", place,
                       position);
}

}  // namespace kaskad::store
