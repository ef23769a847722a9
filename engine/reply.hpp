#pragma once

#include "engine/turn.hpp"

#include <expected>
#include <string>
#include <utility>

// What a person asked for and got, or a refusal with its field and its reason.

namespace kaskad::engine {

template <typename T>
using checked = std::expected<T, facts::refusal>;

inline std::unexpected<facts::refusal> refuse(facts::refusal_code code, std::string field, std::string why) {
    return std::unexpected(facts::refusal{code, std::move(field), std::move(why)});
}

template <typename Answer>
void reply(turn& turn, facts::token to, checked<Answer> made) {
    if (made) return turn.send(facts::answer{to, 0, std::move(*made)});
    turn.send(facts::answer{to, 0, std::move(made.error())});
}

}  // namespace kaskad::engine
