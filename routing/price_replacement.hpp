#pragma once

#include "routing/price_key.hpp"
#include "routing/price_row.hpp"

#include <cstdint>
#include <span>
#include <vector>

// What a new sheet of an owner leaves of the rows that an earlier one brought in. A price holds until the one that
// takes its place begins: a sheet that begins next month leaves no gap. Checks no row; builds no book.

namespace kaskad::routing {

// is_full: the sheet stands for all prices of its owner; else for those of the same destination, class, type of sender
// and channel.
struct replacement_terms {
    price_owner owner = price_owner::link;
    uint32_t owner_id = 0;
    bool is_full = false;
    int64_t now_utc_ms = 0;
};

// The rows that stand beside the sheet's: all of other owners, unchanged; of this owner those whose place the sheet
// takes later on, ending then, and, where the sheet is partial, those that it does not name. What a full sheet does not
// name ends when the first of its rows begins. Rows that are over are left out.
std::vector<price_row> rows_that_stay(std::span<const price_row> standing, std::span<const price_row> sheet,
                                      const replacement_terms& terms);

// Where rows stand, to find one that would stand in the same place: of the same owner, destination, class, type of
// sender, channel and beginning.
class price_places {
  public:
    explicit price_places(std::span<const price_row> rows);
    bool has(const price_row& row) const;

  private:
    struct place {
        price_key key;
        int64_t from_utc_ms = 0;
        price_variant variant = 0;

        friend auto operator<=>(const place&, const place&) = default;
    };
    static place place_of(const price_row& row) { return {key_of(row), row.from_utc_ms, variant_of(row)}; }

    std::vector<place> sorted_;
};

// What of `rows` is the owner's.
std::vector<price_row> rows_of(std::span<const price_row> rows, price_owner owner, uint32_t owner_id);

}  // namespace kaskad::routing
