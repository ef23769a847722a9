#pragma once

#include "core/id.hpp"
#include "core/money.hpp"
#include "routing/number_plan.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What a part costs us over a link and what a client pays for it, by network and date. An immutable version. A
// destination without a price has none: never 0, never a guess.

namespace kaskad::routing {

using price_list_id = core::id<struct price_list_tag, uint32_t>;

// Whose price it is: link = buy price; client or price list = sell price.
enum class price_owner : uint8_t { link = 0, client = 1, price_list = 2 };

// How specific the row was that decided: the network before the country before the default.
enum class price_scope : uint8_t { network = 0, country = 1, any = 2 };

// At most one of mccmnc and country is set; both empty = the default for everything else. Valid for
// from_utc_ms <= t < to_utc_ms, to_utc_ms 0 = until further notice. `line` as in number_plan_row.
struct price_row {
    price_owner owner = price_owner::link;
    uint32_t owner_id = 0;
    std::string mccmnc;
    std::string country;
    core::currency currency;
    core::price price;
    int64_t from_utc_ms = 0;
    int64_t to_utc_ms = 0;
    uint32_t line = 0;

    friend bool operator==(const price_row&, const price_row&) = default;
};

// A price as found, with the version of the book and how it was found.
struct priced {
    core::price price;
    core::currency currency;
    price_scope scope = price_scope::any;
    uint32_t version = 0;

    friend bool operator==(const priced&, const priced&) = default;
};

inline constexpr size_t PRICE_ROWS_MAX = 1'000'000;

class price_book {
  public:
    price_book() = default;

    // Of two rows for the same owner and destination that are both valid, the one with the later start decides.
    // Refused, with the row: too many rows, no owner, both network and country, malformed codes, no currency, a
    // negative price, an end not after the start, two rows that start at the same time for the same owner and
    // destination, buy prices in more than one currency (the cheapest could not be told without a rate).
    static std::expected<price_book, row_error> build(uint32_t version, std::span<const price_row> rows);

    uint32_t version() const { return version_; }
    size_t size() const { return rows_.size(); }

    std::optional<priced> buy(core::link_id link, const network& to, int64_t utc_ms) const;

    // The client's own rows first, however general; then those of its price list (0 = it has none).
    std::optional<priced> sell(core::client_id client, price_list_id list, const network& to, int64_t utc_ms) const;

  private:
    struct entry {
        uint64_t key = 0;  // owner and destination
        int64_t from_utc_ms = 0;
        int64_t to_utc_ms = 0;
        core::price price;
        core::currency currency;
    };

    std::optional<priced> find(price_owner owner, uint32_t owner_id, const network& to, int64_t utc_ms) const;
    const entry* find_valid(uint64_t key, int64_t utc_ms) const;

    uint32_t version_ = 0;
    std::vector<entry> rows_;  // sorted by key, then start
};

std::string_view to_string(price_scope value);

}  // namespace kaskad::routing
