#pragma once

#include "core/id.hpp"

#include <cstddef>
#include <string>
#include <vector>

// Where a request for clients or their money is made: on whose behalf, and the address's words.

namespace kaskad::gateway::api {

struct place {
    core::client_id seller;          // the reseller who asks; 0 = we do
    std::vector<std::string> words;  // behind "/v1/" or "/v1/admin/": clients, {name}, keys, {key}

    std::string word(size_t number) const { return number < words.size() ? words[number] : std::string{}; }
};

}  // namespace kaskad::gateway::api
