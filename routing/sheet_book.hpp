#pragma once

#include "routing/price_book.hpp"
#include "routing/price_sheet.hpp"

#include <cstdint>
#include <expected>
#include <span>

// A rate sheet as if all of it had begun and nothing else held: the price book of one owner, for asking "what if". The
// dates of its rows count only among themselves.

namespace kaskad::routing {

struct sheet_owner {
    price_owner kind = price_owner::link;
    uint32_t id = 0;
};

// A price of a sheet as a row of its owner's; when it begins is the caller's to say, for a sheet's dates are local.
price_row row_of(const sheet_price& from, const sheet_owner& owner);

// Of the rows for one destination the one that begins last holds. A client pays all of a price at once: the share for
// delivery is part of it. Refused, with the row's line: what price_book::build refuses.
std::expected<price_book, row_error> make_sheet_book(std::span<const sheet_price> rows, const sheet_owner& owner);

}  // namespace kaskad::routing
