#pragma once

#include "engine/facts/cascade.hpp"
#include "engine/turn.hpp"

#include <cstddef>
#include <cstdint>

// What can be read off a message that goes by a cascade: at which step it is, what its attempts reached, and what its
// steps cost. Decides nothing.

namespace kaskad::engine {

// Of a message that goes by one.
const facts::cascade& cascade_of(const turn& turn, const facts::message& value);
bool goes_over(const facts::cascade& cascade, core::channel channel);
// step: from 1.
const facts::cascade_step& step_at(const turn& turn, const facts::message& value, uint8_t step);

// Over what the message goes now: sms, or what its step says.
core::channel channel_of(const turn& turn, const facts::message& value);
// The channel account its step names; empty = any.
std::string account_of(const turn& turn, const facts::message& value);
// Of what is sent at its step: one, but over sms.
uint16_t parts_of_step(const turn& turn, const facts::message& value);

// How far an attempt came is as far as its step wants. Of a message without a cascade: it was delivered.
bool has_reached_goal(const turn& turn, const facts::message& value, const facts::attempt& attempt);
// Over whatever, at whatever step.
bool has_arrived(const facts::message& value);
bool has_been_read(const facts::message& value);
// Attempts that began at its step: those over other links too.
size_t attempts_in_step(const facts::message& value);
// What that comes to; nothing for no row, or more than an account can hold.
core::amount cost_of(const facts::step_price* row);
// All of its units, exactly, in 1e-8 of the currency's unit.
__int128 total_of(const facts::step_price& row);

// The row that stands for all steps, where each is charged.
inline constexpr uint8_t ALL_STEPS = 0;

// As agreed when it was taken; nullptr: that step has no price, or there is none.
const facts::step_price* price_of_step(const facts::message& value, uint8_t step, size_t level);
// What is held for on that level; nullptr: it goes by no cascade.
const facts::step_price* held_price(const facts::message& value, size_t level);

}  // namespace kaskad::engine
