#pragma once

#include "routing/decision.hpp"
#include "routing/number_plan.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

// Which network a number is in, and who said so: the plan, by its rules, or somebody who named the network's code. Of
// two words the asker chooses; here is only what a word means.

namespace kaskad::routing {

// utc_ms: of when the rule is; 0 = as old as the plan.
struct known_network {
    routing::network network;
    network_rule rule = network_rule::prefix;
    int64_t utc_ms = 0;

    friend bool operator==(const known_network&, const known_network&) = default;
};

// By the plan alone.
known_network network_of_match(const network_match& match);

// The network that has this code, for a number of this country: as the plan describes it, or, where the plan has no
// such network, by its code alone. Nothing: it is no code, or one of another country, as a supplier names it whose
// phone is abroad; numbers are ported within a country only.
std::optional<network> network_of_code(const number_plan& plan, std::string_view mccmnc, std::string_view country);

// The plan did not say it: it was looked up, learnt, ported, or supplied.
constexpr bool is_named(network_rule rule) {
    return rule > network_rule::country;
}

}  // namespace kaskad::routing
