#pragma once

#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What a provider wrote as JSON, asked by pointers (RFC 6901), as "/error/code". Whatever is not there, or of another
// kind, is empty: providers leave things out, and none of that is a fault.

namespace kaskad::channels {

// Nothing: it is no JSON.
std::optional<boost::json::value> parse_json(std::string_view body);

// nullptr: there is nothing there.
const boost::json::value* find(const boost::json::value& in, std::string_view pointer);
// Nullptr for what is no array.
const boost::json::array* list_at(const boost::json::value& in, std::string_view pointer);
// A string, or a whole number in decimal digits: ids are written either way.
std::string text_at(const boost::json::value& in, std::string_view pointer);
// A whole number, or a string of one.
std::optional<int64_t> whole_at(const boost::json::value& in, std::string_view pointer);
// False for what is no `true`.
bool flag_at(const boost::json::value& in, std::string_view pointer);

}  // namespace kaskad::channels
