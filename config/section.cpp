#include "config/section.hpp"

namespace kaskad::config {

position written::at(std::string_view key) const {
    if (source == nullptr) return {};
    const auto* found = source->find(key);
    return found == nullptr ? source->at : found->at;
}

place place::inside(std::string_view key) const {
    return {found, path.empty() ? std::string{key} : path + "." + std::string{key}};
}

}  // namespace kaskad::config
