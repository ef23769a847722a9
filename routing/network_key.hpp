#pragma once

#include "core/id.hpp"
#include "routing/number_plan.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

// A network as one number, for tables that hold many of them. Where its code is not known, the operator is the network,
// and where only the country is known, the country.

namespace kaskad::routing {

// 0 = neither is known.
using network_key = core::id<struct network_tag, uint32_t>;

// `network` as the number plan gives it: a malformed code counts as none.
network_key network_key_of(const network& network);
// `name` is its code or, of another form, the operator's; empty = only the country is known.
network_key network_key_of(std::string_view name, std::string_view country);

// A link for one network; network 0: the whole link, or all that is not known better.
struct link_network {
    core::link_id link;
    network_key network;

    friend bool operator==(const link_network&, const link_network&) = default;
};

struct link_network_hash {
    size_t operator()(const link_network& value) const;
};

}  // namespace kaskad::routing
