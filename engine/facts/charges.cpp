#include "engine/facts/charges.hpp"

#include "core/assert.hpp"

#include <utility>

namespace kaskad::facts {

size_t charge_levels(const message& value) {
    return 1 + value.levels.size();
}

const billing::reservation& charge_at(const message& value, size_t level) {
    if (level == 0) return value.charge;
    ASSERT(level <= value.levels.size());
    return value.levels[level - 1].charge;
}

billing::reservation& charge_at(message& value, size_t level) {
    return const_cast<billing::reservation&>(charge_at(std::as_const(value), level));
}

core::client_id payer_at(const message& value, size_t level) {
    return level == 0 ? value.client : value.levels.at(level - 1).client;
}

charge_moment moment_at(const message& value, size_t level) {
    return level == 0 ? value.moment : value.levels.at(level - 1).moment;
}

const billing::reservation& our_charge(const message& value) {
    return charge_at(value, value.levels.size());
}

}  // namespace kaskad::facts
