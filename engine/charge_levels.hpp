#pragma once

#include "engine/facts/charges.hpp"
#include "engine/turn.hpp"

#include <cstddef>
#include <cstdint>

// What one level of a message is charged by, before it is reserved as after: who pays, the price and what it is for,
// and when it falls due.

namespace kaskad::engine {

const facts::client& payer(const turn& turn, const facts::message& value, size_t level);

// Of what that client pays for: parts, or the message.
uint32_t units_of(const facts::client& client, uint16_t parts);
// What is held for on that level: of a message that goes by a cascade, its dearest step or the one it is at.
uint32_t units_at(const turn& turn, const facts::message& value, size_t level);
core::price price_at(const facts::message& value, size_t level);
core::currency currency_at(const facts::message& value, size_t level);

// As agreed when the message was taken; of older messages as the client is charged now.
facts::charge_moment due_at(const turn& turn, const facts::message& value, size_t level);
// When the client is charged, as the clients declare now.
facts::charge_moment moment_of(const facts::client& client);

}  // namespace kaskad::engine
