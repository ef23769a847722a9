#pragma once

#include "core/channel.hpp"
#include "core/message_class.hpp"
#include "routing/network.hpp"
#include "routing/price_row.hpp"

#include <cstdint>
#include <string_view>

// What a price is asked for: where a part goes, what it is, whose name it carries and when. Whose price it is, is said
// beside it, so that one question serves for all links. A view: lives no longer than what it points to.

namespace kaskad::routing {

// digits: the recipient's, country code first; without them no price by prefix is found. senders: `any` = nobody knows
// what the sender is, so only prices for senders of any type are found.
struct price_question {
    const network* to = nullptr;
    std::string_view digits{};
    core::message_class message_class = core::message_class::transactional;
    sender_type senders = sender_type::any;
    core::channel channel = core::channel::sms;
    int64_t utc_ms = 0;
};

}  // namespace kaskad::routing
