#pragma once

#include <boost/json/object.hpp>

#include <expected>
#include <string>
#include <string_view>

// What a running gateway answered, for commands that show it.

namespace kaskad::gateway {

// The answer of api_caller as an object; its members are the gateway's own and are there.
std::expected<boost::json::object, std::string> read_answer(const std::expected<std::string, std::string>& answer);

// A member as a word: a string without its quotes, "-" for null and for what is not there.
std::string text_at(const boost::json::object& from, std::string_view name);

// Asks on the terminal, where nothing but a yes is one.
bool is_agreed(std::string_view question);

}  // namespace kaskad::gateway
