#include "engine/sender_types.hpp"

#include <algorithm>

namespace kaskad::engine {

bool is_network(const std::string& name, const facts::message& value) {
    return name == value.country || (!name.empty() && (name == value.network || name == value.operator_group));
}

routing::sender_type sender_type_of(const std::vector<facts::sender_rule>& rules, const facts::message& value) {
    const auto fits = [&](const facts::sender_rule& rule) {
        return (rule.sender.empty() || rule.sender == value.sender) &&
               (rule.network.empty() || is_network(rule.network, value));
    };
    const auto found = std::ranges::find_if(rules, fits);
    return found == rules.end() ? routing::sender_type::any : found->type;
}

}  // namespace kaskad::engine
