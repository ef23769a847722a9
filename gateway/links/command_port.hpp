#pragma once

#include "engine/facts/command.hpp"

// The engine's mailbox, as the links see it: bounded, so it may say no.

namespace kaskad::gateway::links {

struct command_port {
    virtual ~command_port() = default;
    // False when it is full: nothing was taken.
    virtual bool try_send(facts::command command) = 0;
};

}  // namespace kaskad::gateway::links
