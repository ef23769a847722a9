#pragma once

#include "engine/facts/message.hpp"
#include "routing/price_book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What a client's messages would have come to by other prices, beside what they came to: for prices that were wrong and
// are put right afterwards. Reckons alone; what is booked from it is one order with a second person's word. Pure.

namespace kaskad::gateway {

struct rerated_line {
    core::message_id message;
    std::string recipient;
    std::string country;
    std::string network;
    uint32_t units = 0;
    core::price before;
    core::price after;
    core::amount charged;
    core::amount wanted;
};

struct rerated_sums {
    uint64_t messages = 0;  // that were charged
    uint64_t changed = 0;
    uint64_t without_price = 0;    // the sheet has none: left as they are
    uint64_t charged_in_part = 0;  // by the share for messages without a receipt: left as they are
    uint64_t in_other_currency = 0;
    core::amount charged;
    core::amount wanted;

    // What it does to the client's balance.
    core::amount correction() const { return charged - wanted; }
};

class rerating {
  public:
    // prices: the client's own, of all days asked for.
    rerating(core::client_id client, const routing::price_book& prices) : client_{client}, prices_{prices} {}

    // A line where the message comes to something else.
    std::optional<rerated_line> add(const facts::message& message);

    const rerated_sums& sums() const { return sums_; }

  private:
    std::optional<routing::priced> price_of(const facts::message& message) const;

    core::client_id client_;
    const routing::price_book& prices_;
    rerated_sums sums_;
};

void append_rerated_header(std::string& out);
void append_rerated_line(std::string& out, const rerated_line& line);

}  // namespace kaskad::gateway
