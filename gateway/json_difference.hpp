#pragma once

#include <boost/json/value.hpp>

#include <string>
#include <string_view>
#include <vector>

// What differs between two JSON values, member by member: for a person who is to agree to it. Pure.

namespace kaskad::gateway {

struct json_change {
    std::string path;    // "fees[2].amount"
    std::string before;  // as JSON; empty = not there
    std::string after;

    friend bool operator==(const json_change&, const json_change&) = default;
};

// By path, those of `before` first in its order, then what is new. An empty object or list is a value of its own.
std::vector<json_change> json_difference(const boost::json::value& before, const boost::json::value& after);

// "payment_days: 14 -> 30", "fees[2].amount: new: \"10\"", "fees[2].amount: gone: \"10\""
std::string to_string(const json_change& change);

}  // namespace kaskad::gateway
