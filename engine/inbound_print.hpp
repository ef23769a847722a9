#pragma once

#include "engine/facts/command.hpp"

#include <cstdint>

// By what a text from a handset, or a part of one, is known when its operator repeats it. Pure.

namespace kaskad::engine {

// Of link, addresses, data_coding, octets and place among the parts; 63 bits, as the database's integers have a sign.
uint64_t print_of(const facts::inbound_received& command);

}  // namespace kaskad::engine
