#pragma once

#include "routing/network.hpp"
#include "routing/price_row.hpp"

#include <cstddef>
#include <optional>
#include <span>

// What is wrong with the rows of a price book, each alone and their currencies together. Says nothing about two rows
// for the same destination: the book finds those when it sorts them.

namespace kaskad::routing {

inline constexpr size_t PRICE_ROWS_MAX = 1'000'000;

// A million units of a currency for a part: beyond it is a slip of the pen. As many parts as a message may have, at
// this price, still fit 64 bits.
inline constexpr core::price PRICE_MAX{100'000'000'000'000};

// Where a row is, for people: its line if it has one, else its place counted from 1.
size_t place_of(std::span<const price_row> rows, size_t index);

// The first fault, with the row's place and what to do about it.
std::optional<row_error> find_bad_row(std::span<const price_row> rows);

}  // namespace kaskad::routing
