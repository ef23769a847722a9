#pragma once

#include "engine/facts/declaration.hpp"
#include "engine/facts/message.hpp"

#include <string>
#include <vector>

// What a sender is in prices, by the rules of a link or a client. Pure; looks only at what it is given.

namespace kaskad::engine {

// Is the message's network called so: by its code, its operator or its country?
bool is_network(const std::string& name, const facts::message& value);

// The first rule that fits counts; `any` where none does.
routing::sender_type sender_type_of(const std::vector<facts::sender_rule>& rules, const facts::message& value);

}  // namespace kaskad::engine
