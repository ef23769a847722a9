#pragma once

#include "core/address.hpp"
#include "core/id.hpp"
#include "core/message_class.hpp"
#include "core/reason.hpp"
#include "routing/number_plan.hpp"
#include "routing/price_book.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

// What admission needs to know before it takes a message: the network, and the client's price for a part of it.

namespace kaskad::routing {

struct quote {
    routing::network network;
    std::string prefix;  // the rule that named the network
    uint32_t plan_version = 0;
    priced price;  // of one part
};

// senders: what the sender is, `any` where nobody knows.
struct quote_request {
    core::msisdn recipient;
    core::client_id client;
    price_list_id list;
    core::message_class message_class = core::message_class::transactional;
    sender_type senders = sender_type::any;
    int64_t utc_ms = 0;
    std::optional<routing::network> network{};  // the recipient's, where somebody knows better than the plan
    core::channel channel = core::channel::sms;
};

// Refused: no_network (no rule of the plan covers the number), then no_price (it has no sell price at that time).
std::expected<quote, core::reason> make_quote(const quote_request& request, const number_plan& plan,
                                              const price_book& prices);

}  // namespace kaskad::routing
