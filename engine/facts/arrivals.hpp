#pragma once

#include "engine/facts/message.hpp"

#include <cstdint>
#include <vector>

// What has reached the person of a message, and what may yet: read off the record.

namespace kaskad::facts {

// On the wire, in doubt, or taken by the operator, and nobody said that it failed.
bool is_on_its_way(const part& value);

// It was refused, or a receipt says that it did not arrive, or its time was over: none of its receipts is waited for.
bool has_failed(const attempt& value);

// Delivered or read.
bool has_arrived(const attempt& value);
bool has_arrived(message_state state);

// Its operator took it over that link before then, all of it that may still arrive, and no receipt says how it ended;
// nothing more of it is to be sent.
bool is_unconfirmed(const message& value, core::link_id link, int64_t before_utc);

// Each core::channel over which it arrived, in the order of its attempts; without a cascade sms, if it arrived.
std::vector<uint8_t> delivered_via(const message& value);

}  // namespace kaskad::facts
