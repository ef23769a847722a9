#pragma once

#include "core/assert.hpp"
#include "engine/facts/effect.hpp"

#include <variant>

// The engine's reply to a command that has only one kind of reply besides a refusal, which was shown before.

namespace kaskad::gateway::api {

template <typename Told>
const Told& told_in(const facts::reply& reply) {
    const auto* told = std::get_if<Told>(&reply);
    ASSERT(told != nullptr);
    return *told;
}

}  // namespace kaskad::gateway::api
