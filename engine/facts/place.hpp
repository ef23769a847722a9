#pragma once

#include "core/id.hpp"

#include <compare>
#include <cstdint>

// Where something happened: which part of which message, over which bind.

namespace kaskad::facts {

// Which part of which attempt of which message.
struct part_ref {
    core::message_id message;
    uint8_t attempt = 0;
    uint8_t part = 0;

    friend auto operator<=>(const part_ref&, const part_ref&) = default;
};

// One bind of a link in one of its lives. A channel account has one bind at a time, whose number is 0.
struct bind_ref {
    core::link_id link;
    uint32_t bind = 0;
    uint64_t epoch = 0;

    friend auto operator<=>(const bind_ref&, const bind_ref&) = default;
};

}  // namespace kaskad::facts
