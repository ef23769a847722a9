#include "routing/known_network.hpp"

#include "routing/codes.hpp"

#include <algorithm>
#include <string>

namespace kaskad::routing {

namespace {

constexpr size_t MCC_DIGITS = 3;

// No network of the plan with this MCC is in the country, and some are elsewhere.
bool is_foreign(const number_plan& plan, std::string_view mcc, std::string_view country) {
    const auto known = plan.networks_of(mcc);
    return !known.empty() &&
           std::ranges::none_of(known, [&](uint32_t each) { return plan.at(each).country == country; });
}

network_rule rule_of(const network_match& match) {
    if (match.network->mccmnc.empty() && match.network->group.empty()) return network_rule::country;
    return match.is_range ? network_rule::range : network_rule::prefix;
}

}  // namespace

known_network network_of_match(const network_match& match) {
    return {.network = *match.network, .rule = rule_of(match)};
}

std::optional<network> network_of_code(const number_plan& plan, std::string_view mccmnc, std::string_view country) {
    if (!is_mccmnc(mccmnc)) return std::nullopt;
    bool is_known = false;
    for (const auto each : plan.networks_of(mccmnc)) {
        const auto& found = plan.at(each);
        if (found.mccmnc != mccmnc) continue;  // five digits may begin six others
        if (found.country == country) return found;
        is_known = true;
    }
    if (is_known || is_foreign(plan, mccmnc.substr(0, MCC_DIGITS), country)) return std::nullopt;
    return network{std::string{mccmnc}, std::string{country}, std::string{mccmnc}, {}};
}

}  // namespace kaskad::routing
