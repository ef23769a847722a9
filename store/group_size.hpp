#pragma once

#include "engine/facts/fact.hpp"

#include <cstddef>

// What a group takes in memory while it waits, about and cheap to say: queues are bounded by it.

namespace kaskad::store {

size_t memory_of(const facts::group& group);

}  // namespace kaskad::store
