#pragma once

#include "gateway/api/json_writer.hpp"
#include "gateway/difference_list.hpp"

#include <string_view>

// One side of a difference as JSON: what it says, and nothing of what it does not. Pure.

namespace kaskad::gateway {

// What its place and its id are called.
struct side_words {
    std::string_view place;
    std::string_view id;
};

// An object of that name.
void write_told_side(api::json_writer& out, std::string_view name, const told_side& side, const side_words& words);

}  // namespace kaskad::gateway
