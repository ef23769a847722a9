#pragma once

#include "engine/facts/command.hpp"

// The engine's mailbox, as the shells see it: bounded, so it may say no.

namespace kaskad::facts {

struct command_port {
    virtual ~command_port() = default;
    // False when it is full: nothing was taken, the command is untouched.
    virtual bool try_send(command&& what) = 0;
};

}  // namespace kaskad::facts
