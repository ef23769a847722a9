#pragma once

#include "engine/facts/declaration.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// Whose texts from handsets are, as the clients' declarations say. The nearest declaration counts: a whole number
// before a prefix, a longer prefix before a shorter one; there, one for the link before one for all, and the longest
// keyword that fits. One that fits nothing there leaves the text to the next prefix. Pure.

namespace kaskad::engine {

struct number_owner {
    core::client_id client;
    core::endpoint_id endpoint;  // 0 = nobody is told
    std::string keyword;         // as declared
};

class number_owners {
  public:
    number_owners() = default;
    number_owners(const std::map<core::client_id, facts::client>& clients,
                  const std::map<core::endpoint_id, facts::endpoint>& endpoints);

    // Whether texts to this number may be somebody's; with keywords it depends on the text.
    bool has_any(std::string_view link, std::string_view number) const;
    // Null: nobody's.
    const number_owner* find(std::string_view link, std::string_view number, std::string_view text) const;

  private:
    struct rule {
        number_owner owner;
        std::string link;
        std::string folded_keyword;
    };
    using rules = std::vector<rule>;  // in order of precedence

    // Calls visit(rules) for each place that fits, the nearest first, until it returns true.
    template <typename Visit>
    bool visit_places(std::string_view number, Visit visit) const;

    std::unordered_map<std::string, rules> numbers_;
    std::unordered_map<std::string, rules> prefixes_;
    size_t prefix_length_max_ = 0;
};

}  // namespace kaskad::engine
