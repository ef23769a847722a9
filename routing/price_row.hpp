#pragma once

#include "core/channel.hpp"
#include "core/id.hpp"
#include "core/money.hpp"

#include <cstdint>
#include <string>
#include <string_view>

// One row of a price book, as stored.

namespace kaskad::routing {

using price_list_id = core::id<struct price_list_tag, uint32_t>;

// Whose price it is: link = buy price; client or price list = sell price.
enum class price_owner : uint8_t { link = 0, client = 1, price_list = 2 };

// What the row that decided was for. The values are stored, appended and in no order of precedence.
enum class price_scope : uint8_t { network = 0, country = 1, any = 2, prefix = 3, mcc = 4 };

// What a sender is to a supplier, who may ask different prices for each.
enum class sender_type : uint8_t { any = 0, paid = 1, free = 2, national = 3, international = 4 };

// At most one of mccmnc, country, mcc and prefix is set; all empty = the default for everything else. Valid for
// from_utc_ms <= t < to_utc_ms, to_utc_ms 0 = until further notice. `line` as in number_plan_row. price: of a delivered
// part; `delivered` is the share of it that is owed only when it is delivered. klass: 0 = any, else 1 + message_class.
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
    core::price delivered{};
    std::string mcc{};     // every network of that MCC
    std::string prefix{};  // of the numbers
    uint8_t klass = 0;
    sender_type senders = sender_type::any;
    core::channel channel = core::channel::sms;

    friend bool operator==(const price_row&, const price_row&) = default;
};

std::string_view to_string(price_scope value);

}  // namespace kaskad::routing
