#pragma once

#include "engine/facts/message.hpp"

#include <cstdint>

// By what a stored message is found. Derived from the record, so no store can disagree with it.

namespace kaskad::store {

struct message_columns {
    int64_t due_steady = 0;    // 0: not in the work index
    core::link_id queue_link;  // 0 with queue_sequence 0: in no queue
    uint64_t queue_sequence = 0;
    bool in_flight = false;  // facts::is_in_flight
};

message_columns columns_of(const facts::message& value);

}  // namespace kaskad::store
