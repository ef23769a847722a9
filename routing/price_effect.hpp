#pragma once

#include "core/id.hpp"
#include "core/message_class.hpp"
#include "core/money.hpp"
#include "routing/price_book.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// What traffic that was carried costs by two versions of the prices: what a new sheet would do to the margin. Sums
// only; who reads the traffic, and of which days it is, is not known here.

namespace kaskad::routing {

// Of which parts one sum is. currency: of the price; sold_currency: of what the client paid.
struct effect_key {
    core::link_id link;  // none: of a sell price
    std::string mccmnc;
    std::string country;
    core::message_class message_class = core::message_class::transactional;
    core::currency currency;
    core::currency sold_currency;

    friend auto operator<=>(const effect_key&, const effect_key&) = default;
};

// Sums in 1e-8 of the currency's unit. Parts for which either book has no price are counted as unpriced, and in no sum.
struct effect_sums {
    uint64_t parts = 0;
    uint64_t delivered = 0;
    uint64_t unpriced = 0;
    __int128 before_e8 = 0;
    __int128 after_e8 = 0;
    int64_t sold_e6 = 0;

    friend bool operator==(const effect_sums&, const effect_sums&) = default;
};

// Parts of one message, with both prices of one.
struct priced_parts {
    uint32_t parts = 0;
    uint32_t delivered = 0;  // of them
    std::optional<priced> before;
    std::optional<priced> after;
    core::amount sold{};
};

class price_effect {
  public:
    // Further keys go into one sum without a link and a network.
    static constexpr size_t KEYS_MAX = 10'000;

    void add(const effect_key& of, const priced_parts& carried);

    const std::map<effect_key, effect_sums>& sums() const { return sums_; }
    effect_sums total() const;

  private:
    std::map<effect_key, effect_sums> sums_;
};

// Rounded once, half to even; at the bounds of 64 bits it stays there.
core::amount to_amount(__int128 e8);

}  // namespace kaskad::routing
