#pragma once

#include "core/id.hpp"
#include "core/money.hpp"
#include "routing/network.hpp"
#include "routing/price_row.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

// What a part costs us over a link and what a client pays for it, by network and date. An immutable version. A
// destination without a price has none: never 0, never a guess.

namespace kaskad::routing {

// A price as found, with the version of the book and how it was found.
struct priced {
    core::price price;
    core::currency currency;
    price_scope scope = price_scope::any;
    uint32_t version = 0;
    core::price delivered{};  // the share of it that is owed only on delivery

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
    // Of all buy prices; none where there is no buy price.
    core::currency buy_currency() const { return buy_currency_; }

    std::optional<priced> buy(core::link_id link, const network& to, int64_t utc_ms) const;

    // The client's own rows first, however general; then those of its price list (0 = it has none).
    std::optional<priced> sell(core::client_id client, price_list_id list, const network& to, int64_t utc_ms) const;

  private:
    struct entry {
        uint64_t key = 0;  // owner and destination
        int64_t from_utc_ms = 0;
        int64_t to_utc_ms = 0;
        core::price price;
        core::price delivered;
        core::currency currency;
    };

    std::optional<priced> find(price_owner owner, uint32_t owner_id, const network& to, int64_t utc_ms) const;
    const entry* find_valid(uint64_t key, int64_t utc_ms) const;

    uint32_t version_ = 0;
    core::currency buy_currency_;
    std::vector<entry> rows_;  // sorted by key, then start
};

}  // namespace kaskad::routing
