#pragma once

#include "engine/turn.hpp"

#include <span>
#include <string>

// Rows of prices that come in sheets while the program runs. They stand beside the declared ones; the last sheet of an
// owner can be taken back.

namespace kaskad::engine {

void handle(turn& turn, const facts::query_prices& command);
// Its rows are taken out of the command.
void handle(turn& turn, facts::import_prices& command);
void handle(turn& turn, const facts::undo_import& command);

// The first of `rows` for the same destination, class, type of sender, channel and beginning as one of `others`.
const routing::price_row* find_same(std::span<const routing::price_row> rows,
                                    std::span<const routing::price_row> others);

// "26201 of class otp": what it is for, for people.
std::string describe(const routing::price_row& row);

}  // namespace kaskad::engine
