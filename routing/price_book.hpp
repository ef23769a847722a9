#pragma once

#include "core/id.hpp"
#include "core/money.hpp"
#include "routing/network.hpp"
#include "routing/price_key.hpp"
#include "routing/price_period.hpp"
#include "routing/price_question.hpp"
#include "routing/price_row.hpp"
#include "routing/price_row_check.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

// What a part costs us over a link and what a client pays for it, by destination, class, sender type, channel and date.
// An immutable version, asked without allocating. A destination without a price has none: never 0, never a guess.
//
// The nearest destination decides: the longest prefix of the number, its network, the network's MCC, its country, the
// default. At one destination a price for the message's class and type of sender comes before one for its class alone,
// that before one for its type of sender alone, that before one for any; a price is always for one channel. A row that
// does not hold at the moment is as if it were not there.

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

class price_book {
  public:
    price_book() = default;

    // Of two rows of the same key that are both valid, the one with the later start decides. Refused, with the row:
    // what find_bad_row names, and two rows of the same key that start at the same time.
    static std::expected<price_book, row_error> build(uint32_t version, std::span<const price_row> rows);

    uint32_t version() const { return version_; }
    size_t size() const { return size_; }
    // Of all buy prices; none where there is no buy price.
    core::currency buy_currency() const { return buy_currency_; }

    std::optional<priced> buy(core::link_id link, const price_question& asked) const;

    // The client's own rows first, however general; then those of its price list (0 = it has none).
    std::optional<priced> sell(core::client_id client, price_list_id list, const price_question& asked) const;

    // Has the link a price for some message there, whatever its class and sender? Prices by prefix are not looked at:
    // a network is no number.
    bool serves(core::link_id link, const network& to, int64_t utc_ms) const;

  private:
    struct owned {
        uint16_t prefix_lengths = 0;  // bit n: it has prefixes of n digits
        uint8_t scopes = 0;           // bits by price_scope
    };
    // Most destinations have one period, which stands in the table itself: one place in memory less to wait for.
    struct destination {
        price_period only;
        uint32_t first = 0;  // in periods_, where there are several
        uint32_t count = 0;
    };

    explicit price_book(uint32_t version) : version_{version} {}
    // Rows of one key: those of one variant side by side, by their start.
    void append(const price_key& key, std::span<const price_row* const> rows);

    std::optional<priced> find(uint64_t owner, const price_question& asked) const;
    std::optional<priced> find_by_prefix(uint64_t owner, uint32_t lengths, const price_question& asked) const;
    std::span<const price_period> periods_at(const price_key& key) const;
    priced priced_by(const price_period& found, price_scope scope) const;

    uint32_t version_ = 0;
    size_t size_ = 0;
    core::currency buy_currency_;
    boost::unordered_flat_map<uint64_t, owned> owners_;
    boost::unordered_flat_map<price_key, destination, price_key_hash> destinations_;
    std::vector<price_period> periods_;  // of one destination side by side, by variant, then start; only several
};

}  // namespace kaskad::routing
