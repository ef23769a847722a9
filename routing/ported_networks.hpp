#pragma once

#include "routing/ported_entry.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// The networks that a file of ported numbers names, each once, in the order in which they came. Bounded by what an
// entry can point to.

namespace kaskad::routing {

class ported_networks {
  public:
    const std::vector<std::string>& names() const { return names_; }

    // The index of the network, a new one if it was not there. Empty: there are 16,383 others already.
    std::optional<uint32_t> add(std::string_view mccmnc);

  private:
    struct text_hash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };

    std::vector<std::string> names_;
    std::unordered_map<std::string, uint32_t, text_hash, std::equal_to<>> places_;
};

}  // namespace kaskad::routing
