#pragma once

#include "core/money.hpp"
#include "engine/facts/token.hpp"

#include <cstdint>
#include <string>
#include <vector>

// What one currency was worth in another on a day.

namespace kaskad::facts {

// One `base` is `rate_e8` / 1e8 of `quote`, from that day (since 1970, UTC) until the next one that is known.
struct exchange_rate {
    std::string base;
    std::string quote;
    uint32_t day = 0;
    int64_t rate_e8 = 0;
    std::string source;  // the file it came in
    std::string by;
    int64_t imported_utc = 0;

    friend bool operator==(const exchange_rate&, const exchange_rate&) = default;
};

// All rows or none. A day that is known gets the new rate.
struct import_exchange_rates {
    token reply_to = 0;
    std::vector<exchange_rate> rows;
};

// The newest of each pair, or all of a pair's days.
struct query_exchange_rates {
    token reply_to = 0;
    std::string base;  // empty = all pairs
    std::string quote;
};

struct exchange_rates {
    std::vector<exchange_rate> rows;  // by pair, newest first
    uint32_t changed = 0;             // of those imported
};

}  // namespace kaskad::facts
