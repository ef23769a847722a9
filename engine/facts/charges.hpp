#pragma once

#include "billing/reservation.hpp"
#include "engine/facts/message.hpp"

#include <cstddef>

// What a message is charged on each level: 0 is its client, above it the resellers up to the one who pays us.

namespace kaskad::facts {

// Most resellers above a client; with the client itself a tree is six levels deep.
inline constexpr size_t LEVELS_ABOVE_MAX = 5;

size_t charge_levels(const message& value);

// level: below charge_levels().
const billing::reservation& charge_at(const message& value, size_t level);
billing::reservation& charge_at(message& value, size_t level);
core::client_id payer_at(const message& value, size_t level);
charge_moment moment_at(const message& value, size_t level);

// What comes to us: the charge of the highest level.
const billing::reservation& our_charge(const message& value);

}  // namespace kaskad::facts
